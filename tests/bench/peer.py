"""Rasa's own starter project (`rasa init`): made, trained and served with all of Rasa (`make peer`)."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from house import free_port

from deploy.model import quiet_env

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "var" / "peer" / "bin" / "python"
MOST_SECONDS = 1800


def _environment() -> dict[str, str]:
    # Rasa's cache of training steps off: training is measured from nothing.
    return {key: value for key, value in quiet_env().items() if key != "PYTHONPATH"} | {"RASA_MAX_CACHE_SIZE": "0"}


def _rasa(folder: Path, *arguments: str) -> float:
    start = time.perf_counter()
    done = subprocess.run(
        [PYTHON, "-m", "rasa", *arguments],
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=MOST_SECONDS,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return time.perf_counter() - start


def make(folder: Path) -> None:
    """Write the starter project into a folder, untrained: Rasa's own files, as `rasa init` copies them.

    Raises:
        RuntimeError: there is no environment for it.
    """
    if not PYTHON.exists():
        raise RuntimeError("Run: make peer")
    copy = "import sys; from rasa.cli.scaffold import create_initial_project; create_initial_project(sys.argv[1])"
    subprocess.run([PYTHON, "-c", copy, folder], env=_environment(), capture_output=True, check=True)


def train(folder: Path) -> float:
    """Train from nothing; return the seconds."""
    return _rasa(folder, "train", "--force", "--fixed-model-name", "peer")


def reword(folder: Path) -> float:
    """Change one wording and train again as its own documentation says; return the seconds."""
    domain = folder / "domain.yml"
    domain.write_text(domain.read_text("utf-8").replace("Hey! How are you?", "Hello! How are you?"), "utf-8")
    return _rasa(folder, "train", "--fixed-model-name", "peer")


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, int, float]]:
    """Serve it; yields the address of its REST channel, the process id, and the seconds until it could answer."""
    port = free_port()
    start = time.perf_counter()
    with (folder / "run.log").open("wb") as log:
        running = subprocess.Popen(
            [PYTHON, "-m", "rasa", "run", "-p", str(port), "-i", "127.0.0.1"],
            cwd=folder,
            env=_environment(),
            stdout=log,
            stderr=log,
        )
    try:
        url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        yield url, running.pid, _until_it_answers(url, running, start)
    finally:
        running.terminate()
        running.wait(timeout=30)


def _until_it_answers(url: str, running: "subprocess.Popen[bytes]", start: float) -> float:
    while running.poll() is None and time.perf_counter() - start < MOST_SECONDS:
        try:
            if requests.post(url, json={"sender": "first", "message": "hi"}, timeout=30).json():
                return time.perf_counter() - start
        except requests.RequestException:
            time.sleep(0.2)
    raise RuntimeError("the peer did not start")


def memory_mb(*pids: int) -> float:
    """Resident memory of processes, each part of shared memory counted once over all of them (PSS), in MB."""
    return sum(_pss(pid) for pid in pids) / 1024


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def children(pid: int) -> list[int]:
    """Return the process ids of a process's children."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found if os.path.exists(f"/proc/{child}")]
