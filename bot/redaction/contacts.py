"""E-mail addresses, profiles and user names, and codes of small classes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.redaction.spans import Span
from bot.word_files import load_words

_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}(?:@|\s@\s| ?\(at\) ?| ?\[at\] ?| snabela )[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)
_AT_NAME = re.compile(r"(?<![\w@.])@[a-zæøå_][\w.]{1,40}(?<!\.)", re.IGNORECASE)
# "sarah_xo17": no Danish word has an underscore.
_USER_NAME = re.compile(r"(?<![\w@./-])(?=\w*[a-zæøå]{3})[a-zæøå\d]+_\w{1,40}(?![\w-])", re.IGNORECASE)
# "h24tøm3": letters and digits that change at least three times.
_MIXED = re.compile(
    r"(?<![\w@./-])(?:[a-zæøå]{1,6}\d{1,4}[a-zæøå]{1,6}\d|\d{1,4}[a-zæøå]{1,6}\d{1,4}[a-zæøå])[\w-]{0,12}(?![\w@])",
    re.IGNORECASE,
)
# "mads#1234" on Discord.
_TAGGED = re.compile(r"(?<![\w@#])[a-zæøå_][\w.]{1,31}#\d{4}(?!\d)", re.IGNORECASE)
_PATH = r"/[\w@.%/?=&+-]{1,200}"


class ContactFinder:
    """Finds what leads to a person outside the text."""

    def __init__(self) -> None:
        data: dict[str, Any] = load_words("redaction.yml", "profile_hosts", "handle_words", "class_words")
        self._profile_url = re.compile(
            rf"(?:https?://)?(?:www\.|m\.|da-dk\.)?(?:{_any(data['profile_hosts'])}){_PATH}", re.IGNORECASE
        )
        # "snap: xyz", and "hendes snap er xyz_17" when it looks like a user name.
        self._handle = re.compile(
            rf"\b(?:{_any(data['handle_words'])})(?: ?navn| ?profil)?(?:(?: er)? ?[:=] ?(?P<told>@?[\w.-]{{3,40}})"
            r"|(?: er| hedder)? (?P<shaped>@?(?=[\w.-]*[a-zæøå])(?=[\w.-]*[\d_])[\w.-]{4,40}))",
            re.IGNORECASE,
        )
        # "fatima.x på insta": a user name has a full stop or a digit inside.
        self._named_before = re.compile(
            r"(?<![\w.@])(?!uge)(?=\w{0,40}[a-zæøå]{3})\w{1,40}(?:\.\w{1,40}|(?<=[a-zæøå])\d\w{0,40})"
            rf"(?= på (?:{_any(data['handle_words'])})\b)",
            re.IGNORECASE,
        )
        self._class_code = re.compile(
            rf"\b(?:{_any(data['class_words'])})(?: er| hedder|:)? "
            r"((?=[\w-]*[a-zæøå]{2})(?=[\w-]*\d[\w-]*\d)[\w-]{6,20})(?![\w-])",
            re.IGNORECASE,
        )

    def emails(self, text: str) -> Iterator[Span]:
        """Find e-mail addresses, also with "(at)"."""
        for match in _EMAIL.finditer(text):
            yield Span(match.start(), match.end(), "email")

    def profiles(self, text: str) -> Iterator[Span]:
        """Find addresses of profiles, "snap: navn" and "@navn"."""
        for match in self._profile_url.finditer(text):
            yield Span(match.start(), match.end(), "name")
        for match in self._handle.finditer(text):
            group = match.lastgroup or 0
            yield Span(match.start(group), match.end(group), "name")
        for pattern in (_AT_NAME, _USER_NAME, _TAGGED, self._named_before):
            for match in pattern.finditer(text):
                yield Span(match.start(), match.end(), "name")

    def classes(self, text: str) -> Iterator[Span]:
        """Find class codes with letters and two digits: together with a trade they point to few."""
        for match in self._class_code.finditer(text):
            yield Span(match.start(1), match.end(1), "class")
        for match in _MIXED.finditer(text):
            yield Span(match.start(), match.end(), "class")


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
