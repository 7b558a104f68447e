"""The three real processes in a folder of their own, with a look into Rasa's memory, and a teacher's way in."""

import http.client
import json
import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from house import House, started

from deploy import processes

SAFETY = Path(__file__).resolve().parent
WAIT_SECONDS = 60

Json = dict[str, Any]


class OpenHouse(House):
    """A house whose memory a test can read. `folder` holds all that the processes write: database, logs, temporary."""

    folder: Path

    def break_part(self, what: str) -> None:
        """Let `door` or `nlu` fail from now on; "" mends it."""
        (self.folder / "break").write_text(what, "utf-8")

    def order(self, order: str, **arguments: Any) -> Any:
        """Give Rasa's process an order of `privacy_engine.py`, over its socket."""
        path = next((self.folder / "tmp").glob("vejviser-*/engine.sock"))
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(WAIT_SECONDS)
            line.connect(str(path))
            until = time.monotonic() + WAIT_SECONDS
            line.sendall(json.dumps({"order": order, "until": until, **arguments}).encode() + b"\n")
            answer = json.loads(line.makefile("rb").readline())
        assert "done" in answer, answer
        return answer["done"]

    def stored(self, sender: str) -> str | None:
        """What Rasa's memory holds of a conversation, or None."""
        kept: str | None = self.order("stored", sender=sender)
        return kept

    def memory(self) -> int:
        """The resident bytes of the bot's two processes."""
        process = self.parts["bot"].process
        assert process is not None
        listed = subprocess.run(["ps", "-eo", "pid,ppid,rss"], capture_output=True, text=True, check=True).stdout
        rows = [tuple(map(int, line.split())) for line in listed.splitlines()[1:]]
        return 1024 * sum(rss for pid, parent, rss in rows if process.pid in (pid, parent))


@contextmanager
def open_house(folder: Path, model_file: Path, first_port: int) -> Iterator[OpenHouse]:
    """Start the three processes.

    Args:
        folder: for everything they write.
        model_file: the trained model.
        first_port: this and the two after it are used.
    """
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    env = {"VEJVISER_BREAK": str(folder / "break"), "TMPDIR": str(folder / "tmp")}
    ports = processes.Ports(first_port, first_port + 1, first_port + 2)
    with started(OpenHouse, folder, model_file, ports=ports, more_env=env, serve=SAFETY / "privacy_serve.py") as house:
        house.folder = folder
        yield house


class Teacher:
    """One browser, or one command line (`rest`), in one conversation."""

    def __init__(self, house: OpenHouse, rest: bool = False) -> None:
        # All of 127/8 is this machine: each teacher writes from an address of her own, as in the world.
        self._from = (f"127.{random.randint(1, 250)}.{random.randint(1, 250)}.{random.randint(1, 250)}", 0)
        self._port = house.ports.bot
        self._cookie = ""
        self.rest = rest
        self.sender = f"rest-{os.urandom(12).hex()}"
        self.conversation = ""
        if not rest:
            _, began = self.send("POST", "/chat/conversations", {"school": "eksempelskolen"})
            self.conversation = began["conversation"]
            self.sender = self.conversation.partition(".")[0]

    def say(self, text: Any) -> tuple[int, list[Json]]:
        """Send one message; the status and the messages that came back."""
        if self.rest:
            body: Json = {"sender": self.sender, "message": text}
            status, answer = self.send("POST", "/webhooks/rest/webhook", body)
            return status, answer if isinstance(answer, list) else answer["messages"]
        body = {"conversation": self.conversation, "text": text, "first": True}
        status, answer = self.send("POST", "/chat/messages", body)
        return status, answer["messages"]

    def delete(self) -> int:
        """Delete the conversation, as the page's button does."""
        return self.send("DELETE", "/chat/conversations", {"conversation": self.conversation})[0]

    def send(self, method: str, path: str, body: Any, headers: Json | None = None) -> tuple[int, Any]:
        """Send one request with this browser's cookie. A body of bytes goes as it is, anything else as JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        known = {"Content-Type": "application/json", "Cookie": self._cookie} | (headers or {})
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=WAIT_SECONDS, source_address=self._from)
        try:
            line.request(method, path, data, known)
            reply = line.getresponse()
            self._cookie = (reply.getheader("Set-Cookie") or self._cookie).split(";")[0]
            content = reply.read()
        finally:
            line.close()
        return reply.status, json.loads(content) if content.startswith((b"{", b"[")) else content.decode()
