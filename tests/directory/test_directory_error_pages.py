"""What the directory shows when something is wrong: short Danish pages, and nothing of what is inside."""

import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.test import Client, RequestFactory
from serving import Server

from directory import error_pages

INSIDE = re.compile(r"Django|gunicorn|Traceback|Exception|limit request|qzxvjw|Not Found|Invalid|\d+\.\d+\.\d+", re.I)
MARK = b"qzxvjw"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[..., str]) -> Iterator[Server]:
    """The directory under gunicorn."""
    folder: Path = tmp_path_factory.mktemp("pages")
    running = Server(new_database(), folder)
    running.start()
    yield running
    running.close()


def answer(server: Server, request: bytes) -> tuple[bytes, str]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as line:
        line.sendall(request)
        line.shutdown(socket.SHUT_WR)
        content = b""
        while part := line.recv(65_536):
            content += part
    head, _, body = content.partition(b"\r\n\r\n")
    return head, body.decode()


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /" + MARK + b"<script> HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"404"),
        (b"GET /admin/" + MARK + b" HTTP/1.1\r\nHost: " + MARK + b".example\r\n\r\n", b"400"),
        (b"GET /" + MARK * 2_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(300)) + b"\r\n", b"431"),
        (b"GET / HTTP/9.9\r\nHost: " + MARK + b"\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + MARK + b"\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: " + MARK + b"\r\n\r\n", b"501"),
    ],
    ids=["unknown address", "strange host", "long address", "many headers", "version", "header", "coding"],
)
def test_a_request_that_is_none_gets_a_short_danish_page(server: Server, request_bytes: bytes, status: bytes) -> None:
    head, body = answer(server, request_bytes)
    assert head.split()[1] == status
    assert b"gunicorn" not in head.lower()
    assert '<html lang="da">' in body and len(body) < 1_000
    assert not INSIDE.search(body), body


def test_no_answer_names_the_web_server(server: Server) -> None:
    for path in (b"/admin/login/", b"/api/health", b"/static/admin/css/base.css"):
        head, _ = answer(server, b"GET " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert b"\r\nServer: Vejviser" in head
        assert b"gunicorn" not in head


def test_the_api_answers_a_strange_host_in_json(server: Server) -> None:
    head, body = answer(server, b"GET /api/services HTTP/1.1\r\nHost: strange.example\r\n\r\n")
    assert head.split()[1] == b"400"
    assert body.partition("{")[2].startswith('"error": {"code": "bad_request", "message": "Spørgsmålet kan ikke læses')


@pytest.mark.parametrize(
    ("view", "status", "says"),
    [
        (error_pages.bad_request, 400, "Det kunne vi ikke læse"),
        (error_pages.forbidden, 403, "Det har du ikke adgang til"),
        (error_pages.not_found, 404, "Siden findes ikke"),
        (error_pages.stale, 403, "Siden har stået åben for længe"),
        (error_pages.failed, 500, "Noget gik galt hos os"),
    ],
)
def test_each_page_says_what_to_do(view: object, status: int, says: str) -> None:
    request: HttpRequest = RequestFactory().get("/admin/<script>")
    shown = view(request)  # type: ignore[operator]
    page = shown.content.decode()
    assert shown.status_code == status
    assert page.count(f"{says}</") == 2, "title and heading"
    assert 'href="/admin/"' in page
    assert "{" not in page and "script" not in page


def test_the_pages_are_shown_in_the_admin() -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(get_user_model().objects.create_superuser("fejlleder"))
    assert "Siden findes ikke" in client.get("/admin/findes/slet/ikke/").content.decode()
    stale = client.post("/admin/resources/service/add/", {"name": "x"})
    assert stale.status_code == 403 and "stået åben for længe" in stale.content.decode()
