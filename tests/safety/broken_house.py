"""The three real processes with switches to break each part, and stand-ins that answer nonsense in its place."""

import json
import os
import signal
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import requests
from house import House, started

from deploy import model, processes

SAFETY = Path(__file__).resolve().parent


class BrokenHouse(House):
    """A house whose parts can be broken one by one or together."""

    order: Path

    def pause(self, part: str) -> None:
        """Let a part's processes hang: they take connections and answer nothing."""
        self._signal(part, signal.SIGSTOP)

    def go_on(self, part: str) -> None:
        """Let them run again."""
        self._signal(part, signal.SIGCONT)

    def break_rasa(self, how: str) -> None:
        """Give an order of `broken_engine.py`; "" takes it back."""
        self.order.write_text(how, "utf-8")

    def engine(self) -> int:
        """The id of Rasa's process."""
        listed = subprocess.run(["ps", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
        process = self.parts["bot"].process
        assert process is not None
        children = [line.split(None, 2) for line in listed.splitlines()]
        return next(int(pid) for pid, parent, args in children if parent == str(process.pid) and "engine" in args)

    def wait_ready(self, seconds: float = 180) -> None:
        """Wait until Rasa answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if processes.healthy(f"{self.url}/health"):
                return
            time.sleep(0.3)
        raise AssertionError(f"not ready: {requests.get(f'{self.url}/health', timeout=5).text}")

    def _signal(self, part: str, number: int) -> None:
        process = self.parts[part].process
        assert process is not None
        os.killpg(process.pid, number)


@contextmanager
def broken_house(folder: Path, model_file: Path | None = None, endpoints: Path | None = None) -> Iterator[BrokenHouse]:
    """Start the three processes.

    Args:
        folder: for the database, the logs and the order file.
        model_file: default is the model of today's inputs.
        endpoints: Rasa's endpoints file; default is the product's.
    """
    order = folder / "order"
    with started(
        BrokenHouse,
        folder,
        model_file or model.ensure(),
        more_env={"VEJVISER_BROKEN": str(order)},
        serve=SAFETY / "broken_serve.py",
        endpoints=endpoints,
        wait_for=("directory", "actions"),
    ) as house:
        house.order = order
        yield house


@contextmanager
def stand_in(port: int, status: int, body: bytes) -> Iterator[None]:
    """Answer every request on a port with the same status and body."""

    class Answer(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    socketserver.TCPServer.allow_reuse_address = True
    server = ThreadingHTTPServer(("127.0.0.1", port), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


NONSENSE = {
    "answers 500": (500, b'{"error": "broken"}'),
    "answers no JSON": (200, b"<html>not json"),
    "answers other JSON": (200, json.dumps(["something else"]).encode()),
}
