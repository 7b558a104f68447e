"""The note to the school's counsellor as a teacher sends it: what she sees first, once, and what it says afterwards."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from chat_page import ChatPage
from embed_host import Site
from playwright.sync_api import expect
from stand_in import OpenPage

pytestmark = pytest.mark.slow

ADDRESS = "/api/handovers"
WHO: dict[str, Any] = {
    "school": {"slug": "s", "name": "Eksempelskolen"},
    "to_role": {"id": "studievejleder", "name": "studievejleder"},
}
RECEIPT = WHO | {"reference": "A7K2", "mailed": True}


def offer(site: Site, **more: Any) -> None:
    """Let the directory offer this."""
    place = WHO | {"takes": True, "reason": None, "message": None} | more
    site.pages[ADDRESS] = ("application/json", json.dumps(place).encode(), {})


@pytest.fixture
def inbox(sites: dict[str, Site]) -> Iterator[Site]:
    """The directory, which takes notes while the test lasts."""
    site = sites["directory"]
    offer(site)
    site.answers[ADDRESS] = (201, RECEIPT)
    site.posted.clear()
    yield site
    del site.pages[ADDRESS], site.answers[ADDRESS]


@pytest.fixture
def page(open_page: OpenPage, inbox: Site) -> ChatPage:
    return open_page("med-indbakke", viewport={"width": 390, "height": 844}).say("Lav en note, et notat")


def begin(page: ChatPage) -> None:
    page.page.get_by_role("button", name="Send til studievejlederen").click()
    expect(page.page.get_by_role("dialog")).to_be_visible()


def test_she_sees_what_goes_and_to_whom_and_sends_it_once(page: ChatPage, inbox: Site) -> None:
    page.page.get_by_label("Noten, som du kan rette").fill("Eleven 010107-1234 er tit væk")
    begin(page)
    dialog = page.page.get_by_role("dialog")
    for words in ("skolens studievejleder, Eksempelskolen", "ring 112", "ikke sendt noget til kommunen", "er tit væk"):
        expect(dialog).to_contain_text(words)
    expect(dialog).to_contain_text("emnet (fravær), elevens kommune (Ikast-Brande Kommune), at eleven er under 18")
    expect(dialog).to_contain_text("det, der er gjort (talt med eleven) og at det ikke haster")
    expect(dialog).to_contain_text("Navne eller numre er taget ud")
    expect(dialog).not_to_contain_text("1234")
    assert not inbox.posted, "nothing goes before she says so"
    assert not Axe().run(page.page).response["violations"]
    dialog.get_by_role("button", name="Send noten").dblclick()
    expect(dialog).to_be_hidden()
    assert inbox.posted[0]["facts"]["tried"] == ["talked_pupil"] and "fact_names" not in inbox.posted[0]
    assert len(inbox.posted) == 1 and "1234" not in inbox.posted[0]["note"] and "er tit væk" in inbox.posted[0]["note"]
    panel = page.page.locator("#panel")
    expect(panel.locator(".unsent").first).to_contain_text(
        "Sendt til skolens studievejleder, Eksempelskolen. Noten har nummer A7K2"
    )
    expect(panel).not_to_contain_text("ikke sendt noget. Du vælger")
    expect(panel.get_by_role("button", name="Send til studievejlederen")).to_be_hidden()
    page.page.reload()
    expect(panel.locator(".unsent").first).to_contain_text("A7K2")
    assert "A7K2" in page.page.get_by_label("Noten, som du kan rette").input_value()


def test_she_can_leave_it(page: ChatPage, inbox: Site) -> None:
    begin(page)
    page.page.get_by_role("button", name="Send ikke").click()
    expect(page.page.get_by_role("dialog")).to_be_hidden()
    assert not inbox.posted
    expect(page.page.locator("#panel .unsent").first).to_contain_text("ikke sendt noget")


def test_danger_in_the_note_is_said_before_it_is_sent(page: ChatPage) -> None:
    page.page.get_by_label("Noten, som du kan rette").fill("Hun har taget en masse piller og svarer ikke")
    begin(page)
    expect(page.page.get_by_role("dialog")).to_have_attribute("data-urgency", "acute")
    expect(page.page.get_by_role("dialog")).to_contain_text("at der er fare nu")


def test_what_did_not_arrive_is_said_and_the_note_is_kept(page: ChatPage, inbox: Site) -> None:
    inbox.answers[ADDRESS] = (500, {})
    begin(page)
    page.page.get_by_role("button", name="Send noten").click()
    expect(page.page.locator("#send-status")).to_contain_text("kun sendt én gang")
    inbox.answers[ADDRESS] = (201, RECEIPT)
    page.page.get_by_role("button", name="Send noten").click()
    expect(page.page.get_by_role("dialog")).to_be_hidden()
    assert len({came["id"] for came in inbox.posted}) == 1 and len(inbox.posted) == 2


def test_a_school_that_takes_none_offers_no_button_and_says_why(open_page: OpenPage, inbox: Site) -> None:
    offer(inbox, takes=False, message="Skolen har ingen postkasse til bekymringer.")
    page = open_page("uden-postkasse").say("Lav en note, et notat")
    expect(page.page.locator("#panel-no-send")).to_contain_text("ingen postkasse")
    expect(page.page.locator("#panel-send")).to_be_hidden()


def test_without_a_directory_the_note_is_as_it_was(open_page: OpenPage) -> None:
    page = open_page("uden-register").say("Lav en note, et notat")
    expect(page.page.get_by_role("button", name="Kopiér")).to_be_visible()
    expect(page.page.locator("#panel-send")).to_be_hidden()
