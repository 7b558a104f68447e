"""What the doors let through over HTTP, and REST, without a browser."""

import socket
from contextlib import suppress

import pytest
import requests
from chat_client import ACUTE, Client
from stand_in import FakeBot

from bot.channels.web.page import STATIC

pytestmark = pytest.mark.slow


@pytest.fixture
def client(fake_bot: FakeBot) -> Client:
    return Client(fake_bot, school="eksempelskolen")


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: Client) -> None:
    for part in ("HttpOnly", "SameSite=Strict", "Path=/chat"):
        assert part in client.cookie


ANSWERS = [
    ("GET", "/chat/", 200),
    ("GET", "/chat/chat.js", 200),
    ("GET", "/chat/none.js", 404),
    ("GET", "/", 308),
    ("GET", "/health", 200),
    ("GET", "/none", 404),
    ("GET", "/chat/messages", 405),
    ("PUT", "/chat/messages", 405),
    ("POST", "/chat/messages", 400),
    ("POST", "/chat/conversations", 400),
    ("POST", "/chat/undo", 400),
    ("POST", "/chat/note", 400),
    ("POST", "/chat/handover", 400),
    ("POST", "/chat/handover/offer", 400),
    ("POST", "/chat/handover/preview", 400),
    ("GET", "/chat/handover", 405),
    ("DELETE", "/chat/conversations", 400),
    ("POST", "/webhooks/rest/webhook", 400),
    ("OPTIONS", "/chat/messages", 405),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_is_guarded(fake_bot: FakeBot, method: str, path: str, status: int) -> None:
    reply = requests.request(method, fake_bot.url + path, timeout=10, allow_redirects=False)
    assert reply.status_code == status
    assert_guarded(reply)
    kept = "no-cache" if status == 200 and path.startswith("/chat") else "no-store"
    assert reply.headers["Cache-Control"] == kept


def assert_guarded(reply: requests.Response) -> None:
    headers = reply.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy and "*" not in policy
    assert not {"Server", "X-Powered-By", "Access-Control-Allow-Origin"} & set(headers)
    assert "sanic" not in reply.text.lower() and "Traceback" not in reply.text


@pytest.mark.parametrize(
    "raw",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n",
        b"POST /chat/messages HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        b"POST /chat/messages HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nabc",
        b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nabc",
        b"POST /chat/messages HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http_is_refused_without_a_word_of_what_is_inside(fake_bot: FakeBot, raw: bytes) -> None:
    port = int(fake_bot.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(raw)
        line.settimeout(3)
        with suppress(TimeoutError, ConnectionError):
            said = line.recv(20_000).decode("utf-8", "replace")
            assert said == "" or said.split()[1] in ("400", "404", "405", "413", "414", "417"), said[:200]
            assert "Traceback" not in said and "sanic" not in said.lower()
    assert requests.get(f"{fake_bot.url}/chat/", timeout=5).status_code == 200, "it answers the next one"
    assert requests.get(f"{fake_bot.url}/health", timeout=5).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/version",
        "/status",
        "/domain",
        "/model",
        "/model/parse",
        "/model/train",
        "/conversations/a/tracker",
        "/conversations/a/trigger_intent",
        "/socket.io/",
        "/webhooks/rest/",
        "/webhooks/callback/webhook",
        "/webhooks/botframework/webhook",
    ],
)
def test_rasas_own_doors_are_not_there(fake_bot: FakeBot, path: str) -> None:
    for method in ("GET", "POST", "PUT", "DELETE"):
        reply = requests.request(method, fake_bot.url + path, json={}, timeout=10)
        assert reply.status_code in (404, 405)
        assert "rasa" not in reply.text.lower()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_may_not_write_through_the_browser(client: Client, site: str) -> None:
    body = {"conversation": client.conversation, "text": "antal"}
    for method, path in (("POST", "messages"), ("POST", "conversations"), ("DELETE", "conversations")):
        headers = {"Sec-Fetch-Site": site, "Origin": "https://elsewhere.example"}
        reply = client.session.request(method, f"{client.base}/{path}", json=body, headers=headers)
        assert reply.status_code == 403
        assert_guarded(reply)
    asked = requests.options(
        f"{client.base}/messages",
        headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"},
        timeout=10,
    )
    assert not [name for name in asked.headers if name.lower().startswith("access-control")]
    assert client.say("antal").json()["messages"] == [{"text": "1 eksempelskolen"}]


def test_the_page_asks_no_one_else(fake_bot: FakeBot) -> None:
    """What it may weigh stands in test_budgets.py."""
    own = [path.name for path in STATIC.iterdir() if path.suffix in (".html", ".css", ".js", ".svg")]
    assert {"index.html", "chat.css", "chat.js", "note.js"} <= set(own)
    files = [requests.get(f"{fake_bot.url}/chat/{name}", timeout=10).text for name in ("", *own)]
    assert not [file for file in files if "http:" in file.replace("http://www.w3.org/2000/svg", "")]


def test_only_the_pages_own_files_are_served(fake_bot: FakeBot) -> None:
    for path in ("/chat/../channel.py", "/chat/%2e%2e/channel.py", "/chat/..%2fchannel.py", "/chat/page.py"):
        assert requests.get(fake_bot.url + path, timeout=10).status_code == 404


def test_the_slash_is_added_and_the_school_kept(fake_bot: FakeBot) -> None:
    reply = requests.get(f"{fake_bot.url}/chat?skole=eksempelskolen", allow_redirects=False, timeout=10)
    assert reply.headers["Location"] == "/chat/?skole=eksempelskolen"


def test_rest_gives_text_buttons_and_the_answer(fake_bot: FakeBot) -> None:
    url = f"{fake_bot.url}/webhooks/rest/webhook"
    (question,) = requests.post(url, json={"sender": "a", "message": "hej"}, timeout=10).json()
    assert [button["title"] for button in question["buttons"]] == ["Under 18", "18 eller ældre", "Ved ikke"]
    (plan,) = requests.post(url, json={"sender": "a", "message": "plan"}, timeout=10).json()
    assert "Først på skolen\n1. Du selv: Tal med eleven i dag" in plan["text"]
    assert plan["custom"]["kind"] == "plan" and plan["buttons"] == plan["custom"]["choices"]
    first = requests.post(url, json={"sender": "a", "message": ACUTE}, timeout=10).json()[0]
    assert first["text"].startswith("Ring 112")


def test_rest_says_what_is_wrong(fake_bot: FakeBot) -> None:
    url = f"{fake_bot.url}/webhooks/rest/webhook"
    reply = requests.post(url, json={"sender": "a"}, timeout=10)
    assert reply.status_code == 400 and "message" in reply.json()["error"]["message"]
    reply = requests.post(url, json={"sender": "a", "message": "x" * 1001}, timeout=10)
    assert reply.status_code == 400 and reply.json()["error"]["code"] == "too_long"


def test_rest_takes_no_cpr_number_for_an_id_or_a_school(fake_bot: FakeBot) -> None:
    url = f"{fake_bot.url}/webhooks/rest/webhook"
    reply = requests.post(url, json={"sender": "010203-1234", "message": "hej"}, timeout=10)
    assert reply.status_code == 400 and reply.json()["error"]["code"] == "bad_request"
    asked = {"sender": "a", "message": "antal"}
    for school, passed_on in (("010203-1234", False), ("eksempelskolen", True)):
        reply = requests.post(url, json={**asked, "school": school}, timeout=10)
        assert (school in reply.text) is passed_on


def test_rest_is_closed_behind_a_proxy(fake_bot: FakeBot) -> None:
    url = f"{fake_bot.url}/webhooks/rest/webhook"
    reply = requests.post(
        url, json={"sender": "a", "message": "hej"}, headers={"X-Forwarded-For": "127.0.0.1"}, timeout=10
    )
    assert reply.status_code == 403
