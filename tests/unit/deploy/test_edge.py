"""The real nginx with its real file, in front of bots that are frozen, slow, loading or gone."""

import http.client
import json
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from house import free_port

from deploy import cluster, engines, nginx_files

pytestmark = pytest.mark.skipif(
    shutil.which("nginx", path="/usr/sbin:/usr/bin") is None, reason="nginx is not installed"
)
SAID = {"messages": [{"text": "svar"}]}


class Bot(ThreadingHTTPServer):
    """A bot as nginx sees it. `way`: well, slow (with spaces), loading, or frozen."""

    daemon_threads = True

    def __init__(self, way: str) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.way = way
        self.asked: list[str | None] = []


class Answers(BaseHTTPRequestHandler):
    """Answers as its bot's way is."""

    protocol_version = "HTTP/1.1"
    server: Bot

    def do_POST(self) -> None:
        """Answer a message."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        elsewhere = self.headers.get("X-Vejviser-Elsewhere")
        self.server.asked.append(elsewhere)
        if self.server.way == "frozen":
            time.sleep(8)
            return
        if self.server.way == "loading" and elsewhere:
            self._head(503, "Content-Length: 0")
            return
        self._head(200, "Transfer-Encoding: chunked")
        for piece in [" "] * 8 if self.server.way == "slow" else []:
            time.sleep(0.25)
            self._piece(piece)
        self._piece(json.dumps(SAID))
        self._piece("")

    def _head(self, status: int, more: str) -> None:
        self.wfile.write(f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\n{more}\r\n\r\n".encode())

    def _piece(self, text: str) -> None:
        self.wfile.write(f"{len(text):x}\r\n{text}\r\n".encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def behind_nginx(*ways: str) -> Iterator[tuple[int, list[Bot]]]:
    """Start two bots and nginx; give nginx's port and the bots."""
    places = {name: free_port() for name in cluster.PLACES}
    with ExitStack() as stack:
        bots = [Bot(way) for way in ways]
        for name, bot in zip(("bot_a", "bot_b"), bots, strict=True):
            places[name] = bot.server_address[1]
            threading.Thread(target=bot.serve_forever, args=(0.05,), daemon=True).start()
            stack.callback(bot.shutdown)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o711)
        file = nginx_files.fill("edge", cluster.nginx_values(folder, places), folder)
        command = [engines.program("nginx"), "-c", str(file), "-g", "daemon off;"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        _wait_for(places["chat"])
        yield places["chat"], bots


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx did not start")


def ask(port: int, path: str = "/chat/messages") -> tuple[int, str, float]:
    """Send one message; the status, what was said, and how long it took."""
    begun = time.monotonic()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("POST", path, body=b'{"text": "hej"}', headers={"Content-Type": "application/json"})
    reply = line.getresponse()
    said = reply.read().decode()
    line.close()
    return reply.status, said, time.monotonic() - begun


def test_a_frozen_bot_costs_one_message_less_than_a_second_and_the_next_nothing() -> None:
    with behind_nginx("frozen", "well") as (port, bots):
        took = []
        for _ in range(6):
            status, said, seconds = ask(port)
            assert status == 200 and json.loads(said) == SAID
            took.append(seconds)
        # All processes of nginx know of it after the first.
        assert len(bots[0].asked) == 1 and len(bots[1].asked) == 6
        assert max(took) < 1.3 and sorted(took)[-2] < 0.4


def test_a_slow_answer_that_shows_signs_of_life_is_waited_for() -> None:
    with behind_nginx("slow", "slow") as (port, bots):
        status, said, seconds = ask(port)
        assert status == 200 and json.loads(said) == SAID and seconds >= 2
        assert sum(len(bot.asked) for bot in bots) == 1, "nobody else is asked"


def test_a_bot_that_is_loading_leaves_the_message_to_the_other() -> None:
    with behind_nginx("loading", "well") as (port, bots):
        assert [ask(port)[0] for _ in range(4)] == [200] * 4
        assert bots[0].asked in ([], ["yes"]) and len(bots[1].asked) == 4


def test_when_all_are_loading_one_is_asked_to_answer_itself() -> None:
    with behind_nginx("loading", "loading") as (port, bots):
        for _ in range(2):
            status, said, _seconds = ask(port)
            assert status == 200 and json.loads(said) == SAID
        assert None in bots[0].asked + bots[1].asked


def test_what_goes_to_the_directory_needs_no_model() -> None:
    with behind_nginx("loading", "loading") as (port, bots):
        assert ask(port, "/chat/handover")[0] == 200
        assert bots[0].asked + bots[1].asked == [None]


def test_when_all_are_frozen_the_page_with_112_comes() -> None:
    with behind_nginx("frozen", "frozen") as (port, _bots):
        status, said, seconds = ask(port)
        assert status in (502, 504) and "112" in said and seconds < 6


def test_when_all_are_gone_the_page_with_112_comes_at_once() -> None:
    with behind_nginx("well", "well") as (port, bots):
        for bot in bots:
            bot.shutdown()
            bot.server_close()
        status, said, seconds = ask(port)
        assert status == 502 and "112" in said and seconds < 1
