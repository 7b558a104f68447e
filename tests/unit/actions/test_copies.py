"""The copies that answer for an absent directory: what is kept, for how long, and what never is."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from prometheus_client import REGISTRY

from actions import copies, directory_client
from actions.directory_client import DirectoryClient, DirectoryError, UnknownInDirectory


class Directory:
    """A directory whose answers a test chooses; it counts what it was asked and what it did not send again."""

    def __init__(self) -> None:
        self.status, self.words, self.asked, self.unchanged = 200, "først", 0, 0

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked += 1
        tag = f'"{self.words}"'.encode("ascii", "ignore").decode()
        if self.status == 200 and request.headers.get("If-None-Match") == tag:
            self.unchanged += 1
            request.send_response(304)
            request.send_header("ETag", tag)
            request.end_headers()
            return
        body = {"name": self.words, "path": request.path, "results": [], "error": {"code": "told"}}
        data = json.dumps(body).encode() if self.words != "not json" else b"<html>"
        request.send_response(self.status)
        request.send_header("Content-Length", str(len(data)))
        request.send_header("ETag", tag)
        request.end_headers()
        request.wfile.write(data)


@pytest.fixture
def directory() -> Directory:
    return Directory()


@pytest.fixture
def server(directory: Directory) -> Iterator[ThreadingHTTPServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            directory.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield found
    stop(found)


def stop(server: ThreadingHTTPServer) -> None:
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(server: ThreadingHTTPServer) -> DirectoryClient:
    return DirectoryClient(f"http://127.0.0.1:{server.server_port}")


def name(client: DirectoryClient, code: str = "0756") -> Any:
    return client.visit().municipality(code)["name"]


def test_every_use_asks_and_a_change_shows_at_once(client: DirectoryClient, directory: Directory) -> None:
    assert [name(client), name(client)] == ["først", "først"]
    assert (directory.asked, directory.unchanged) == (2, 1), "the second time the directory only said that it is right"
    directory.words = "rettet"
    visit = client.visit()
    assert visit.municipality("0756")["name"] == "rettet" and visit.as_of is None


def test_away_the_copy_answers_and_tells_when_it_was_last_right(
    client: DirectoryClient, server: ThreadingHTTPServer
) -> None:
    name(client)
    time.sleep(1.1)
    before = datetime.now(UTC)
    name(client)
    after = datetime.now(UTC)
    stop(server)
    time.sleep(0.2)
    visit = client.visit()
    assert visit.municipality("0756")["name"] == "først"
    assert visit.as_of is not None and before <= visit.as_of <= after, "the time of the last yes, not of the first copy"


def test_the_oldest_copy_decides_the_age(client: DirectoryClient, server: ThreadingHTTPServer) -> None:
    name(client, "0756")
    between = datetime.now(UTC)
    name(client, "0101")
    stop(server)
    visit = client.visit()
    visit.municipality("0101")
    newest = visit.as_of
    visit.municipality("0756")
    assert newest is not None and visit.as_of is not None and visit.as_of <= between <= newest


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_directory_that_fails_is_away(client: DirectoryClient, directory: Directory, status: int) -> None:
    name(client)
    directory.status = status
    visit = client.visit()
    assert visit.municipality("0756")["name"] == "først" and visit.as_of is not None
    directory.status = 200
    visit = client.visit()
    assert visit.municipality("0756") and visit.as_of is None


@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_the_directory_no_longer_gives_is_forgotten(
    client: DirectoryClient, directory: Directory, status: int
) -> None:
    name(client)
    directory.status = status
    with pytest.raises(UnknownInDirectory if status == 404 else DirectoryError):
        name(client)
    directory.status = 503
    with pytest.raises(DirectoryError):
        name(client)


def test_another_programs_page_is_no_answer(client: DirectoryClient, directory: Directory) -> None:
    directory.words = "not json"
    with pytest.raises(DirectoryError):
        name(client)


def test_a_copy_stands_in_for_a_while_only(
    server: ThreadingHTTPServer, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory_client, "COPY_SECONDS", 1)
    client = DirectoryClient(f"http://127.0.0.1:{server.server_port}")
    name(client)
    directory.status = 503
    assert name(client) == "først"
    time.sleep(2.1)
    with pytest.raises(DirectoryError):
        name(client)


def test_there_is_a_bound_and_the_longest_unused_go_first(
    client: DirectoryClient, directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "MOST", 3)
    for code in ("0101", "0147", "0151"):
        name(client, code)
    time.sleep(1.1)
    name(client, "0101")
    name(client, "0756")
    directory.status = 503
    assert name(client, "0101") and name(client, "0756")
    assert len(client.copies.keys()) == 3


def test_a_copy_holds_no_token_and_no_age(server: ThreadingHTTPServer) -> None:
    client = DirectoryClient(f"http://127.0.0.1:{server.server_port}", "never-in-a-copy")
    client.visit().services("0756", "vores-skole")
    (key,) = client.copies.keys()
    assert "municipality=0756" in key and "age" not in key.replace("page", "")
    assert "never-in-a-copy" not in f"{key} {client.copies.get(key)}"


def test_two_clients_share_nothing(client: DirectoryClient, server: ThreadingHTTPServer, directory: Directory) -> None:
    name(client)
    directory.status = 503
    with pytest.raises(DirectoryError):
        name(DirectoryClient(f"http://127.0.0.1:{server.server_port}"))


def test_many_conversations_at_once(client: DirectoryClient, directory: Directory) -> None:
    codes = [f"{number:04}" for number in range(6)] * 10
    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(lambda code: name(client, code), codes)) == {"først"}
        directory.status = 503
        assert set(pool.map(lambda code: name(client, code), codes)) == {"først"}


def test_an_answer_that_is_a_copy_is_counted_as_that(
    directory: Directory, server: ThreadingHTTPServer, client: DirectoryClient
) -> None:
    def counted(answer: str) -> float:
        labels = {"asked": "municipalities", "answer": answer}
        return REGISTRY.get_sample_value("vejviser_directory_answers_total", labels) or 0.0

    said, copy = counted("said"), counted("copy")
    client.visit().municipality("0756")
    client.visit().municipality("0756")
    assert (counted("said"), counted("copy")) == (said + 2, copy), "asked anew and found right is no copy"
    stop(server)
    client.visit().municipality("0756")
    assert (counted("said"), counted("copy")) == (said + 2, copy + 1)
    assert REGISTRY.get_sample_value("vejviser_directory_away") == 1
