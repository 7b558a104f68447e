"""Danish letters, made comparable."""

from __future__ import annotations

SPELT_OUT = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def fold_letters(text: str) -> str:
    """Return the text in small letters, æøå written out and everything but letters and digits as single spaces."""
    folded = text.casefold().translate(SPELT_OUT)
    return " ".join("".join(sign if sign.isalnum() else " " for sign in folded).split())
