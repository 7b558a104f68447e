"""Decide from the matches of the rules how dangerous a message is. Missing a danger is worse than asking once too often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.notation import Hit
from bot.safety.rules import LEVELS, Context, Meaning, Negation, Rule, rule_book
from bot.text import Word, read_words

# A channel limits messages long before this; what is said later in an enormous text cannot be read in time.
MAX_WORDS = 2000


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

    words: Sequence[Word]
    rules: tuple[Hit[Meaning], ...]
    cues: frozenset[str]
    contexts: tuple[Context, ...]
    doubts: tuple[Hit[Meaning], ...]
    clear: bool
    negation: Negation


def assess(text: str) -> Danger:
    """Assess one message by rules alone.

    :param text: the message, redacted or not
    :return: level `none`, `check`, `urgent` or `acute`, with kinds and reasons; levels are defined in the design's
        labels: danger to life now is acute, danger to handle today is urgent, what cannot be told is check
    """
    reading = _read(text)
    found: list[tuple[str, str, str]] = []
    for hit in reading.rules:
        rule = hit.key
        assert isinstance(rule, Rule)
        level = _level(rule, hit, reading)
        if level != "none":
            start, end = reading.words[hit.first].start, reading.words[hit.after - 1].end
            found.append((level, rule.kind, " ".join(text[start:end].split())))
    found.sort(key=lambda entry: -LEVELS.index(entry[0]))
    if not found:
        return Danger("none")
    return Danger(found[0][0], _unique(kind for _, kind, _ in found), _unique(reason for _, _, reason in found))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _read(text: str) -> _Reading:
    book = rule_book()
    words = read_words(text)[:MAX_WORDS]
    hits = list(book.index.find(words))
    masked = {at for hit in hits if hit.key == "harmless" for at in range(hit.first, hit.after)}

    def open_hits(kind: type) -> list[Hit[Meaning]]:
        return [
            hit for hit in hits if isinstance(hit.key, kind) and not masked.intersection(range(hit.first, hit.after))
        ]

    named = open_hits(str)
    return _Reading(
        words,
        tuple(open_hits(Rule)),
        frozenset(str(hit.key).removeprefix("cue:") for hit in named if str(hit.key).startswith("cue:")),
        tuple({hit.key for hit in hits if isinstance(hit.key, Context)}),
        tuple(hit for hit in named if hit.key == "doubt"),
        any(hit.key == "clear" for hit in named),
        book.negation,
    )


def _level(rule: Rule, hit: Hit[Meaning], reading: _Reading) -> str:
    """Weigh one match: cues raise it, a plain "no" and settings take it down, a strong rule never below check by setting."""
    if (rule.needs and not rule.needs & reading.cues) or rule.unless & reading.cues:
        return "none"
    level = rule.level
    if rule.urgent_with & reading.cues:
        level = graver(level, "urgent")
    if rule.acute_with & reading.cues:
        level = "acute"
    denied = _denied(hit, reading)
    if denied:
        return milder(level, denied)
    for context in reading.contexts:
        if rule.strong and rule.kind in context.strong_kinds:
            level = milder(level, "check")
        elif not rule.strong and rule.kind in context.kinds:
            level = milder(level, context.effect)
    return "none" if reading.clear and not rule.strong and level == "check" else level


def _denied(hit: Hit[Meaning], reading: _Reading) -> str:
    """Tell what a "no" in front makes of a match: "none", "check" where it is a doubt, "" where there is no "no"."""
    words, negation = reading.words, reading.negation
    first = words[hit.first]
    if any(words[at].text in negation.words for at in range(hit.first, hit.after)):
        return ""
    for at in range(hit.first - 1, max(-1, hit.first - 1 - negation.reach), -1):
        word = words[at]
        if word.sentence != first.sentence or word.text in negation.stop:
            return ""
        if word.text in negation.words:
            doubted = any(doubt.first <= at < doubt.after for doubt in reading.doubts)
            later = {other.text for other in words[hit.after :]}
            return "check" if doubted or (later & negation.but and not reading.clear) else "none"
    return ""
