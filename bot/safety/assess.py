"""Decide from the matches of the rules how dangerous a message is.

Missing a danger is worse than asking once too often.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.notation import Hit
from bot.once import once
from bot.safety.rules import CONCEPT, LEVELS, Context, Meaning, Negation, Rule, rule_book
from bot.safety.together import Sighting, find_together
from bot.text import Word, read_words

# A channel limits messages long before this; what is said later in an enormous text cannot be read in time.
MAX_WORDS = 2000
SELF = "self"


@dataclass(frozen=True)
class Danger:
    """How dangerous a message is: level, kinds (gravest first) and the words that said so."""

    level: str
    kinds: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Give the shape of docs/contracts.md section 1."""
        return {"level": self.level, "kinds": list(self.kinds), "reasons": list(self.reasons)}


def graver(first: str, second: str) -> str:
    """Give the graver of two levels."""
    return max(first, second, key=LEVELS.index)


def milder(first: str, second: str) -> str:
    """Give the milder of two levels."""
    return min(first, second, key=LEVELS.index)


@dataclass(frozen=True)
class _Reading:
    """A text with everything that bears on its rule matches."""

    text: str
    words: Sequence[Word]
    rules: tuple[Hit[Meaning], ...]
    concepts: Mapping[str, Sequence[Hit[Meaning]]]
    contexts: tuple[Context, ...]
    doubts: tuple[Hit[Meaning], ...]
    clear: bool
    negation: Negation

    @cached_property
    def last_but(self) -> int:
        """Give the place of the last "but", -1 where there is none."""
        return max((at for at, word in enumerate(self.words) if word.text in self.negation.but), default=-1)

    def quote(self, first: int, after: int) -> str:
        """Give the words as they were written."""
        return " ".join(self.text[self.words[first].start : self.words[after - 1].end].split())


@dataclass(frozen=True)
class _Finding:
    level: str
    kind: str
    reason: str


@once
def assess(text: str) -> Danger:
    """Assess one message by rules alone.

    :param text: the message, redacted or not
    :return: level `none`, `check`, `urgent` or `acute`, with kinds and reasons; levels are defined in the design's
        labels: danger to life now is acute, danger to handle today is urgent, what cannot be told is check
    """
    reading = _read(text)
    found = [finding for finding in (*_by_pattern(reading), *_by_concepts(reading)) if finding.level != "none"]
    found.sort(key=lambda finding: -LEVELS.index(finding.level))
    if not found:
        return Danger("none")
    kinds = _with_writer(_unique(finding.kind for finding in found), reading)
    return Danger(found[0].level, kinds, _unique(finding.reason for finding in found))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _with_writer(kinds: tuple[str, ...], reading: _Reading) -> tuple[str, ...]:
    """Say whether the danger is the writer's own: never in a quotation, always when only the writer is spoken of."""
    writer = rule_book().writer
    if any(mark in reading.text for mark in writer.quotes):
        return tuple(kind for kind in kinds if kind != SELF) or ("selvmord",)
    alone = writer.first in reading.concepts and writer.others not in reading.concepts
    if alone and SELF not in kinds and writer.kinds.intersection(kinds):
        return (*kinds, SELF)
    return kinds


def _read(text: str) -> _Reading:
    book = rule_book()
    words = read_words(text)[:MAX_WORDS]
    hits = list(book.index.find(words))
    masked = {at for hit in hits if hit.key == "harmless" for at in range(hit.first, hit.after)}
    seen = [hit for hit in hits if masked.isdisjoint(range(hit.first, hit.after)) or hit.key in book.open]
    concepts: dict[str, list[Hit[Meaning]]] = defaultdict(list)
    for hit in seen:
        if isinstance(hit.key, str) and hit.key.startswith(CONCEPT):
            concepts[hit.key.removeprefix(CONCEPT)].append(hit)
    return _Reading(
        text,
        words,
        tuple(hit for hit in seen if isinstance(hit.key, Rule)),
        dict(concepts),
        tuple({hit.key for hit in hits if isinstance(hit.key, Context)}),
        tuple(hit for hit in seen if hit.key == "doubt"),
        any(hit.key == "clear" for hit in seen),
        book.negation,
    )


