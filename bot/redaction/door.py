"""The one function that every channel calls first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from bot.redaction.addresses import AddressFinder
from bot.redaction.clean import clean
from bot.redaction.contacts import ContactFinder
from bot.redaction.initials import InitialsFinder
from bot.redaction.names import NameFinder
from bot.redaction.numbers import NumberFinder
from bot.redaction.papers import PaperFinder
from bot.redaction.spans import PLACEHOLDERS, Span

# Neither a letter, a digit nor a space: what has been found cannot be part of another find.
_TAKEN = "\x00"
# So many times a find takes itself alone. After that it takes all that is written together with it: in a text made to
# hide one find behind the other ("@a@a@a…"), where every find uncovers the next.
_PASSES = 4
_PLACEHOLDER = re.compile("|".join(re.escape(placeholder) for placeholder in PLACEHOLDERS.values()))

Finder = Callable[[str], Iterable[Span]]


@dataclass(frozen=True)
class Redacted:
    """The text with placeholders, and the kinds that were removed, in the order they stood."""

    text: str
    removed: tuple[str, ...] = ()


def redact(text: str) -> Redacted:
    """Take out what points to a person: CPR, names, phone, e-mail, profiles, address, class code, numbers of registers.

    :param text: the message as the channel received it, of any length
    :return: the text with `[cpr]`, `[navn]`, `[telefon]`, `[e-mail]`, `[adresse]`, `[hold]` or `[nummer]` instead;
        doing it again changes nothing
    """
    found = _once(clean(text))
    removed, passes = found.removed, 1
    # What has been taken out may have hidden what stood beside it. This ends: each time less is left.
    while found.removed:
        found = _once(found.text, whole_runs=passes >= _PASSES)
        removed += found.removed
        passes += 1
    return Redacted(found.text, removed)


def _once(plain: str, whole_runs: bool = False) -> Redacted:
    masked = _PLACEHOLDER.sub(lambda match: _TAKEN * len(match.group()), plain)
    spans: list[Span] = []
    for find in _finders():
        for span in find(masked):
            if _TAKEN not in masked[span.start : span.end]:
                spans.append(span)
                masked = masked[: span.start] + _TAKEN * (span.end - span.start) + masked[span.end :]
    spans.sort(key=lambda span: span.start)
    return _replaced(plain, _as_runs(plain, spans) if whole_runs else spans)


def _as_runs(plain: str, spans: list[Span]) -> list[Span]:
    """Widen finds to the whole runs of characters without a space that they lie in, one for each stretch."""
    runs: list[Span] = []
    for span in spans:
        start, end = span.start, span.end
        if runs and end <= runs[-1].end:
            continue
        while start and not plain[start - 1].isspace():
            start -= 1
        while end < len(plain) and not plain[end].isspace():
            end += 1
        if runs and start < runs[-1].end:
            start = runs.pop().start
        runs.append(Span(start, end, span.kind))
    return runs


@cache
def _finders() -> tuple[Finder, ...]:
    """All finders, the surest first: what one has found the next cannot see."""
    numbers, contacts = NumberFinder(), ContactFinder()
    return (
        contacts.emails,
        contacts.profiles,
        PaperFinder().find,
        numbers.cprs,
        numbers.phones,
        AddressFinder().find,
        contacts.classes,
        InitialsFinder().find,
        NameFinder().find,
    )


def _replaced(plain: str, spans: list[Span]) -> Redacted:
    parts: list[str] = []
    last = 0
    for span in spans:
        parts += [plain[last : span.start], PLACEHOLDERS[span.kind]]
        last = span.end
    return Redacted("".join([*parts, plain[last:]]), tuple(span.kind for span in spans))
