"""The README's command in a fresh clone with a new environment: it answers, and it stops when told to."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import uuid
from pathlib import Path

import pytest
import requests
from house import ROOT, free_port

from deploy import model

pytestmark = pytest.mark.slow

START_SECONDS = 15 * 60
# Training takes five minutes, and `make test` has just done it in this clone; `VEJVISER_SAFETY=1` does it here, too.
TRAINS = bool(os.environ.get("VEJVISER_SAFETY"))


def _heed_interrupts() -> None:
    """As in a terminal: tests that run in the background of a script have inherited that Ctrl-C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Run:
    """`make run` in a folder, with its output as it comes."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self._log = folder / "run.log"
        self._file = self._log.open("w")
        self.process = subprocess.Popen(
            ["make", "run"],
            cwd=folder,
            env=env,
            stdout=self._file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_heed_interrupts,
        )

    @property
    def output(self) -> str:
        return self._log.read_text("utf-8")

    def wait_for_address(self) -> str:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            found = re.search(r"http://127\.0\.0\.1:\d+/chat/", self.output)
            if found:
                return found[0]
            assert self.process.poll() is None, self.output
            time.sleep(1)
        raise AssertionError(self.output)

    def interrupt(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        code = self.process.wait(timeout=60)
        self._file.close()
        return code


def listening(port: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) == 0


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fresh") / "vejviser"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder)], check=True)
    if not TRAINS:
        (folder / "models").mkdir()
        shutil.copy2(model.current(), folder / "models")
    return folder


@pytest.fixture(scope="module")
def env() -> dict[str, str]:
    """The machine's environment with free ports and nothing of this project's own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("VEJVISER_", "VIRTUAL_ENV"))}
    names = ("VEJVISER_PORT", "VEJVISER_ACTIONS_PORT", "VEJVISER_DIRECTORY_PORT")
    return {**own, **{name: str(free_port()) for name in names}}


def test_make_run_answers_in_a_fresh_clone(clone: Path, env: dict[str, str]) -> None:
    run = Run(clone, env)
    try:
        page = run.wait_for_address()
        assert "Vejviser" in requests.get(page, timeout=10).text
        reply = requests.post(
            page.replace("/chat/", "/webhooks/rest/webhook"),
            json={"sender": uuid.uuid4().hex, "message": "hun står på taget og vil hoppe"},
            timeout=10,
        )
        assert "112" in reply.json()[0]["text"]
    finally:
        code = run.interrupt()
    assert ("Træner" in run.output) is TRAINS
    # make reports an interrupt of its recipe with 2 or 130; what matters is that nothing goes on.
    assert code in (0, 2, 130, -2), run.output
    assert not [port for name, port in env.items() if name.endswith("PORT") and listening(port)]


def test_a_second_start_trains_nothing(clone: Path, env: dict[str, str]) -> None:
    run = Run(clone, env)
    try:
        run.wait_for_address()
    finally:
        run.interrupt()
    assert "Træner" not in run.output and "Sprogmodellen er klar" in run.output


def test_a_taken_port_is_one_clear_line(clone: Path, env: dict[str, str]) -> None:
    with socket.socket() as taken:
        # The port was in use a moment ago, by the run before.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", int(env["VEJVISER_PORT"])))
        taken.listen()
        done = subprocess.run(["make", "run"], cwd=clone, env=env, capture_output=True, text=True, timeout=120)
    said = done.stdout + done.stderr
    assert done.returncode and f"Port {env['VEJVISER_PORT']} er optaget" in said and "Traceback" not in said


def test_a_broken_knowledge_file_is_one_clear_line(clone: Path, env: dict[str, str]) -> None:
    broken = clone / "knowledge" / "roles.yml"
    whole = broken.read_text("utf-8")
    try:
        broken.write_text(whole.replace("sector: kommune", "sector: amt", 1), "utf-8")
        done = subprocess.run(["make", "run"], cwd=clone, env=env, capture_output=True, text=True, timeout=120)
    finally:
        broken.write_text(whole, "utf-8")
    said = done.stdout + done.stderr
    assert done.returncode and "roles.yml" in said and "sector" in said and "Traceback" not in said


def test_a_missing_python_is_one_clear_line(clone: Path, env: dict[str, str], tmp_path: Path) -> None:
    tools = ("make", "sh", "mkdir", "test", "touch", "grep", "sed", "env")
    for tool in tools:
        found = subprocess.run(["which", tool], capture_output=True, text=True).stdout.strip()
        if found:
            (tmp_path / tool).symlink_to(found)
    (clone / ".venv" / ".stamp").unlink(missing_ok=True)
    poor = {**env, "PATH": str(tmp_path)}
    done = subprocess.run(["make", "run"], cwd=clone, env=poor, capture_output=True, text=True, timeout=60)
    assert done.returncode and "Python 3.11" in done.stdout + done.stderr
