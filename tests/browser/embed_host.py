"""A school's own page with the chat in it, on another origin than the chat; and a stand-in for the directory."""

import json
import struct
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

DEMO = Path(__file__).resolve().parents[2] / "docs" / "embed" / "vaertsside.html"
DEMO_BOT = "http://127.0.0.1:5005"


class Site:
    """A web server in a thread: what it says is put into `pages` by path."""

    def __init__(self) -> None:
        site = self
        self.pages: dict[str, tuple[str, bytes, dict[str, str]]] = {}
        # What a POST is answered, by path, and what came.
        self.answers: dict[str, tuple[int, Any]] = {}
        self.posted: list[dict[str, Any]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, body, headers = site.pages.get(self.path.partition("?")[0], ("", b"", {}))
                self.send_response(200 if kind else 404)
                for name, value in ({"Content-Type": kind} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                site.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                status, answer = site.answers.get(self.path, (404, {}))
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, format: str, *args: Any) -> None:
                """Stay silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        # The chat is at 127.0.0.1: to a browser, localhost is another site.
        self.url = f"http://localhost:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._server.server_close()

    def page(self, path: str, text: str, **headers: str) -> str:
        """Put a page there, and return its address."""
        self.pages[path] = ("text/html; charset=utf-8", text.encode(), headers)
        return self.url + path

    def school(self, slug: str, **more: Any) -> None:
        """Put a school there as the directory's API gives one."""
        plain: dict[str, Any] = {"slug": slug, "name": slug.title(), "accent": None, "logo": None, "embed_origins": []}
        self.pages[f"/api/schools/{slug}"] = ("application/json", json.dumps(plain | more).encode(), {})


def demo(bot: str, school: str = "vores-skole", styles: str = "") -> str:
    """Return the page of docs/embed with the chat at another address, and perhaps with hostile styles."""
    page = DEMO.read_text("utf-8")
    assert DEMO_BOT in page and 'data-skole="eksempelskolen"' in page
    page = page.replace(DEMO_BOT, bot).replace("eksempelskolen", school)
    return page.replace("</head>", f"<style>{styles}</style></head>")


class HostPage:
    """What a teacher does and sees on the school's own page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def button(self) -> Locator:
        """The button that opens the panel."""
        return self.page.get_by_role("button", name="Bekymret for en elev?")

    @property
    def panel(self) -> Locator:
        """The panel, while it is open."""
        return self.page.get_by_role("dialog", name="Vejviser")

    @property
    def chat(self) -> FrameLocator:
        """The page in the panel."""
        return self.page.frame_locator("dialog[open] iframe")

    @property
    def draft(self) -> Locator:
        """The field for the message, in the panel."""
        return self.chat.get_by_label("Din besked")

    def open(self, number: int = 0) -> "HostPage":
        """Press the button and wait for the chat."""
        self.button.nth(number).click()
        expect(self.chat.locator(".message.bot").first).to_be_visible()
        return self

    def say(self, text: str) -> Locator:
        """Write a message in the panel; returns the answer."""
        return say(self.chat, text)

    def press(self, title: str) -> None:
        """Press the newest suggestion with this title, and wait for the answer."""
        self.chat.locator(".choice:enabled", has_text=title).last.click()
        expect(self.chat.locator("#send")).to_have_attribute("aria-disabled", "false", timeout=20_000)


def say(chat: FrameLocator, text: str) -> Locator:
    """Write a message in a frame; returns the answer."""
    chat.get_by_label("Din besked").fill(text)
    chat.get_by_label("Din besked").press("Enter")
    expect(chat.locator("#send")).to_have_attribute("aria-disabled", "false", timeout=20_000)
    return chat.locator(".message.bot").last


def png(width: int = 60, height: int = 30) -> bytes:
    """Return a logo: a picture in one colour."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress((b"\0" + b"\x00\x4d\x99" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