def _by_pattern(reading: _Reading) -> Iterator[_Finding]:
    for hit in reading.rules:
        rule = hit.key
        assert isinstance(rule, Rule)
        level = _level(rule, reading, _denied(hit, reading))
        yield _Finding(level, rule.kind, reading.quote(hit.first, hit.after))


def _by_concepts(reading: _Reading) -> Iterator[_Finding]:
    seen = _sightings(reading)
    for rule, combination in rule_book().together.possible(seen):
        parts = find_together(combination, seen, reading.words)
        if parts is None:
            continue
        level = _level(rule, reading, "check" if any(part.doubted for part in parts) else "")
        in_order = sorted(parts, key=lambda part: part.first)
        yield _Finding(level, rule.kind, " … ".join(reading.quote(part.first, part.after) for part in in_order))


def _sightings(reading: _Reading) -> dict[str, list[Sighting]]:
    """Give the concepts that no "no" takes away; persons and places are there whether or not a "no" stands in front."""
    seen: dict[str, list[Sighting]] = {}
    for name, hits in reading.concepts.items():
        denials = ["" if name in reading.negation.untouched else _denied(hit, reading) for hit in hits]
        kept = [
            Sighting(hit.first, hit.after, denial == "check")
            for hit, denial in zip(hits, denials, strict=True)
            if denial != "none"
        ]
        if kept:
            seen[name] = kept
    return seen


def _level(rule: Rule, reading: _Reading, denied: str) -> str:
    """Weigh one match: cues raise it, a "no" and settings take it down, a strong rule never below check by setting.

    :param denied: what a "no" makes of it, "" where there is none
    """
    cues = reading.concepts.keys()
    if (rule.needs and not rule.needs & cues) or rule.unless & cues:
        return "none"
    level = rule.level
    if rule.urgent_with & cues:
        level = graver(level, "urgent")
    if rule.acute_with & cues:
        level = "acute"
    if denied:
        return milder(level, denied)
    acute = level == "acute"
    for context in reading.contexts:
        if rule.strong and rule.kind in context.strong_kinds:
            level = milder(level, "check")
        elif not rule.strong and rule.kind in context.kinds:
            effect = graver(context.effect, "check") if acute and not context.reaches_acute else context.effect
            level = milder(level, effect)
    return "none" if reading.clear and not rule.strong and level == "check" else level


def _denied(hit: Hit[Meaning], reading: _Reading) -> str:
    """Tell what a "no" in front makes of a match: "none", "check" where it is a doubt, "" where there is no "no"."""
    words, negation = reading.words, reading.negation
    if any(words[at].text in negation.words for at in range(hit.first, hit.after)):
        return ""
    at = _no_in_front(hit.first, reading)
    if at is None:
        return ""
    doubted = any(doubt.first <= at < doubt.after for doubt in reading.doubts)
    return "check" if doubted or (reading.last_but >= hit.after and not reading.clear) else "none"


def _no_in_front(first: int, reading: _Reading) -> int | None:
    """Find the "no" that governs a word: close in front and in its clause, but "afviser" governs a whole sentence."""
    words, negation = reading.words, reading.negation
    clause = comma = False
    for at in range(first - 1, max(-1, first - 1 - negation.denies_reach), -1):
        word = words[at]
        if word.sentence != words[first].sentence:
            return None
        if word.text in negation.denies:
            return at
        clause = clause or word.text in negation.stop or first - at > negation.reach
        clause = clause or (word.text == "at" and words[at + 1].text in negation.subjects)
        comma = comma or "," in reading.text[word.end : words[at + 1].start]
        if not clause and word.text in negation.words and (not comma or word.text in negation.listing):
            return at
    return None
