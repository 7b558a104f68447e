"""Chromium and the channels over the scripted stand-in, for the browser tests."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from chat_page import ChatPage
from playwright.sync_api import Browser, sync_playwright
from stand_in import FakeBot, OpenPage


# Playwright keeps an event loop running, in which Django refuses to work: so it ends with each file.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The one VEJVISER_CHROMIUM names, the machine's own, or Playwright's download (deploy/browser.sh sees to one)."""
    own = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = os.environ.get("VEJVISER_CHROMIUM") or next((found for found in own if found), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def fake_bot() -> Iterator[FakeBot]:
    """The stand-in, running."""
    bot = FakeBot()
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
