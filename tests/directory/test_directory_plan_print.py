"""The plan on paper: what stands on it, and that Chromium prints it on two pages at most."""

import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from people import schools, signed_in
from plans import change, example_plan, page
from playwright.sync_api import ViewportSize, sync_playwright

from directory.schools.models import OnsiteTeam, School

STATIC = Path(__file__).resolve().parents[2] / "directory" / "schools" / "static" / "schools"
A4_WITHIN_MARGINS: ViewportSize = {"width": 703, "height": 1032}  # at 96 dots to the inch


@pytest.fixture
def mine() -> School:
    school: School = schools()[0]
    return school


def in_chromium(html: str) -> dict[str, Any]:
    """Print and measure the page. In a thread of its own: where Playwright runs, Django refuses to work."""
    own = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = os.environ.get("VEJVISER_CHROMIUM") or next((found for found in own if found), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        tab = chromium.new_page(viewport={"width": 320, "height": 640})
        tab.set_content(html)
        found = {"phone": tab.evaluate("document.documentElement.scrollWidth")}
        tab.set_viewport_size(A4_WITHIN_MARGINS)
        found["pages"] = len(re.findall(rb"/Type\s*/Page[^s]", tab.pdf(prefer_css_page_size=True)))
        tab.emulate_media(media="print")
        found["danger"] = tab.locator(".acute").bounding_box()
        found["letters"] = tab.evaluate("parseFloat(getComputedStyle(document.querySelector('.acute .what')).fontSize)")
        chromium.close()
    return found


def printed(school: School, **query: str) -> str:
    answer = signed_in("reader", school).get(page(example_plan(), "print"), query)
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return html


def test_the_paper_says_whose_it_is_and_where_everybody_is(mine: School) -> None:
    html = printed(mine)
    for words in (
        "Eksempelskolen", "version 3", "17. august 2026", "Et eksempel.", "ring <span class=\"big\">112</span>",
        "Lokale A12", "bekymring@eksempelskolen.example", "Elevtjenesten på Eksempelskolen", "09.00–12.00",
        "Hele teamet", "<b>Tovholder:</b> Studievejleder, Lokale A12",
    ):  # fmt: skip
        assert words in html, words
    assert html.index("Fare nu") < html.index("skal ske i dag") < html.index("Du er bekymret")
    assert "kontaktliste@" not in html, "who keeps the contacts is nobody's business in the staff room"


def test_a_draft_says_so(mine: School) -> None:
    change(signed_in("editor", mine), example_plan(), steps_0_text="Ring 112 nu.")
    assert "Ring 112 nu." not in printed(mine)
    draft = printed(mine, kladde="1")
    assert "Ring 112 nu." in draft and "Kladde. Ikke godkendt" in draft and ", version" not in draft


def test_markup_in_a_text_is_text(mine: School) -> None:
    change(signed_in("editor", mine), example_plan(), steps_0_text="Ring 112 <script>alert(1)</script>")
    draft = printed(mine, kladde="1")
    assert "&lt;script&gt;alert(1)" in draft and "<script>alert" not in draft


def test_a_team_whose_hours_are_over_is_not_on_the_paper(mine: School) -> None:
    OnsiteTeam.objects.update(valid_to="2026-01-01")
    assert "Elevtjenesten" not in printed(mine)


def test_two_pages_at_most_with_all_of_danger_on_the_first_and_it_fits_a_phone(mine: School) -> None:
    style = (STATIC / "print.css").read_text("utf-8")
    html = re.sub(r"<link[^>]*>", lambda _: f"<style>{style}</style>", printed(mine))
    html = re.sub(r"<script[^>]*></script>", "", html)
    with ThreadPoolExecutor(1) as thread:
        found = thread.submit(in_chromium, html).result()
    assert found["pages"] <= 2
    assert found["danger"]["y"] + found["danger"]["height"] < A4_WITHIN_MARGINS["height"]
    assert found["letters"] >= 15, "to be read from a step away: 11.5 points"
    assert found["phone"] <= 320
