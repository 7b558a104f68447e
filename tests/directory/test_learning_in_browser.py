"""Courses, background, skeleton and owners in Chromium: axe finds nothing, all fits a phone, and what is sent is kept.

`VEJVISER_SCREENSHOTS=1` renews their pictures in docs/screenshots.
"""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from axe_report import audit
from playwright.sync_api import Browser, Page, sync_playwright
from serving import Server

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "screenshots"
PASSWORD = "blå cykel i solskin"  # noqa: S105
FILL = "from learned import fill\nfill({password!r})"
SHOWN = {
    "kurser": "/kurser/",
    "baggrund": "/baggrund/?region=alle",
    "skelet": "/plan/skelet/",
    "ansvar": "/ansvar/",
}
ANSWER = "Studievejlederen ringer, og eleven er med."


@pytest.fixture
def server(new_database: Callable[..., str], tmp_path: Path) -> Server:
    return Server(new_database(), tmp_path, {"PYTHONPATH": str(ROOT / "tests" / "directory")})


def chromium_path() -> str | None:
    own = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return os.environ.get("VEJVISER_CHROMIUM") or next((found for found in own if found), None)


def look(page: Page, name: str, address: str) -> list[str]:
    """Look at one page: both colours at both widths between them, and its picture where pictures are asked for."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(address)
    wide = page.evaluate("document.documentElement.scrollWidth") > 320
    found = [f"{name}: wider than a phone"] if wide else []
    found += audit(page, name, ["light"], [1280]) + audit(page, name, ["dark"], [320])
    if os.environ.get("VEJVISER_SCREENSHOTS"):
        for size, width in (("phone", 390), ("laptop", 1280)):
            page.emulate_media(color_scheme="light")
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=str(PICTURES / f"{size}_{name}.png"), full_page=True)
    return found


def walk(browser: Browser, url: str) -> list[str]:
    """Look at every page, answer one heading, choose an owner, and set a meeting aside; return what is wrong."""
    page = browser.new_page(locale="da-DK", reduced_motion="reduce")
    said: list[str] = []
    page.goto(f"{url}/kurser/")
    page.get_by_label("Brugernavn").fill("vejleder")
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    found = [line for name, path in SHOWN.items() for line in look(page, name, url + path)]
    page.goto(f"{url}/plan/skelet/")
    page.get_by_label("Svar på Når kommunen skal med").fill(ANSWER)
    page.get_by_label("Hvem har ansvaret for Når kommunen skal med").select_option("studievejleder")
    page.get_by_role("button", name="Gem i kladden").click()
    if "2 af 10 er klaret" not in page.inner_text("main") or ANSWER not in page.content():
        found.append("the answer was not saved")
    page.goto(f"{url}/ansvar/")
    directory = page.locator("section", has=page.get_by_role("heading", name="Kontaktregistret"))
    directory.get_by_label("Ejerens rolle").select_option("studievejleder")
    directory.get_by_label("Stedfortræderens rolle").select_option("studievejleder")
    directory.get_by_role("button", name="Gem").click()
    found += audit(page, "ansvar med fejl", ["dark"], [320])
    directory.get_by_label("Stedfortræderens rolle").select_option("skoleleder")
    directory.get_by_role("button", name="Gem").click()
    page.get_by_role("button", name="Vi er i gang").click()
    if "Nu tæller vi forfra" not in page.inner_text("main") or "Mangler" in page.inner_text("main"):
        found.append("the owners were not saved")
    return found + said


@pytest.mark.skipif(os.environ.get("VEJVISER_TEST_DATABASE") == "postgresql", reason="the pages are the same there")
def test_axe_finds_nothing_and_the_pages_do_what_they_say(server: Server) -> None:
    def all_of_it() -> list[str]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
            try:
                return walk(browser, server.url)
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
