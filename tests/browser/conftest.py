"""Chromium and the channels over the scripted stand-in, for the browser tests."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from chat_page import ChatPage
from embed_host import Site
from playwright.sync_api import Browser, sync_playwright
from stand_in import FakeBot, OpenPage


# Playwright keeps an event loop running, in which Django refuses to work: so it ends with each file.
@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The one VEJVISER_CHROMIUM names, the machine's own, or Playwright's download (deploy/browser.sh sees to one).

    A module may give it switches of its own in CHROMIUM.
    """
    switches = ["--no-sandbox", *getattr(request.module, "CHROMIUM", ())]
    own = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = os.environ.get("VEJVISER_CHROMIUM") or next((found for found in own if found), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=switches)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sites() -> Iterator[dict[str, Site]]:
    """A school's intranet, a site that nobody let in, and a stand-in for the directory, which knows who let whom in."""
    made = {name: Site() for name in ("intranet", "stranger", "directory")}
    made["directory"].school("vores-skole", embed_origins=[made["intranet"].url])
    made["directory"].school("nabo", name="Naboskolen", embed_origins=["https://nabo.example"])
    yield made
    for site in made.values():
        site.close()


@pytest.fixture(scope="session")
def fake_bot(sites: dict[str, Site]) -> Iterator[FakeBot]:
    """The stand-in, running."""
    bot = FakeBot(VEJVISER_DIRECTORY_URL=f"http://127.0.0.1:{sites['directory'].port}")
    bot.start()
    yield bot
    bot.stop()


@pytest.fixture
def open_page(chromium: Browser, fake_bot: FakeBot) -> Iterator[OpenPage]:
    """Opens the page in a fresh browser context; takes Playwright's context options, and `school` or `url`."""
    contexts = []
    pages: list[ChatPage] = []

    def open_one(school: str | None = None, url: str = fake_bot.url, **options: Any) -> ChatPage:
        context = chromium.new_context(locale="da-DK", reduced_motion="reduce", **options)
        contexts.append(context)
        pages.append(ChatPage(context.new_page(), url))
        return pages[-1].open(school)

    yield open_one
    for context in contexts:
        context.close()
    assert not [url for page in pages for url in page.outside], "the page asked someone else for something"
    assert not [error for page in pages for error in page.errors], "the page has a script error"
