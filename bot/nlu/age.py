"""Read the pupil's age from a message. Rules only, and no guess: an age that may be someone else's is no age."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.nlu.age_context import AgeContext
from bot.nlu.age_owner import AgeOwner
from bot.nlu.age_patterns import (
    FIELDS,
    NUMBER,
    RANGE,
    Words,
    after_birthday,
    believed,
    born,
    filled,
    limits,
    range_before,
    rules,
    ways,
)
from bot.nlu.age_words import AgeWords
from bot.text import Word, read_words
from bot.word_files import load_words

ADULT = 18
YOUNGEST, OLDEST = 14, 65
_SHORT_ANSWER = 8
# An age that stands alone between commas is a pupil's when it is a usual one, or a pupil has been named.
_ALONE_OLDEST = 30
_EITHER = re.compile(r"\b(?:over|under)(?: de)?(?: \d\d)?(?: år)? ?(?:eller|og|/) ?(?:lige )?(?:over|under)\b")
_CORRECTION = re.compile(r"\b(nej|undskyld|mener|mente|rettelse|forkert|ups)\b")
# "i halvtredserne": too old for a guess at whose age it is.
_GROWN, _ABOUT_FORTY = re.compile(r"(?:tred|fyrr|halv|[345]0)\S*erne"), 40
_ABOUT = re.compile(r"\b(?:omkring|cirka|ca\.?|rundt regnet) (?:de )?$")
_PUPIL_NAMED = re.compile(r"(?:elev|lærling|kursist)\b")
_SHORT_LIMITS = (
    ("over18", re.compile(r"^(?:\w+,? )?(?:over|voksen|ældre)\b(?! 1)")),
    ("under18", re.compile(r"^(?:\w+,? )?(?:under|yngre)\b(?! 2)")),
)


@dataclass(frozen=True)
class Age:
    """`group` is `under18`, `over18` or `unknown`; `age` is a number only when the text gives one."""

    group: str = "unknown"
    age: int | None = None


@dataclass(frozen=True)
class _Reading:
    start: int
    group: str
    age: int | None = None
    exact: bool = True


def find_age(text: str, *, answering: bool = False, today: date | None = None) -> Age:
    """Read the pupil's age.

    :param text: the message, after redaction
    :param answering: whether it answers "hvor gammel er eleven?", so that a bare number is an age
    :param today: the day to count a year of birth from; today when left out
    :return: the group (18 counts as over) and the age
    """
    return _reader().read(text, answering, today or date.today())


@cache
def _reader() -> _AgeReader:
    return _AgeReader()


class _AgeReader:
    def __init__(self) -> None:
        data: Words = load_words("age_words.yml", *FIELDS)
        self._words = AgeWords(data)
        self._context = AgeContext(data)
        self._owner = AgeOwner(data)
        self._rules = rules(data)
        self._limits = limits(data)
        self._born = born(data)
        self._months: dict[str, int] = data["months"]
        self._believed = believed(data)
        self._recent = after_birthday(data, "recently")
        self._today = after_birthday(data, "today")
        self._answer = re.compile(filled(ways("answer"), data))
        self._range_before = range_before(data)

    def read(self, text: str, answering: bool, today: date) -> Age:
        plain = self._words.with_digits(text.lower())
        words = read_words(plain)
        ranges = list(self._ranges(plain, words, answering))
        readings = [
            *(reading for _, reading in ranges if reading),
            *self._numbers(plain, words, {at for span, _ in ranges for at in range(*span)}),
            *self._thresholds(plain, words),
            *self._years(plain, words, today),
        ]
        if not readings and answering and len(words) <= _SHORT_ANSWER:
            readings = list(self._bare(plain))
        return _combine(plain, readings)

    def _ranges(
        self, plain: str, words: list[Word], answering: bool
    ) -> Iterator[tuple[tuple[int, int], _Reading | None]]:
        for match in RANGE.finditer(plain):
            low, high = sorted((int(match["low"]), int(match["high"])))
            before, after = self._context.around(plain, match.start(), match.end("high"))
            told = match["years"] or answering or self._range_before.search(before) or self._believed.match(after)
            if not told or not YOUNGEST <= low < high <= OLDEST:
                continue
            if not self._is_else(plain[: match.start()], before, int(match[1]), after, words):
                group = group_of(low) if group_of(low) == group_of(high) else "unknown"
                yield match.span(), _Reading(match.start(), group)
            else:
                yield match.span(), None

    def _numbers(self, plain: str, words: list[Word], taken: set[int]) -> Iterator[_Reading]:
        for match in NUMBER.finditer(plain):
            age = int(match["age"])
            if match.start() in taken or not YOUNGEST <= age <= OLDEST:
                continue
            before, after = self._context.around(plain, match.start(), match.end())
            rule = next((rule for rule in self._rules if rule.fits(before, after)), None)
            if rule is None or self._is_else(plain[: match.start()], before, int(match[1]), after, words):
                continue
            if rule.kind == "alone" and age > _ALONE_OLDEST and not _PUPIL_NAMED.search(before):
                continue
            reading = self._reading(rule.kind, match.start(), age, before, after)
            if reading is not None:
                yield reading

    def _reading(self, kind: str, start: int, age: int, before: str, after: str) -> _Reading | None:
        """What one number says: an age now, an age soon, or a birthday that has been."""
        if kind.startswith("not"):
            younger = age == ADULT or (kind == "not yet" and age < ADULT)
            return _Reading(start, "under18", exact=False) if younger else None
        if age == ADULT and kind == "is" and _ABOUT.search(before):
            return None  # "omkring de 18" may be 17
        if kind == "soon" or (kind == "turns" and not self._today.match(after)):
            return _Reading(start, group_of(age - 1), exact=False)
        if (kind == "reached" and age == ADULT) or (kind == "was" and not self._is_recent(before, after)):
            return _Reading(start, "over18", exact=False) if age >= ADULT else None
        return _Reading(start, group_of(age), age)

    def _is_recent(self, before: str, after: str) -> bool:
        return bool(self._recent.match(after) or self._recent.search(before.replace(" lige ", " ")))

    def _thresholds(self, plain: str, words: list[Word]) -> Iterator[_Reading]:
        if _EITHER.search(plain):
            return
        seen: set[int] = set()  # "ikke myndig" also holds "myndig": the first pattern that reads a word has it
        for group, pattern in self._limits:
            for match in pattern.finditer(plain):
                start = match.start("at") if match.re.groups and match["at"] else match.start()
                if match.end() in seen:
                    continue
                seen.add(match.end())
                before, after = self._context.around(plain, start, match.end())
                counted = match.group()[-1].isdigit() and self._context.is_counted("", after)
                general = self._owner.is_in_general(before, after) or self._context.is_past(before)
                age = _ABOUT_FORTY if _GROWN.search(match.group()) else ADULT
                counted = counted or (not match.group()[-1].isdigit() and self._owner.is_followed_by_other(after))
                if counted or general or self._context.is_unsure(before, after):
                    continue
                if not self._owner.is_said_of_others(plain[:start], before, age, words):
                    yield _Reading(start, group, exact=False)

    def _years(self, plain: str, words: list[Word], today: date) -> Iterator[_Reading]:
        for match in self._born.finditer(plain):
            year = int(match["year"] or 2000 + int(match["short"]))
            groups = {group_of(age) for age in self._ages(match, year, today)}
            before, _ = self._context.around(plain, match.start(), match.end())
            age, earlier = today.year - year, plain[: match.start()]
            if YOUNGEST <= age <= OLDEST and not self._owner.is_said_of_others(earlier, before, age, words):
                yield _Reading(match.start(), groups.pop() if len(groups) == 1 else "unknown", exact=False)

    def _ages(self, born: re.Match[str], year: int, today: date) -> Iterator[int]:
        """The ages that a year of birth leaves open; one only when the date tells."""
        month = born["month"] or ""
        number = int(month) if month.isdigit() else self._months.get(month, 0)
        birthday, now = (number, int(born["day"] or 0)), (today.month, today.day)
        if not number or birthday <= now:
            yield today.year - year
        if not number or birthday > now or (number == today.month and not born["day"]):
            yield today.year - year - 1

    def _bare(self, plain: str) -> Iterator[_Reading]:
        for match in NUMBER.finditer(plain):
            age = int(match["age"])
            before, after = self._context.around(plain, match.start(), match.end())
            if not self._answer.search(before) or self._context.is_unsure(before, after):
                continue
            if YOUNGEST <= age <= OLDEST and not self._context.is_counted(before, after):
                yield _Reading(match.start(), group_of(age), age)
        for group, pattern in _SHORT_LIMITS:
            if pattern.search(plain):
                yield _Reading(0, group, exact=False)

    def _is_else(self, earlier: str, before: str, age: int, after: str, words: list[Word]) -> bool:
        """Whether the number counts something else, tells of another time, or is someone else's age."""
        if self._context.is_counted(before, after) or self._context.is_past(before, after):
            return True
        if self._context.is_unsure(before, after):
            return True
        return self._owner.is_others(earlier, before, age, after, words)


def group_of(age: int) -> str:
    """The age group of an age; 18 counts as over."""
    return "over18" if age >= ADULT else "under18"


def _combine(plain: str, readings: Iterable[_Reading]) -> Age:
    """One answer from all readings: a correction outranks what stood before it, a number outranks a limit."""
    ordered = sorted(readings, key=lambda reading: reading.start)
    for correction in _CORRECTION.finditer(plain):
        ordered = [reading for reading in ordered if reading.start > correction.start()] or ordered
    exact = [reading for reading in ordered if reading.exact]
    groups = {reading.group for reading in exact or ordered}
    ages = {reading.age for reading in exact if reading.age is not None}
    if len(groups) != 1:
        return Age()
    return Age(groups.pop(), ages.pop() if len(ages) == 1 else None)
