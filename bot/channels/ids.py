"""Conversation ids that only the server can make and only one browser can use."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Any

from bot.texts import load_responses

WELCOME = "utter_welcome"

# Six digits or more are no part of a school's name, but may be of a person's number.
_SCHOOL = re.compile(r"(?!(?:.*\d){6})[a-z0-9-]{1,60}")
_PERSONS_NUMBER = re.compile(r"(?<![^\W_])\d{6}[ ./_-]{0,3}\d{4}(?![^\W_])")
_ROLE = re.compile(r"[a-z_]{1,40}")
_BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")


def school_slug(given: object) -> str | None:
    """Return a school's slug, or None for what can be none: it is passed on as it stands, never redacted."""
    return given if isinstance(given, str) and _SCHOOL.fullmatch(given) else None


def reader_role(given: object) -> str | None:
    """Return the role of a reader who is told of pupils, or None for what is none: there is a welcome for each."""
    known = isinstance(given, str) and _ROLE.fullmatch(given) and f"{WELCOME}_{given}" in load_responses()
    return str(given) if known else None


def holds_persons_number(given: str) -> bool:
    """Tell whether an id that a caller chose holds what looks like a CPR number; ids are not redacted."""
    return _PERSONS_NUMBER.search(given) is not None


@dataclass(frozen=True)
class Conversation:
    """A conversation that was let in: the id Rasa knows it by, the school, and the role, that it was begun for."""

    sender: str
    school: str | None
    role: str | None = None

    @property
    def metadata(self) -> dict[str, Any]:
        """Return what Rasa may know of it besides the texts."""
        return {key: value for key, value in (("school", self.school), ("role", self.role)) if value}


class Issuer:
    """Makes and checks ids. An id is `<random>.<school>.<role>.<signature>`; the signature covers the browser's cookie
    too, so an id that leaks is of no use in another browser, and no table of ids has to be shared between servers."""

    def __init__(self, secret: str | None = None) -> None:
        """Take the key of the signatures.

        Args:
            secret: the same on every server that shares conversations; without it a random one, gone at restart.
        """
        self._key = (secret or secrets.token_urlsafe(32)).encode()

    def browser(self, cookie: str | None) -> str:
        """Return the browser's own id: the cookie it came with, or a new one when it has none that could be ours."""
        return cookie if cookie and _BROWSER.fullmatch(cookie) else secrets.token_urlsafe(32)

    def issue(self, browser: str, school: object = None, role: object = None) -> str:
        """Make the id of a new conversation.

        Args:
            browser: the browser's id.
            school: a school's slug; anything that is none is left out.
            role: the role of a reader who is told of pupils; left out like the school.
        """
        body = f"{secrets.token_urlsafe(24)}.{school_slug(school) or ''}.{reader_role(role) or ''}"
        return f"{body}.{self._sign(body, browser)}"

    def read(self, conversation: str, browser: str | None) -> Conversation | None:
        """Check an id.

        Args:
            conversation: the id as the page sent it.
            browser: the browser's cookie, if it sent one.

        Returns:
            The conversation, or None when the id was not made here for this browser.
        """
        body, _, signature = conversation.rpartition(".")
        sender, school, role = [*body.split("."), "", ""][:3]
        if not browser or not hmac.compare_digest(signature.encode(), self._sign(body, browser).encode()):
            return None
        return Conversation(sender, school or None, role or None)

    def _sign(self, body: str, browser: str) -> str:
        return hmac.new(self._key, f"{body} {browser}".encode(), hashlib.sha256).hexdigest()
