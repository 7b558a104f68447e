"""The three real processes for tests: started once, on free ports, with a database of their own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import requests

from deploy import processes

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("directory", "actions", "bot")


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class House:
    """The three processes, running."""

    ports: processes.Ports
    parts: dict[str, processes.Part]
    env: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports.bot}"

    def health(self, name: str, what: str) -> int:
        """What a part answers to `/health/live` or `/health/ready`."""
        port = {"bot": self.ports.bot, "actions": self.ports.actions, "directory": self.ports.directory}[name]
        return requests.get(f"http://127.0.0.1:{port}/health/{what}", timeout=5).status_code

    def figures(self, name: str) -> str:
        """What a part serves for Prometheus."""
        port = self.parts[name].more["VEJVISER_METRICS_PORT"]
        return requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text

    def stop(self, name: str) -> None:
        processes.stop(self.parts[name])

    def start(self, name: str) -> None:
        processes.start(self.parts[name], self.env)
        processes.wait_healthy(self.parts[name])

    def say(self, sender: str, message: str, **more: str) -> list[dict[str, Any]]:
        """One turn over REST, perhaps with `school` and `role`; the messages as they came."""
        reply = requests.post(
            f"{self.url}/webhooks/rest/webhook", json={"sender": sender, "message": message, **more}, timeout=30
        )
        assert reply.status_code == 200, reply.text
        messages: list[dict[str, Any]] = reply.json()
        return messages


AnyHouse = TypeVar("AnyHouse", bound=House)


@contextmanager
def started(
    kind: type[AnyHouse],
    folder: Path,
    model_file: Path,
    *,
    ports: processes.Ports | None = None,
    more_env: Mapping[str, str] | None = None,
    serve: Path | None = None,
    endpoints: Path | None = None,
    wait_for: tuple[str, ...] = NAMES,
) -> Iterator[AnyHouse]:
    """Start the three processes with a database of their own, and end them.

    Args:
        kind: the house to make of them.
        folder: for the database and the logs.
        model_file: the trained model.
        ports: free ones when none are given.
        more_env: variables beside those of the product.
        serve: a script that stands in for `bot.serve`.
        endpoints: Rasa's endpoints file; default is the product's.
        wait_for: the parts that must answer before anything is tried.
    """
    ports = ports or processes.Ports(free_port(), free_port(), free_port())
    database = {"VEJVISER_DATABASE": str(folder / "directory.sqlite3")}
    env = processes.environment(ports) | database | dict(more_env or {})
    for step in (["migrate", "--verbosity", "0"], ["load_knowledge"]):
        command = [sys.executable, "directory/manage.py", *step]
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    parts = dict(zip(NAMES, processes.parts(ports, model_file), strict=True))
    if serve:
        parts["bot"].command = [sys.executable, str(serve), *parts["bot"].command[3:]]
    if endpoints:
        parts["bot"].command += ["--endpoints", str(endpoints)]
    try:
        for name, part in parts.items():
            part.log = folder / f"{name}.log"
            part.more = {"VEJVISER_METRICS_PORT": str(free_port())}
            processes.start(part, env)
        for name in wait_for:
            processes.wait_healthy(parts[name])
        yield kind(ports, parts, env)
    finally:
        for part in reversed(list(parts.values())):
            # A process that a test has stopped does not hear that it should end.
            if part.process is not None and part.process.poll() is None:
                os.killpg(part.process.pid, signal.SIGCONT)
            processes.stop(part)
