"""The directory as it runs: gunicorn in a process of its own, started and ended by its id."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import requests
from house import free_port

ROOT = Path(__file__).resolve().parents[2]


# Runs each line of its input, a piece of code in JSON, and says that it is done.
KEEPER = """
import json, sys
import django
django.setup()
for line in sys.stdin:
    exec(json.loads(line))
    print("done", flush=True)
"""


class Server:
    """One directory on loopback. `log` gets a line for each request."""

    def __init__(self, database: str, folder: Path, env: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "access.log"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("VEJVISER_")}
        self.env = clean | {"VEJVISER_DATABASE": database, "PYTHONWARNINGS": "ignore"} | dict(env or {})
        self._errors = folder / "gunicorn.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-w",
            "2",
            "-b",
            f"127.0.0.1:{self.port}",
            "--log-level",
            "warning",
        ]
        with self._errors.open("ab") as errors:
            self._process = subprocess.Popen(
                [*command, "--access-logfile", str(self.log), "directory.wsgi:application"],
                cwd=ROOT,
                env=self.env,
                stdout=errors,
                stderr=errors,
                start_new_session=True,
            )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if requests.get(f"{self.url}/api/health", timeout=2).ok:
                    return
            except requests.RequestException:
                time.sleep(0.1)
        raise AssertionError(self._errors.read_text("utf-8"))

    def stop(self) -> None:
        """End it; a stopped one too."""
        if self._process is not None and self._process.poll() is None:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGTERM)
            self._process.wait(timeout=10)

    def close(self) -> None:
        """End it and the keeper's program."""
        self.stop()
        if self._keeper is not None:
            self._keeper.communicate(timeout=10)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the server and its workers."""
        assert self._process is not None
        os.killpg(self._process.pid, number)

    def change(self, code: str) -> None:
        """Run code in a program of the directory's own, as a keeper's change would be made."""
        if self._keeper is None:
            self._keeper = subprocess.Popen(
                [sys.executable, "-c", KEEPER],
                cwd=ROOT,
                env=self.env | {"DJANGO_SETTINGS_MODULE": "directory.settings"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._keeper.stdin is not None and self._keeper.stdout is not None
        print(json.dumps(code), file=self._keeper.stdin, flush=True)
        assert self._keeper.stdout.readline() == "done\n", "the change failed: see above"
