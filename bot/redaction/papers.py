"""What leads to a person through a register: plates, accounts, passports, pupil numbers, log-ins, IP addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.redaction.spans import Span
from bot.word_files import load_words

# Two letters, check digits, and at least ten characters more in groups: every European account.
_IBAN = re.compile(r"(?<![^\W_])[a-z]{2}\d{2}(?:[ -]?[a-z\d]{4}){2,7}(?:[ -]?[a-z\d]{1,4})?(?![^\W_])", re.IGNORECASE)
_IBAN_DIGITS = 12
# A Danish account: four digits of the branch, then seven to ten.
_ACCOUNT = re.compile(r"(?<![\d+])(?!00)\d{4}[ -]\d{7,10}(?!\d)")
_PLATE = re.compile(r"(?<![^\W_])(?!KR|NR|ST|PR|CA)[A-Z]{2} ?\d{2}[ .]?\d{3}(?![^\W_]|[.,]\d)")
_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
# Four pairs of digits are a phone number, and left to the finder of those.
_IP4 = re.compile(rf"(?<![\w.])(?!\d\d(?:\.\d\d){{3}}(?!\d)){_BYTE}(?:\.{_BYTE}){{3}}(?![\w]|\.\d)")
_IP6 = re.compile(
    r"(?<![\w:])(?=[\da-f:]{0,40}[a-f\d]:)(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}"
    r"|(?:[\da-f]{1,4}:){1,6}(?::[\da-f]{1,4}){1,6}|(?:[\da-f]{1,4}:){1,7}:)(?![\w:])",
    re.IGNORECASE,
)
_MONEY_AFTER = re.compile(r" ?(?:kr|kroner|dkk|euro|km|mil)\b", re.IGNORECASE)
_BETWEEN = r"(?:[ -]?(?:nr\.?|nummer(?:et)?|id))?(?: er| hedder)?[ :=]{0,3}"


class PaperFinder:
    """Finds numbers and log-ins that a register can lead back to one person."""

    def __init__(self) -> None:
        data: dict[str, Any] = load_words("redaction.yml", "number_words", "plate_words", "login_words")
        numbers, plates, logins = (
            "|".join(re.escape(word) for word in sorted(data[name], key=len, reverse=True))
            for name in ("number_words", "plate_words", "login_words")
        )
        self._number = re.compile(
            rf"\b(?:{numbers}){_BETWEEN}([a-z]{{0,2}} ?\d(?:[ .-]?\d){{4,17}})(?!\d)", re.IGNORECASE
        )
        self._plate = re.compile(rf"\b(?:{plates}){_BETWEEN}([a-z]{{2}} ?\d{{2}}[ .]?\d{{3}})(?![^\W_])", re.IGNORECASE)
        # A log-in has letters and digits; "mitid virker ikke" has none.
        self._login = re.compile(
            rf"\b(?:{logins})(?:[ -]?(?:bruger(?:navn|[ -]?id)?|navn|id))?(?: er| hedder)?[ :=]{{0,3}}"
            r"((?=[\w.-]{0,40}[a-zæøå])(?=[\w.-]{0,40}\d)[\w.-]{4,40}(?<![.-]))",
            re.IGNORECASE,
        )

    def find(self, text: str) -> Iterator[Span]:
        """Find them.

        :param text: the text, with what surer finders took masked out
        :return: log-ins as `name`, everything else as `number`
        """
        for match in _IBAN.finditer(text):
            if sum(map(str.isdigit, match.group())) >= _IBAN_DIGITS:
                yield Span(match.start(), match.end(), "number")
        for pattern in (self._number, self._plate):
            for match in pattern.finditer(text):
                if not _MONEY_AFTER.match(text, match.end()):
                    yield Span(match.start(1), match.end(1), "number")
        for pattern in (_ACCOUNT, _PLATE, _IP4, _IP6):
            for match in pattern.finditer(text):
                if not _MONEY_AFTER.match(text, match.end()):
                    yield Span(match.start(), match.end(), "number")
        for match in self._login.finditer(text):
            yield Span(match.start(1), match.end(1), "name")
