"""The three real processes for tests: started once, on free ports, with a database of their own."""

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from deploy import processes

ROOT = Path(__file__).resolve().parents[1]


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
