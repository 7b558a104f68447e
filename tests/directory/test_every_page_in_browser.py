"""Every page of the school's site, found in the addresses themselves and opened by its leader: axe finds nothing.

A new page is looked at without anybody writing it down here.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from axe_report import audit
from django.test import Client
from django.urls import URLPattern, get_resolver
from people import schools, signed_in
from playwright.sync_api import Browser, sync_playwright
from serving import Server

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "gul cykel i tøvejr"  # noqa: S105
# A year of answers, balkort and a storylab; courses, background, skeleton and owners; and two notes in the inbox.
FILL = """
import learned, ties_filled
from actions.guidance.concern import Concern
from actions.guidance.facts import facts_of
from directory.accounts.models import Membership
from directory.handovers.taking_in import take_in
from directory.learning.models import Course
from directory.schools.models import School
from handing_over import order
ties_filled.fill({password!r})
Membership.objects.update(role="approver")
learned.keep(School.objects.get(slug="eksempelskolen"), "Studievejlederen samler trådene.")
learned.course(12), learned.course(20, kind="conference", status="full"), learned.programme()
told = facts_of(Concern(age_group="under18", safety_answered=True, tried_answered=True, kinds=("husly",)))
take_in(order(id="x" * 20, facts=told)), take_in(order(id="y" * 20, topics=["stress"], urgency="acute"))
"""
# What stands in front of the pages that others answer for: the API, the admin, and the sign-in of the school's account.
OTHERS = ("api/", "admin/", "oidc/")


def pages(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Give the address of every page without a part to be filled in, of whatever app."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        address = before + str(one.pattern)
        if address.startswith(OTHERS):
            continue
        if not isinstance(one, URLPattern):
            yield from pages(one.url_patterns, address)
        elif "<" not in address:
            yield f"/{address}"


def opened(client: Client) -> list[str]:
    """Return those that can be opened, as a leader all of them; what only takes a POST is no page."""
    answers = {address: client.get(address).status_code for address in pages()}
    assert set(answers.values()) <= {200, 405}, answers
    return [address for address, status in answers.items() if status == 200]


@pytest.fixture
def server(new_database: Callable[..., str], tmp_path: Path) -> Server:
    return Server(new_database(), tmp_path, {"PYTHONPATH": str(ROOT / "tests" / "directory")})


def chromium_path() -> str | None:
    own = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return os.environ.get("VEJVISER_CHROMIUM") or next((found for found in own if found), None)


def walk(browser: Browser, url: str, addresses: list[str]) -> list[str]:
    """Sign in and look at each page; return what is wrong."""
    page = browser.new_page(locale="da-DK", reduced_motion="reduce")
    page.goto(url + addresses[0])
    page.get_by_label("Brugernavn").fill("vejleder")
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    found: list[str] = []
    page.on("console", lambda said: found.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    for address in addresses:
        answer = page.goto(url + address)
        if answer is None or answer.status != 200 or not page.url.endswith(address):
            found.append(f"{address}: not opened")
        found += audit(page, address, ["light"], [1280]) + audit(page, address, ["dark"], [320])
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found.append(f"{address}: wider than a phone")
    return found


def test_the_addresses_give_the_pages_of_each_app() -> None:
    """One of each app, so that the search is known to look in all of them."""
    found = opened(signed_in("approver", schools()[0]))
    assert {"/indbakke/", "/ledelse/", "/relationer/", "/kurser/", "/plan/skelet/"} <= set(found)
    for app in ("handovers.urls", "ties.urls", "learning.urls", "schools.page_urls"):
        plain = [one.pattern for one in import_module(f"directory.{app}").urlpatterns if "<" not in str(one.pattern)]
        assert all(any(address.endswith(str(one)) for address in pages()) for one in plain), app


@pytest.mark.skipif(os.environ.get("VEJVISER_TEST_DATABASE") == "postgresql", reason="the pages are the same there")
def test_axe_finds_nothing_on_any_page_of_the_site(server: Server) -> None:
    addresses = opened(signed_in("approver", schools()[0]))

    def all_of_it() -> list[str]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
            try:
                return walk(browser, server.url, addresses)
            finally:
                browser.close()

    try:
        server.change(FILL.format(password=PASSWORD))
        server.start()
        # In a thread of its own: where Playwright runs, Django refuses to work.
        with ThreadPoolExecutor(1) as pool:
            found = pool.submit(all_of_it).result()
    finally:
        server.close()
    assert not found
