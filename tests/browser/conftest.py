"""Chromium and the channels over the scripted stand-in, for the browser tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from chat_page import ChatPage
from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

OpenPage = Callable[..., ChatPage]


class FakeBot:
    """The stand-in as a process that a test can stop and start on the same port."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
        command = [sys.executable, str(HERE / "fake_bot.py"), "--port", str(self._port)]
        self._process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                requests.get(f"{self.url}/chat/", timeout=5)
                return
            except requests.ConnectionError:
                assert self._process.poll() is None, "the stand-in ended; run it by hand to see why"
                time.sleep(0.2)
        raise AssertionError("the stand-in did not start within a minute")

    def stop(self) -> None:
        """End it."""
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=20)
            self._process = None


@pytest.fixture(scope="session")
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
