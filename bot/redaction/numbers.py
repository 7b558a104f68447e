"""CPR numbers and phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.redaction.spans import Span
from bot.text import KnowledgeError, load_yaml
from bot.word_files import load_words

_GAP = r"[ \u00a0\u202f\t./_‐‑‒–—−-]{0,3}"
# Ten digits with at most one separator and spaces between any two: every way to write a CPR number.
_TEN = re.compile(rf"(?<![\d+])(?:\d{_GAP}){{9}}\d(?!\d)")
_HIDDEN_END = re.compile(rf"(?<!\d)\d{{6}}{_GAP}(?=\d{{0,3}}[xX*•])[\dxX*•]{{4}}(?![^\W_])")
_LONG_YEAR = re.compile(r"(?<!\d)\d\d[./-]?\d\d[./-]?(?:19|20)\d\d ?[-–] ?\d{4}(?!\d)")
_EIGHT = re.compile(rf"(?<![\d+.,/§])\d(?:{_GAP}\d){{7}}(?!\d|[.,]\d|[-/]\d)")
# +45 or 0045 and eight digits, or another country's number.
_ABROAD = re.compile(r"(?<![\d+])(?:\+|00)[1-9]\d{0,2}(?:[ \u00a0().-]{0,2}\d){6,12}(?!\d)")
# The country code without a plus.
_PLAIN_45 = re.compile(rf"(?<![\d+.,/])45{_GAP}(?:\d{_GAP}){{7}}\d(?!\d|[.,]\d)")
_DIGIT_GROUPS = re.compile(r"\d+")
_ANY_GROUPS = ([8], [2, 2, 2, 2])
_PHONE_GROUPS = (
    *_ANY_GROUPS,
    [4, 4],
    [2, 3, 3],
    [3, 3, 2],
    [3, 2, 3],
    [2, 6],
    [6, 2],
    [2, 2, 4],
    [4, 2, 2],
    [2, 4, 2],
    [1] * 8,
)
_DATE_AND_TIME = re.compile(
    r"\d\d[./-]\d\d[./-](?:\d\d [0-2]\d\.[0-5]\d(?!\d)|(?:19|20)\d\d (?:kl\.? ?)?[0-2]?\d[.:]\d\d(?!\d))"
)
_MONEY_AFTER = re.compile(r" ?(?:kr|kroner|dkk|euro|%)\b", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


class NumberFinder:
    """Finds the numbers that point to a person; the public helplines are left alone."""

    def __init__(self) -> None:
        data: dict[str, Any] = load_words("redaction.yml", "public_numbers", "cpr_words", "phone_words", "case_words")
        self._public = {re.sub(r"\D", "", str(number)) for number in (*data["public_numbers"], *_national_numbers())}
        lists = ("cpr_words", "phone_words", "case_words")
        words, phones, cases = ("|".join(map(re.escape, data[name])) for name in lists)
        self._case_before = re.compile(rf"\b(?:{cases})\W{{0,3}}(?:er )?$", re.IGNORECASE)
        self._phone_before = re.compile(rf"\b(?:{phones})\b[^\d!?]*$", re.IGNORECASE)
        self._cued_cpr = re.compile(
            rf"\b(?:{words})\W{{0,3}}(?:er )?(\d{{6}}(?:{_GAP}\d{{1,4}})?)(?!\d)", re.IGNORECASE
        )

    def cprs(self, text: str) -> Iterator[Span]:
        """Find CPR numbers: ten digits that begin with a date, however they are grouped."""
        for match in _TEN.finditer(text):
            digits = re.sub(r"\D", "", match.group())
            dated = _DATE_AND_TIME.match(text, match.start())
            if _begins_with_date(digits) and not dated and digits not in self._public:
                yield Span(match.start(), match.end(), "cpr")
        for pattern in (_HIDDEN_END, _LONG_YEAR):
            for match in pattern.finditer(text):
                yield Span(match.start(), match.end(), "cpr")
        for match in self._cued_cpr.finditer(text):
            yield Span(match.start(1), match.end(1), "cpr")

    def phones(self, text: str) -> Iterator[Span]:
        """Find phone numbers: eight Danish digits in the usual groups, or a number with a country code."""
        for match in (*_ABROAD.finditer(text), *_PLAIN_45.finditer(text)):
            digits = re.sub(r"\D", "", match.group())
            if digits.removeprefix("00").removeprefix("45") not in self._public:
                yield Span(match.start(), match.end(), "phone")
        for match in _EIGHT.finditer(text):
            groups = _DIGIT_GROUPS.findall(match.group())
            told = self._phone_before.search(text, max(0, match.start() - 25), match.start())
            if "".join(groups) in self._public or not (told or self._is_phone(groups)):
                continue
            if self._case_before.search(text, max(0, match.start() - 25), match.start()):
                continue
            if not _MONEY_AFTER.match(text, match.end()):
                yield Span(match.start(), match.end(), "phone")

    @staticmethod
    def _is_phone(groups: list[str]) -> bool:
        # No Danish number begins with 0 or 1, but a slip may: taken when it looks like nothing else.
        groupings = _PHONE_GROUPS if groups[0][0] > "1" else _ANY_GROUPS
        if [len(group) for group in groups] not in groupings:
            return False
        years = [group for group in groups if len(group) == 4 and _FIRST_YEAR <= int(group) < _LAST_YEAR]
        return not (len(groups) == 2 and len(years) == 2) and not (len(groups) == 3 and years)


def _begins_with_date(digits: str) -> bool:
    """Whether the first four digits are a day and a month (CPR: day, month, year, number)."""
    return 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12


def _national_numbers() -> Iterable[str]:
    """The numbers of the national services; none when the file is not there, for the door must never fail."""
    try:
        services = load_yaml("services/national.yml")["services"]
    except (KnowledgeError, KeyError, TypeError):
        return ()
    return [str(service["phone"]) for service in services if service.get("phone")]
