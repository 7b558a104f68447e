"""The pictures in docs/teams: the playground's own page in a real browser, with a conversation of its own."""

import os
import shutil
from collections.abc import Iterator

import pytest
from fake_microsoft import APP_ID, TENANT
from house import free_port
from playground import Playground
from playground_bench import DOCS, Bench
from playwright.sync_api import Page, expect, sync_playwright

pytestmark = pytest.mark.slow

CHAT = "a:1Zp7wQ3nLrXb9sVkD2mTfYcH5jGgEuA8oR6iN4xKyWzSvJqBtMd"
SLOW_MS = 40_000


class Window:
    """The page, as a teacher uses it."""

    def __init__(self, page: Page, client: Playground) -> None:
        self.page, self.client = page, client

    def sees(self, words: str) -> None:
        """Wait until the newest words of the chat are there."""
        expect(self.page.get_by_text(words).last).to_be_visible(timeout=SLOW_MS)

    def says(self, text: str, answer: str) -> None:
        """Write, and wait for the answer."""
        self.page.locator("[contenteditable=true]").first.click()
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")
        self.sees(answer)

    def presses(self, title: str, answer: str) -> None:
        """Press the newest button with this title, and wait for the answer.

        It is pressed over the client's local API: in 0.2.28 a click on a button with `msteams` data ends in an error of
        the page itself ("Cannot add property msTeams, object is not extensible").
        """
        expect(self.page.get_by_role("button", name=title, exact=True).last).to_be_enabled()
        self.client.press(title)
        self.sees(answer)

    def keep(self, name: str, top: str | None = None) -> None:
        """Take a picture, with these words at the top."""
        if top:
            self.page.get_by_text(top).last.evaluate("element => element.scrollIntoView({block: 'start'})")
        self.page.wait_for_timeout(500)
        DOCS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=DOCS / f"{name}.png")


@pytest.fixture(scope="module")
def window(bench: Bench) -> Iterator[Window]:
    """A client of its own, opened before anything is said: its page cannot follow what was changed before it came."""
    client = Playground(bench.folder, free_port(), APP_ID, TENANT, CHAT)
    client.start(bench.microsoft.url)
    before, bench.microsoft.playground = bench.microsoft.playground, client.url
    own = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = os.environ.get("VEJVISER_CHROMIUM") or next((found for found in own if found), None)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1000, "height": 1000}, locale="da-DK")
            page.goto(client.url)
            # Only the chat is wanted, not the log beside it.
            page.get_by_text("Log Panel").locator("xpath=..").get_by_role("button").last.click(timeout=SLOW_MS)
            yield Window(page, client)
            browser.close()
    finally:
        bench.microsoft.playground = before
        client.stop()


def test_pictures(window: Window) -> None:
    window.sees("Teams gemmer en kopi")
    window.keep("1_velkomst")
    window.says("hun er væk hver mandag og virker trist", "fare lige nu")
    window.keep("2_spoergsmaal")
    window.presses("Nej", "Hvor gammel")
    window.presses("Under 18", "Hvilken kommune")
    window.says("Ikast", "Hvad er der gjort")
    window.presses("Ikke noget endnu", "Spørg mig en anden dag")
    window.keep("3_plan", top="Her er et forslag til næste skridt")
    window.presses("Lav en note til en kollega", "Det har jeg set og hørt")
    window.keep("4_note")
    window.says("hun har lige taget en masse piller", "Akut fare")
    window.sees("Fare nu")
    window.keep("5_fare", top="Akut fare")
