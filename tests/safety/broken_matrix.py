"""Every part broken, alone and together, at every place of the conversation: `make safety` (a quarter of an hour).

The figures go to results/safety/broken.json. The essentials stand in tests/e2e/test_failures.py for every day.
"""

import json
import os
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from broken_house import BrokenHouse, broken_house
from broken_probe import KINDS, WORD, Answered, Probe, figures
from broken_ways import BREAKS
from house import ROOT, free_port

from bot.channels.turn import danger_in
from bot.texts import text

pytestmark = pytest.mark.slow
RESULTS = ROOT / "results" / "safety" / "broken.json"
FORGETS = ("Rasa killed", "Rasa killed, action server and directory hanging")
WHOLE_WITHOUT = ("database locked",)


@pytest.fixture(scope="module")
def results() -> Iterator[dict[str, Any]]:
    """What was measured, by what was broken; written when all is done."""
    found: dict[str, Any] = {}
    yield found
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("broken")


@pytest.fixture(scope="module")
def broken(folder: Path) -> Iterator[BrokenHouse]:
    with broken_house(folder) as house:
        house.wait_ready()
        yield house


def judge(answers: list[Answered]) -> list[str]:
    return [f"{answer.place}, {answer.kind}: {wrong}" for answer in answers if (wrong := answer.wrong())]


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_part(name: str, broken: BrokenHouse, results: dict[str, Any]) -> None:
    probe = Probe(broken)
    probe.wait_mended()
    probe.prepare()
    with BREAKS[name](broken):
        answers = probe.ask()
    mended = time.monotonic()
    probe.wait_mended()
    wrong = judge(answers)
    if name not in FORGETS and (lost := probe.goes_on()):
        wrong.append(lost)
    results[name] = figures(answers) | {"mended_after_seconds": round(time.monotonic() - mended, 1), "wrong": wrong}
    assert not wrong
    if name in WHOLE_WITHOUT:
        assert results[name]["answered_in_full"] == len(answers), "this break should not be felt"


def test_no_log_holds_what_was_written_or_a_stack(broken: BrokenHouse) -> None:
    for part in broken.parts.values():
        lines = part.log.read_text("utf-8")
        assert WORD not in lines and "hemmeligtord" not in lines, part.name
        assert "Traceback" not in lines, part.name


@pytest.mark.parametrize("content", [None, b"this is no model"])
def test_without_a_model_the_doors_answer_by_rule(
    content: bytes | None, tmp_path: Path, results: dict[str, Any]
) -> None:
    file = tmp_path / "model.tar.gz"
    if content:
        file.write_bytes(content)
    with broken_house(tmp_path, model_file=file) as house:
        _wait_for_state(house, "starting", 30)
        starting = [_say(house, kind) for kind in KINDS]
        _wait_for_state(house, "no_model", 120)
        answers = [_say(house, kind) for kind in [*KINDS, *["acute"] * 6]]
        page = requests.get(f"{house.url}/chat/", timeout=5)
        log = house.parts["bot"].log.read_text("utf-8")
    assert page.status_code == 200
    assert not judge(starting + answers)
    assert [answer.messages[-1]["text"] for answer in starting[1:]] == [text("utter_starting")] * 2
    assert answers[1].messages[0]["text"] == danger_in(KINDS["urgent"])[0]["text"]
    assert answers[2].messages[0]["text"] == text("utter_no_model")
    assert WORD not in log
    results[f"model {'unreadable' if content else 'missing'}"] = figures(starting + answers)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_with_redis_as_lock_store(how: int, tmp_path: Path, results: dict[str, Any]) -> None:
    server = shutil.which("redis-server")
    if not server:
        results["redis"] = "not run: no redis-server on this machine"
        pytest.skip("no redis-server")
    port = free_port()
    command = [server, "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]
    redis = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    endpoints = tmp_path / "endpoints.yml"
    store = f"\nlock_store:\n  type: redis\n  url: 127.0.0.1\n  port: {port}\n  socket_timeout: 2\n"
    endpoints.write_text((ROOT / "endpoints.yml").read_text("utf-8") + store, "utf-8")
    try:
        with broken_house(tmp_path, endpoints=endpoints) as house:
            probe = Probe(house)
            probe.wait_mended()
            probe.prepare()
            os.kill(redis.pid, how)
            answers = probe.ask()
            if how == signal.SIGKILL:
                redis.wait()
                redis = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            else:
                os.kill(redis.pid, signal.SIGCONT)
            probe.wait_mended()
            wrong = judge(answers) + [lost for lost in [probe.goes_on()] if lost]
            log = house.parts["bot"].log.read_text("utf-8")
    finally:
        redis.kill()
        redis.wait()
    results[f"redis {'killed' if how == signal.SIGKILL else 'hanging'}"] = figures(answers) | {"wrong": wrong}
    assert not wrong
    assert WORD not in log and "Traceback" not in log


def _wait_for_state(house: BrokenHouse, state: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if requests.get(f"{house.url}/health", timeout=2).json()["rasa"] == state:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"never {state}")


def _say(house: BrokenHouse, kind: str) -> Answered:
    started = time.perf_counter()
    messages = house.say(uuid.uuid4().hex, KINDS[kind])
    return Answered("start", kind, "", time.perf_counter() - started, messages)
