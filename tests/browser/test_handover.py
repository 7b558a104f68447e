"""The note to the school's counsellor as a teacher sends it: what she sees first, once, and what it says afterwards."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from chat_page import ChatPage
from playwright.sync_api import expect
from stand_in import FakeBot, OpenPage

pytestmark = pytest.mark.slow


class Inbox(ThreadingHTTPServer):
    """The directory's one address, which remembers what came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.came: list[dict[str, Any]] = []
        self.status = 201

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    """Answers as the directory does."""

    server: Inbox
    who: dict[str, Any] = {  # noqa: RUF012
        "school": {"slug": "s", "name": "Eksempelskolen"},
        "to_role": {"id": "studievejleder", "name": "studievejleder"},
    }

    def do_GET(self) -> None:
        """Offer it, but not to the school without a mailbox."""
        takes = "uden-postkasse" not in self.path
        message = None if takes else "Skolen har ingen postkasse til bekymringer."
        self.say(200, self.who | {"takes": takes, "reason": None, "message": message})

    def do_POST(self) -> None:
        """Take it."""
        self.server.came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.say(self.server.status, self.who | {"reference": "A7K2", "mailed": True})

    def say(self, status: int, content: Any) -> None:
        """Answer with JSON."""
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def inbox() -> Iterator[Inbox]:
    with Inbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def bot(inbox: Inbox) -> Iterator[FakeBot]:
    """A stand-in that knows the inbox."""
    before = os.environ.get("VEJVISER_DIRECTORY_URL")
    os.environ["VEJVISER_DIRECTORY_URL"] = inbox.url
    made = FakeBot()
    made.start()
    if before is None:
        del os.environ["VEJVISER_DIRECTORY_URL"]
    else:
        os.environ["VEJVISER_DIRECTORY_URL"] = before
    yield made
    made.stop()


@pytest.fixture
def page(open_page: OpenPage, bot: FakeBot, inbox: Inbox) -> ChatPage:
    inbox.came.clear()
    inbox.status = 201
    return open_page(url=bot.url, viewport={"width": 390, "height": 844}).say("Lav en note, et notat")


def begin(page: ChatPage) -> None:
    page.page.get_by_role("button", name="Send til studievejlederen").click()
    expect(page.page.get_by_role("dialog")).to_be_visible()


def test_she_sees_what_goes_and_to_whom_and_sends_it_once(page: ChatPage, inbox: Inbox) -> None:
    page.page.get_by_label("Noten, som du kan rette").fill("Eleven 010107-1234 er tit væk")
    begin(page)
    dialog = page.page.get_by_role("dialog")
    for words in ("skolens studievejleder, Eksempelskolen", "ring 112", "ikke sendt noget til kommunen", "er tit væk"):
        expect(dialog).to_contain_text(words)
    expect(dialog).to_contain_text("emnet (fravær), elevens kommune (Ikast-Brande Kommune) og at det ikke haster")
    expect(dialog).to_contain_text("Navne eller numre er taget ud")
    expect(dialog).not_to_contain_text("1234")
    assert not inbox.came, "nothing goes before she says so"
    assert not Axe().run(page.page).response["violations"]
    dialog.get_by_role("button", name="Send noten").dblclick()
    expect(dialog).to_be_hidden()
    assert len(inbox.came) == 1 and "1234" not in inbox.came[0]["note"] and "er tit væk" in inbox.came[0]["note"]
    panel = page.page.locator("#panel")
    expect(panel.locator(".unsent").first).to_contain_text(
        "Sendt til skolens studievejleder, Eksempelskolen. Noten har nummer A7K2"
    )
    expect(panel).not_to_contain_text("ikke sendt noget. Du vælger")
    expect(panel.get_by_role("button", name="Send til studievejlederen")).to_be_hidden()
    page.page.reload()
    expect(panel.locator(".unsent").first).to_contain_text("A7K2")
    assert "A7K2" in page.page.get_by_label("Noten, som du kan rette").input_value()


def test_she_can_leave_it(page: ChatPage, inbox: Inbox) -> None:
    begin(page)
    page.page.get_by_role("button", name="Send ikke").click()
    expect(page.page.get_by_role("dialog")).to_be_hidden()
    assert not inbox.came
    expect(page.page.locator("#panel .unsent").first).to_contain_text("ikke sendt noget")


def test_danger_in_the_note_is_said_before_it_is_sent(page: ChatPage) -> None:
    page.page.get_by_label("Noten, som du kan rette").fill("Hun har taget en masse piller og svarer ikke")
    begin(page)
    expect(page.page.get_by_role("dialog")).to_have_attribute("data-urgency", "acute")
    expect(page.page.get_by_role("dialog")).to_contain_text("at der er fare nu")


def test_what_did_not_arrive_is_said_and_the_note_is_kept(page: ChatPage, inbox: Inbox) -> None:
    inbox.status = 500
    begin(page)
    page.page.get_by_role("button", name="Send noten").click()
    expect(page.page.locator("#send-status")).to_contain_text("kun sendt én gang")
    inbox.status = 201
    page.page.get_by_role("button", name="Send noten").click()
    expect(page.page.get_by_role("dialog")).to_be_hidden()
    assert len({came["id"] for came in inbox.came}) == 1 and len(inbox.came) == 2


def test_a_school_that_takes_none_offers_no_button_and_says_why(open_page: OpenPage, bot: FakeBot) -> None:
    page = open_page("uden-postkasse", url=bot.url).say("Lav en note, et notat")
    expect(page.page.locator("#panel-no-send")).to_contain_text("ingen postkasse")
    expect(page.page.locator("#panel-send")).to_be_hidden()


def test_without_a_directory_the_note_is_as_it_was(open_page: OpenPage) -> None:
    page = open_page().say("Lav en note, et notat")
    expect(page.page.get_by_role("button", name="Kopiér")).to_be_visible()
    expect(page.page.locator("#panel-send")).to_be_hidden()
