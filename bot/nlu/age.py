"""Read the pupil's age from a message. Rules only, and no guess: an age that may be someone else's is no age."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.nlu.age_patterns import AgePatterns
from bot.nlu.people import People
from bot.text import Word, read_words

ADULT = 18
YOUNGEST, OLDEST = 14, 65
_SHORT_ANSWER = 8
# An age that stands alone between commas is a pupil's when it is a usual one, or a pupil has been named.
_ISOLATED_OLDEST = 30
_EITHER = re.compile(r"\b(?:over eller under|under eller over|over/under|under/over)\b")
_CORRECTION = re.compile(r"\b(nej|undskyld|mener|mente|rettelse|forkert|ups)\b")


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
    reader = _reader()
    return reader.read(text, answering, today or date.today())


@cache
def _reader() -> _AgeReader:
    return _AgeReader()


class _AgeReader:
    def __init__(self) -> None:
        self._patterns = AgePatterns()
        self._people = People()

    def read(self, text: str, answering: bool, today: date) -> Age:
        plain = self._patterns.with_digits(text.lower())
        words = read_words(plain)
        readings = [
            *self._ranges(plain, words, answering),
            *self._numbers(plain, words),
            *self._thresholds(plain, words),
            *self._years(plain, words, today),
        ]
        if not readings and answering and len(words) <= _SHORT_ANSWER:
            readings = list(self._bare(plain))
        return _combine(plain, readings)

    def _ranges(self, plain: str, words: list[Word], answering: bool) -> Iterator[_Reading]:
        for match in self._patterns.range.finditer(plain):
            low, high = int(match["low"]), int(match["high"])
            told = match["told"] or match["years"] or answering
            if not told or not YOUNGEST <= low < high <= OLDEST or self._is_else(plain, words, match, "high"):
                continue
            group = group_of(low) if group_of(low) == group_of(high) else "unknown"
            yield _Reading(match.start("low"), group)

    def _numbers(self, plain: str, words: list[Word]) -> Iterator[_Reading]:
        taken: set[int] = {start for match in self._patterns.range.finditer(plain) for start in match.span()}
        for kind, pattern in self._patterns.numbers:
            for match in pattern.finditer(plain):
                start = match.start("age")
                if start in taken or any(abs(start - other) < 4 for other in taken if other > start - 4):
                    continue
                if self._is_else(plain, words, match, "age"):
                    continue
                unusual = kind == "isolated" and int(match["age"]) > _ISOLATED_OLDEST
                if unusual and not self._patterns.names_pupil(plain[:start]):
                    continue
                reading = self._reading(kind, start, int(match["age"]), plain[match.end("age") :])
                taken.add(start)
                if reading is not None:
                    yield reading

    def _reading(self, kind: str, start: int, age: int, after: str) -> _Reading | None:
        """What one number says: an age now, an age soon, or a birthday that has been."""
        recent = self._patterns.is_recent(after)
        if not YOUNGEST <= age <= OLDEST:
            return None
        if kind == "not":
            return _Reading(start, "under18", exact=False) if age == ADULT else None
        if kind == "soon" or (kind == "turns" and not recent):
            return _Reading(start, group_of(age - 1), exact=False)
        if kind == "was":
            if not recent:
                return _Reading(start, "over18", exact=False) if age >= ADULT else None
            return _Reading(start, group_of(age), age)
        return _Reading(start, group_of(age), age)

    def _thresholds(self, plain: str, words: list[Word]) -> Iterator[_Reading]:
        if _EITHER.search(plain):
            return
        for group, pattern in self._patterns.thresholds:
            for match in pattern.finditer(plain):
                if not self._is_someone_else(plain, words, match.start()):
                    yield _Reading(match.start(), group, exact=False)

    def _years(self, plain: str, words: list[Word], today: date) -> Iterator[_Reading]:
        for match in self._patterns.born.finditer(plain):
            year = int(match["year"])
            groups = {group_of(today.year - year - 1), group_of(today.year - year)}
            if YOUNGEST <= today.year - year <= OLDEST and not self._is_someone_else(plain, words, match.start()):
                yield _Reading(match.start(), groups.pop() if len(groups) == 1 else "unknown", exact=False)

    def _bare(self, plain: str) -> Iterator[_Reading]:
        for match in self._patterns.bare.finditer(plain):
            age = int(match["age"])
            if YOUNGEST <= age <= OLDEST and not self._patterns.is_counted(plain, match.start("age"), match.end("age")):
                yield _Reading(match.start(), group_of(age), age)
        for group, pattern in self._patterns.short:
            if pattern.search(plain):
                yield _Reading(0, group, exact=False)

    def _is_else(self, plain: str, words: list[Word], match: re.Match[str], name: str) -> bool:
        """Whether the number counts something else, or is someone else's age."""
        first = match.start("low") if name == "high" else match.start(name)
        if self._patterns.is_counted(plain, first, match.end(name)):
            return True
        return self._patterns.is_others(plain, first, match.end(name)) or self._is_someone_else(plain, words, first)

    def _is_someone_else(self, plain: str, words: list[Word], start: int) -> bool:
        position = next((index for index, word in enumerate(words) if word.start >= start), len(words))
        person = self._people.nearest(words, position, max(0, position - 8))
        if person == "writer":
            if plain[:start].rstrip().endswith((",", ":", "(", ".")):
                return False
            return not self._patterns.young_writer.search(plain[max(0, start - 12) : start + 2])
        return person == "relative" and not self._patterns.is_a_stranger(plain[max(0, start - 30) : start])


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
