"""A part of a text that is to be replaced."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """From `start` to `end`; `kind` is one of those in docs/contracts.md, section 2."""

    start: int
    end: int
    kind: str


PLACEHOLDERS = {
    "cpr": "[cpr]",
    "name": "[navn]",
    "phone": "[telefon]",
    "email": "[e-mail]",
    "address": "[adresse]",
    "class": "[hold]",
    "number": "[nummer]",
}
