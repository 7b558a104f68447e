"""Each page of ties in Chromium: axe finds nothing, nothing is wider than a phone, and the pack fits on paper.

Its lists are among the pages of test_every_page_in_browser.py.

`VEJVISER_SCREENSHOTS=1` renews their pictures in docs/screenshots.
"""

import os
import re
import shutil
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from axe_report import audit
from playwright.sync_api import Browser, Page, sync_playwright
from serving import Server

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "screenshots"
PASSWORD = "grøn cykel i regnvejr"  # noqa: S105
FILL = "from pathlib import Path\nfrom ties_filled import fill\nPath({path!r}).write_text(fill({password!r}))"
SHOWN = {
    "relationskort": "/relationer/?kommune=0756&vis=svar",
    "kontakt": "/relationer/socialraadgiver/?kommune=0756",
}
PICTURED = ("svar", "relationskort", "kontakt", "balkort", "storylab_pakke")


@pytest.fixture
def server(new_database: Callable[..., str], tmp_path: Path) -> Server:
    return Server(new_database(), tmp_path, {"PYTHONPATH": str(ROOT / "tests" / "directory")})


def chromium_path() -> str | None:
    own = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return os.environ.get("VEJVISER_CHROMIUM") or next((found for found in own if found), None)


def look(page: Page, name: str, address: str, found: list[str]) -> None:
    """Look at one page in both colours and widths, and take its picture where pictures are asked for."""
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(address)
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        found.append(f"{name}: wider than a phone")
    # Every width and every colour once: both of both would take twice the time.
    found += audit(page, name, ["light"], [1280]) + audit(page, name, ["dark"], [320])
    found += [f"{name}: {error}" for error in errors]
    if name in PICTURED and os.environ.get("VEJVISER_SCREENSHOTS"):
        for size, width in (("phone", 390), ("laptop", 1280)):
            page.emulate_media(color_scheme="light")
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=str(PICTURES / f"{size}_{name}.png"), full_page=True)


def walk(browser: Browser, url: str, link: str) -> tuple[list[str], int]:
    """Look at every page; return what is wrong, and how many sheets the pack takes."""
    found: list[str] = []
    page = browser.new_page(locale="da-DK", reduced_motion="reduce")
    look(page, "svar", url + link, found)
    page.get_by_role("button", name="Send dit svar").click()
    found += audit(page, "svar med fejl", ["dark"], [320])
    page.goto(f"{url}/relationer/")
    page.get_by_label("Brugernavn").fill("vejleder")
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    for name, path in SHOWN.items():
        look(page, name, url + path, found)
    page.goto(f"{url}/balkort/")
    look(page, "balkort", url + str(page.get_by_role("link", name="Socialrådgiver").get_attribute("href")), found)
    page.goto(f"{url}/storylab/")
    lab = url + str(page.get_by_role("link", name=re.compile(r"^Ikast-Brande,")).get_attribute("href"))
    look(page, "storylab_moede", lab, found)
    look(page, "storylab_pakke", f"{lab}pakke/", found)
    return found, len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4")))


@pytest.mark.skipif(os.environ.get("VEJVISER_TEST_DATABASE") == "postgresql", reason="the pages are the same there")
def test_axe_finds_nothing_on_any_page_and_the_pack_is_a_few_sheets(server: Server, tmp_path: Path) -> None:
    def all_of_it() -> tuple[list[str], int]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
            try:
                return walk(browser, server.url, (tmp_path / "link").read_text("utf-8"))
            finally:
                browser.close()

    try:
        server.change(FILL.format(path=str(tmp_path / "link"), password=PASSWORD))
        server.start()
        # In a thread of its own: where Playwright runs, Django refuses to work.
        with ThreadPoolExecutor(1) as pool:
            found, sheets = pool.submit(all_of_it).result()
        # Printing asks for the picture once more; nobody waits for that drawing.
        server.signal(signal.SIGKILL)
    finally:
        server.close()
    assert not found
    assert 2 <= sheets <= 5
