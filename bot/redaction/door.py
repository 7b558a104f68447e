"""The one function that every channel calls first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from bot.redaction.addresses import AddressFinder
from bot.redaction.clean import clean
from bot.redaction.contacts import ContactFinder
from bot.redaction.names import NameFinder
from bot.redaction.numbers import NumberFinder
from bot.redaction.papers import PaperFinder
from bot.redaction.spans import PLACEHOLDERS, Span

# Neither a letter, a digit nor a space: what has been found cannot be part of another find.
_TAKEN = "\x00"
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
    removed = found.removed
    for _ in range(_PASSES):
        # What has been taken out may have hidden what stood beside it.
        again = _once(found.text) if found.removed else found
        if not again.removed:
            break
        found, removed = again, removed + again.removed
    return Redacted(found.text, removed)


def _once(plain: str) -> Redacted:
    masked = _PLACEHOLDER.sub(lambda match: _TAKEN * len(match.group()), plain)
    spans: list[Span] = []
    for find in _finders():
        for span in find(masked):
            if _TAKEN not in masked[span.start : span.end]:
                spans.append(span)
                masked = masked[: span.start] + _TAKEN * (span.end - span.start) + masked[span.end :]
    return _replaced(plain, sorted(spans, key=lambda span: span.start))


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
        NameFinder().find,
    )


def _replaced(plain: str, spans: list[Span]) -> Redacted:
    parts: list[str] = []
    last = 0
    for span in spans:
        parts += [plain[last : span.start], PLACEHOLDERS[span.kind]]
        last = span.end
    return Redacted("".join([*parts, plain[last:]]), tuple(span.kind for span in spans))
