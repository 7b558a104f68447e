"""`make run` starts a process again that has ended, and gives up on one that keeps on ending."""

import sys
from pathlib import Path

import pytest

from deploy import processes, run


def part(name: str, program: str, folder: Path) -> processes.Part:
    return processes.Part(name, [sys.executable, "-c", program], "", 1, folder / f"{name}.log")


def test_a_part_that_ends_is_started_again_until_it_has_ended_too_often(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stable = part("stable", "import time; time.sleep(60)", tmp_path)
    weak = part("weak", "print('ended')", tmp_path)
    try:
        for each in (stable, weak):
            processes.start(each, {})
        assert stable.process is not None
        first = stable.process.pid
        assert run.watch([stable, weak], {}, pause=0.05) == 1
        assert stable.process.pid == first, "the others go on"
    finally:
        processes.stop(stable)
    assert weak.log.read_text("utf-8").count("ended") == run.RESTARTS + 1, "the log of each start is kept"
    assert capsys.readouterr().out.count("weak stoppede og startes igen") == run.RESTARTS


def test_every_start_has_its_own_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VEJVISER_ACTIONS_TOKEN", raising=False)
    first, second = (processes.environment(processes.Ports(1, 2, 3))["VEJVISER_ACTIONS_TOKEN"] for _ in range(2))
    assert first != second and len(first) >= 32
    monkeypatch.setenv("VEJVISER_ACTIONS_TOKEN", "given")
    environment = processes.environment(processes.Ports(1, 2, 3))
    assert environment["VEJVISER_ACTIONS_TOKEN"] == "given"  # noqa: S105
