"""The client over a real HTTP server that behaves well, slowly, wrongly, or not at all."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

import pytest
from prometheus_client import REGISTRY

from actions import directory_client
from actions.directory_client import DirectoryClient, DirectoryError, UnknownInDirectory

TOKEN = "only-for-this-test"  # noqa: S105
seen: list[tuple[str, str | None]] = []


class Directory(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        seen.append((self.path, self.headers.get("Authorization")))
        url = urlparse(self.path)
        if url.path == "/api/municipalities/0000":
            return self.reply(404, {"error": {"code": "unknown_municipality"}})
        if url.path == "/api/municipalities/0001":
            return self.reply(200, ["not", "an", "object"])
        if url.path == "/api/municipalities/0002":
            time.sleep(1.0)
            return self.reply(200, {})
        if url.path == "/api/municipalities/0003":
            return self.reply(500, {})
        if url.path == "/api/municipalities/0004":
            return self.reply(302, {})
        if url.path == "/api/services":
            page = int(parse_qs(url.query)["page"][0])
            more = "http://somewhere.else/api/services?page=2" if page == 1 else None
            return self.reply(200, {"results": [{"page": page, "query": url.query}], "next": more})
        return self.reply(200, {"code": "0756"})

    def reply(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if status == 302:
            self.send_header("Location", "/api/municipalities/0756")
        self.end_headers()
        self.wfile.write(data)

    def handle(self) -> None:
        # The client that gave up has closed its end.
        with contextlib.suppress(BrokenPipeError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def client() -> Iterator[DirectoryClient]:
    seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Directory)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield DirectoryClient(f"http://127.0.0.1:{server.server_port}", TOKEN)
    server.shutdown()
    server.server_close()


def test_all_pages_come_from_the_address_that_was_configured(client: DirectoryClient) -> None:
    services = client.visit().services("0756", "vores-skole")
    assert [service["page"] for service in services] == [1, 2]
    query = parse_qs(services[0]["query"])
    assert query == {"municipality": ["0756"], "school": ["vores-skole"], "page_size": ["100"], "page": ["1"]}


def test_without_a_municipality_only_what_reaches_further_is_asked_for(client: DirectoryClient) -> None:
    query = parse_qs(client.visit().services(None)[0]["query"])
    assert query["scope"] == ["regional", "national"] and not query.keys() & {"municipality", "school"}


def test_the_token_goes_with_every_question(client: DirectoryClient) -> None:
    visit = client.visit()
    visit.services("0756")
    visit.municipality("0756")
    assert {token for _, token in seen} == {f"Bearer {TOKEN}"} and len(seen) == 3


def test_unknown_is_told_from_away(client: DirectoryClient) -> None:
    visit = client.visit()
    with pytest.raises(UnknownInDirectory) as unknown:
        visit.municipality("0000")
    assert unknown.value.code == "unknown_municipality"
    assert visit.municipality("0756") == {"code": "0756"}, "a question that was answered is no sign of absence"


@pytest.mark.parametrize("code", ["0001", "0003", "0004"])
def test_an_answer_that_is_not_the_directorys_is_an_error(client: DirectoryClient, code: str) -> None:
    with pytest.raises(DirectoryError):
        client.visit().municipality(code)


def test_a_slow_directory_is_given_up_and_not_asked_again_for_the_same_answer(
    client: DirectoryClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory_client, "READ_SECONDS", 0.2)
    visit = client.visit()
    started = time.monotonic()
    for code in ("0002", "0756", "0757"):
        with pytest.raises(DirectoryError):
            visit.municipality(code)
    assert time.monotonic() - started < 0.8 and len(seen) == 1
    assert client.visit().municipality("0756"), "the next answer asks again"


def test_nobody_there_is_an_error() -> None:
    with pytest.raises(DirectoryError):
        DirectoryClient("http://127.0.0.1:9").visit().municipality("0756")


def counted(client: DirectoryClient, code: str, answer: str) -> tuple[float, float | None]:
    """How much one question more was counted under that answer, and whether the directory counts as away after it."""
    labels = {"asked": "municipalities", "answer": answer}
    before = REGISTRY.get_sample_value("vejviser_directory_answers_total", labels) or 0.0
    with contextlib.suppress(DirectoryError):
        client.visit().municipality(code)
    after = REGISTRY.get_sample_value("vejviser_directory_answers_total", labels) or 0.0
    return after - before, REGISTRY.get_sample_value("vejviser_directory_away")


@pytest.mark.parametrize(
    ("code", "answer", "away"),
    [("0756", "said", 0), ("0000", "unknown", 0), ("0003", "broken", 1), ("0002", "slow", 1)],
)
def test_what_came_of_a_question_is_counted(
    client: DirectoryClient, monkeypatch: pytest.MonkeyPatch, code: str, answer: str, away: float
) -> None:
    monkeypatch.setattr(directory_client, "READ_SECONDS", 0.3)
    assert counted(client, code, answer) == (1, away)


def test_nobody_there_is_counted_as_away() -> None:
    assert counted(DirectoryClient("http://127.0.0.1:9"), "0756", "away") == (1, 1)
