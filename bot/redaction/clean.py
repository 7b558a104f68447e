"""Undo what could carry a number or a name past the finders: invisible characters, wide letters, foreign digits."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u180e"
_HIDDEN = re.compile(f"[{_INVISIBLE}]+")
_FOREIGN = re.compile(r"[^\x00-\u024f\u2000-\u206f\u20a0-\u20cf\u2190-\u27ff]")


def clean(text: str) -> str:
    """Normalise a text for redaction.

    :param text: the message as it was received
    :return: the same text with composed letters, ordinary digits and letters, and nothing invisible inside words
    """
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    plain = _FOREIGN.sub(_plain_character, _HIDDEN.sub(_unless_in_emoji, composed))
    # What stood between a letter and its mark may be gone now.
    return unicodedata.normalize("NFC", plain)


def _unless_in_emoji(match: re.Match[str]) -> str:
    """Drop invisible characters beside a letter or a digit; a joiner inside an emoji is part of the emoji."""
    around = match.string[max(0, match.start() - 1) : match.start()] + match.string[match.end() : match.end() + 1]
    return "" if any(map(str.isalnum, around)) or not around else match.group()


def _plain_character(match: re.Match[str]) -> str:
    character = match.group()
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(int(digit))
    # Full-width forms of ASCII: U+FF01-U+FF5E.
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    return character
