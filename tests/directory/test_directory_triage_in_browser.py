"""The first triage in Chromium: what is missing is answered there, axe finds nothing, and nothing is too wide.

`VEJVISER_SCREENSHOTS=1` renews its pictures in docs/screenshots.
"""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from axe_report import audit
from playwright.sync_api import Page, sync_playwright
from serving import Server

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "screenshots"
PASSWORD = "grøn cykel i regnvejr"  # noqa: S105
FILL = """
from django.contrib.auth import get_user_model
from actions.guidance.concern import Concern
from actions.guidance.facts import facts_of
from directory.accounts.models import Membership
from directory.handovers.taking_in import take_in
from directory.schools.models import School
from handing_over import order
school = School.objects.get(slug="eksempelskolen")
user = get_user_model().objects.create_user("vejleder", password={password!r}, is_staff=True)
Membership.objects.create(user=user, school=school, role="editor")
told = facts_of(Concern(age_group="under18", safety_answered=True, tried_answered=True, kinds=("husly",)))
take_in(order(id="x" * 20, facts=told))
take_in(order(id="y" * 20, topics=["fravaer"], facts=told))
take_in(order(id="z" * 20, topics=["stress"], municipality=None, note="Er meget væk."))
"""


@pytest.fixture
def server(new_database: Callable[..., str], tmp_path: Path) -> Server:
    return Server(new_database(), tmp_path, {"PYTHONPATH": str(ROOT / "tests" / "directory")})


def chromium_path() -> str | None:
    own = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return os.environ.get("VEJVISER_CHROMIUM") or next((found for found in own if found), None)


def look(page: Page, name: str) -> list[str]:
    """Look at the page as it is in both colours and widths."""
    found: list[str] = audit(page, name, ["light"], [1280]) + audit(page, name, ["dark"], [320])
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        found.append(f"{name}: wider than a phone")
    return found


def picture(page: Page, name: str) -> None:
    """Take the page's picture where pictures are asked for."""
    if os.environ.get("VEJVISER_SCREENSHOTS"):
        for size, width in (("phone", 390), ("laptop", 1280)):
            page.emulate_media(color_scheme="light")
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=str(PICTURES / f"{size}_{name}.png"), full_page=True)


def walk(url: str) -> list[str]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        try:
            page = browser.new_page(locale="da-DK", reduced_motion="reduce")
            errors: list[str] = []
            page.goto(f"{url}/indbakke/")
            page.get_by_label("Brugernavn").fill("vejleder")
            page.get_by_label("Adgangskode").fill(PASSWORD)
            page.get_by_role("button", name="Log ind").click()
            page.on(
                "console", lambda said: errors.append(f"{said.text} {said.location}") if said.type == "error" else None
            )
            picture(page, "indbakke")
            found = look(page, "indbakke")
            page.locator("li", has_text="Stress").get_by_role("link").click()
            picture(page, "foerstevurdering")
            page.get_by_text("Alle skridt, og hvem der kan hjælpe").click()
            found += look(page, "foerstevurdering")
            page.get_by_role("button", name="Gem svar").click()
            found += [] if page.get_by_text("Svar på mindst ét").is_visible() else ["an empty answer is taken"]
            page.get_by_role("group", name="Om der er fare").get_by_label("Nej").check()
            page.get_by_role("group", name="under 18").get_by_label("Under 18").check()
            page.get_by_label("Elevens hjemkommune").select_option(label="Herning")
            page.get_by_label("Talt med eleven").check()
            page.get_by_role("button", name="Gem svar").click()
            page.get_by_text("Dit svar er gemt").wait_for()
            found += ["it asks again"] if page.get_by_role("button", name="Gem svar").count() else []
            found += [] if page.locator("dl").get_by_text("Herning").is_visible() else ["the answer is not shown"]
            # That the empty answer was refused is the one error that the browser tells of.
            return found + [error for error in errors if "422" not in error]
        finally:
            browser.close()


@pytest.mark.skipif(os.environ.get("VEJVISER_TEST_DATABASE") == "postgresql", reason="the pages are the same there")
def test_a_counsellor_sees_what_hurries_and_answers_what_is_missing(server: Server) -> None:
    try:
        server.change(FILL.format(password=PASSWORD))
        server.start()
        # In a thread of its own: where Playwright runs, Django refuses to work.
        with ThreadPoolExecutor(1) as pool:
            assert not pool.submit(walk, server.url).result()
    finally:
        server.close()
