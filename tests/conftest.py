"""What all tests share: the repository on the path and, for the slow ones, the three real processes."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deploy import model, processes  # noqa: E402


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

    def stop(self, name: str) -> None:
        processes.stop(self.parts[name])

    def start(self, name: str) -> None:
        processes.start(self.parts[name], self.env)
        processes.wait_healthy(self.parts[name])

    def say(self, sender: str, message: str) -> list[dict[str, Any]]:
        """One turn over REST; the messages as they came."""
        reply = requests.post(
            f"{self.url}/webhooks/rest/webhook", json={"sender": sender, "message": message}, timeout=30
        )
        assert reply.status_code == 200, reply.text
        messages: list[dict[str, Any]] = reply.json()
        return messages


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Directory, action server and bot, started once for all slow tests, on free ports and an own database."""
    ports = processes.Ports(free_port(), free_port(), free_port())
    env = processes.environment(ports)
    env["VEJVISER_DATABASE"] = str(tmp_path_factory.mktemp("directory") / "directory.sqlite3")
    logs = tmp_path_factory.mktemp("logs")
    for step in (["migrate", "--verbosity", "0"], ["load_knowledge"]):
        subprocess.run([sys.executable, "directory/manage.py", *step], cwd=ROOT, env=env, check=True)
    names = ("directory", "actions", "bot")
    parts = dict(zip(names, processes.parts(ports, model.ensure()), strict=True))
    running = House(ports, parts, env)
    try:
        for name, part in parts.items():
            part.log = logs / f"{name}.log"
            processes.start(part, env)
        for part in parts.values():
            processes.wait_healthy(part)
        yield running
    finally:
        for part in reversed(list(parts.values())):
            processes.stop(part)
