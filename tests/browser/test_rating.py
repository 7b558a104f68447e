"""Saying in the chat how a contact went, by keyboard and on a phone, and a day in the teacher's own calendar."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_report import audit
from chat_page import ChatPage
from embed_host import Site
from playwright.sync_api import Locator, expect
from stand_in import OpenPage

pytestmark = pytest.mark.slow

ITEMS = ("frequent", "timely", "accurate", "problem_solving", "shared_goals", "shared_knowledge", "mutual_respect")
SCALE = ("Slet ikke", "Lidt", "Nogenlunde", "For det meste", "Helt")
ASKED = {
    "reached": "Nåede du frem til nogen?",
    "scale": [{"value": value, "text": words} for value, words in enumerate(SCALE, 1)],
    "items": [{"id": code, "text": f"Spørgsmål {number}?", "short": code} for number, code in enumerate(ITEMS, 1)],
}


@pytest.fixture
def directory(sites: dict[str, Site]) -> Iterator[Site]:
    """The directory, which asks and keeps while the test lasts."""
    site = sites["directory"]
    site.pages["/api/rating-items"] = ("application/json", json.dumps(ASKED).encode(), {})
    site.answers["/api/ratings"] = (200, {"status": "kept"})
    site.posted.clear()
    yield site
    del site.answers["/api/ratings"]


@pytest.fixture
def page(open_page: OpenPage, directory: Site) -> ChatPage:
    return open_page("vores-skole", viewport={"width": 390, "height": 844}).say("Kontakten virkede fint")


def begin(page: ChatPage) -> Locator:
    page.page.get_by_role("button", name="Svar på, hvordan kontakten gik").click()
    dialog: Locator = page.page.get_by_role("dialog", name="Hvordan gik kontakten?")
    expect(dialog).to_contain_text("Nåede du frem til nogen?")
    return dialog


def choose(dialog: Locator, *, role: str = "Socialrådgiver", items: int = 7) -> None:
    dialog.get_by_label("Ja", exact=True).check()
    dialog.get_by_label("Hvem fik du fat i?").select_option(role)
    for number in range(1, items + 1):
        dialog.get_by_label(f"Spørgsmål {number}?").select_option("For det meste")


def test_a_teacher_says_how_it_went_and_nothing_says_who_she_is(page: ChatPage, directory: Site) -> None:
    dialog = begin(page)
    choose(dialog)
    dialog.get_by_label("Hvilken kommune?").select_option("Ikast-Brande")
    dialog.get_by_role("button", name="Send svaret").dblclick()
    expect(dialog).to_contain_text("Svaret er gemt uden dit navn")
    expect(dialog.get_by_role("button", name="Luk")).to_be_focused()
    (sent,) = directory.posted
    assert re.fullmatch(r"[0-9-]{16,64}", sent.pop("id"))
    assert sent == {
        "school": "vores-skole",
        "municipality": "0756",
        "from_role": "underviser",
        "to_role": "socialraadgiver",
        "reached": True,
        **dict.fromkeys(ITEMS, 4),
    }
    page.page.keyboard.press("Escape")
    expect(page.page.get_by_role("button", name="Svar på, hvordan kontakten gik")).to_be_focused()


def test_nobody_reached_is_two_choices_and_a_colleague_is_in_no_municipality(page: ChatPage, directory: Site) -> None:
    dialog = begin(page)
    dialog.get_by_label("Nej", exact=True).check()
    dialog.get_by_label("Hvem prøvede du at få fat i?").select_option("Studievejleder")
    expect(dialog.get_by_label("Hvilken kommune?")).to_be_hidden()
    expect(dialog.get_by_label("Spørgsmål 1?")).to_have_count(0)
    dialog.get_by_role("button", name="Send svaret").click()
    expect(dialog).to_contain_text("Svaret er gemt")
    assert directory.posted[0]["municipality"] is None and "timely" not in directory.posted[0]


def test_what_lacks_is_told_and_gets_the_focus(page: ChatPage, directory: Site) -> None:
    dialog = begin(page)
    dialog.get_by_role("button", name="Send svaret").click()
    expect(dialog.get_by_label("Ja", exact=True)).to_be_focused()
    choose(dialog, items=6)
    dialog.get_by_label("Hvilken kommune?").select_option("Herning")
    dialog.get_by_role("button", name="Send svaret").click()
    expect(dialog.get_by_label("Spørgsmål 7?")).to_be_focused()
    expect(dialog.get_by_label("Spørgsmål 7?")).to_have_accessible_description("Vælg et svar.")
    expect(dialog.get_by_label("Spørgsmål 1?")).to_have_accessible_description("")
    assert dialog.get_by_text("Vælg et svar.", exact=True).locator("visible=true").count() == 1
    expect(dialog).to_contain_text("Vælg et svar til hvert spørgsmål")
    assert not directory.posted


def test_what_did_not_arrive_stands_there_and_goes_with_the_same_id(page: ChatPage, directory: Site) -> None:
    directory.answers["/api/ratings"] = (500, {})
    dialog = begin(page)
    choose(dialog, role="Psykolog")
    dialog.get_by_label("Hvilken kommune?").select_option("Herning")
    dialog.get_by_role("button", name="Send svaret").click()
    expect(dialog).to_contain_text("Svaret kom ikke frem. Dine valg står her stadig")
    expect(dialog.get_by_label("Spørgsmål 7?")).to_have_value("4")
    directory.answers["/api/ratings"] = (200, {"status": "kept"})
    dialog.get_by_role("button", name="Send svaret").click()
    expect(dialog).to_contain_text("Svaret er gemt")
    first, second = directory.posted
    assert first == second


def test_axe_finds_nothing(page: ChatPage) -> None:
    dialog = begin(page)
    choose(dialog)
    dialog.get_by_role("button", name="Send svaret").click()
    assert not audit(page.page, "rating")


def test_a_day_goes_to_her_own_calendar_with_a_way_back(open_page: OpenPage, directory: Site, tmp_path: Path) -> None:
    chat = open_page("vores-skole").say("Giv mig en dag i planen")
    expect(chat.last()).to_contain_text(re.compile(r"onsdag (den )?2\. december"))
    with chat.page.expect_download() as came:
        chat.page.get_by_role("button", name="Hent til din kalender").click()
    came.value.save_as(tmp_path / "day.ics")
    raw = (tmp_path / "day.ics").read_bytes()
    assert came.value.suggested_filename == "vejviser-2026-12-02.ics"
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    whole = raw.decode().replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20261202" in whole and "Gik kontakten igennem?" in whole
    for word in ("fravær", "Ikast", "elev er tit væk"):
        assert word not in whole
    address = re.search(r"^URL:(.+)$", whole, re.MULTILINE)
    assert address is not None
    asked = parse_qs(urlsplit(address[1].strip()).query)
    assert asked == {"skole": ["vores-skole"], "svar": ["1"]}
    chat.page.goto(address[1].strip())
    dialog = chat.page.get_by_role("dialog", name="Hvordan gik kontakten?")
    expect(dialog).to_contain_text("Nåede du frem til nogen?")
    assert "svar" not in chat.page.url
