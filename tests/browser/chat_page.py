"""The chat page as a person uses it, for every browser test: with the scripted stand-in and with the real bot."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"


class ChatPage:
    """What a teacher does and sees. Locators go by role and name, so that they fail when a screen reader would."""

    def __init__(self, page: Page, url: str) -> None:
        """Take a browser page.

        Args:
            page: a fresh Playwright page.
            url: the bot's address, without a path.
        """
        self.page = page
        self.url = url
        self.outside: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self._note_request(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self._note_console(line.type, line.text))

    def _note_request(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "blob:")):
            self.outside.append(url)

    def _note_console(self, kind: str, text: str) -> None:
        # A refused or failed request is logged by the browser itself and is part of some tests.
        if kind == "error" and "Failed to load resource" not in text:
            self.errors.append(text)

    @property
    def draft(self) -> Locator:
        """The field for the message."""
        return self.page.get_by_label("Din besked")

    @property
    def messages(self) -> Locator:
        """All messages, from both sides."""
        return self.page.get_by_role("log").locator(".message")

    @property
    def answers(self) -> Locator:
        """The bot's messages."""
        return self.page.locator(".message.bot")

    @property
    def problem(self) -> Locator:
        """What the page says when a message did not arrive."""
        return self.page.locator("#problem")

    def open(self, school: str | None = None) -> "ChatPage":
        """Go to the page and wait for the welcome."""
        self.page.goto(f"{self.url}/chat/" + (f"?skole={school}" if school else ""))
        expect(self.answers.first).to_be_visible()
        return self

    def say(self, text: str) -> "ChatPage":
        """Type a message, press Enter and wait until the turn is over."""
        self.draft.fill(text)
        self.draft.press("Enter")
        return self.settle()

    def press(self, title: str) -> "ChatPage":
        """Press the newest suggestion with this title and wait until the turn is over."""
        self.page.locator(".choice:enabled", has_text=title).last.click()
        return self.settle()

    def settle(self) -> "ChatPage":
        """Wait until nothing is under way."""
        expect(self.page.locator("#send")).to_have_attribute("aria-disabled", "false", timeout=20_000)
        return self

    def last(self) -> Locator:
        """The newest message of the bot."""
        return self.answers.last

    def fits(self) -> bool:
        """Say whether nothing reaches beyond the side of the window, and the top and the field stay in it."""
        wide = (
            "[document.documentElement, document.getElementById('log')].some(box => box.scrollWidth > box.clientWidth)"
        )
        moved = "document.documentElement.scrollHeight > innerHeight || scrollY > 0"
        return not self.page.evaluate(f"{wide} || {moved}")

    def screenshot(self, name: str) -> None:
        """Keep a picture of what the window shows in var/screenshots/."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")
