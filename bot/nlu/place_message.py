"""One message as the search for places reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.text import Word


@dataclass(frozen=True)
class PlaceMessage:
    """A message while it is read: its words, their folded forms, and whether it is a short answer."""

    text: str
    words: Sequence[Word]
    keys: Sequence[str]
    short_answer: bool

    def written(self, first: int, after: int) -> str:
        """The words as they were written."""
        return self.text[self.words[first].start : self.words[after - 1].end]

    def before(self, first: int) -> str:
        """The word before, in the same sentence, or an empty text."""
        same = first > 0 and self.words[first - 1].sentence == self.words[first].sentence
        return self.words[first - 1].text if same else ""

    def has_capital(self, position: int) -> bool:
        """Whether a word has a capital that means something (not in a message written in capitals)."""
        raw = self.written(position, position + 1)
        return raw[0].isupper() and not (len(raw) > 4 and raw.isupper() and self.text.isupper())

    def says_kommune(self, after: int) -> bool:
        """Whether the next word is "kommune"."""
        return after < len(self.words) and self.words[after].text.startswith("kommun")

    def is_surname(self, first: int, first_names: frozenset[str]) -> bool:
        """Whether a first name stands just before: "Signe Vejle"."""
        return (
            self.before(first) in first_names
            and self.has_capital(first - 1)
            and self.text[self.words[first - 1].end : self.words[first].start].isspace()
        )

    def is_firm(self, first: int, after: int, firm_words: frozenset[str]) -> bool:
        """Whether the name is part of a firm's or a club's: "hos Odense Marcipan", "Ry Trælast", "HK Skive".

        Not in "hos Odenses Jobcenter".
        """
        same = after < len(self.words) and self.words[after].sentence == self.words[after - 1].sentence
        if (same and self.keys[after] in firm_words) or (self._is_club(first) and self.before(first) in firm_words):
            return True
        if self.before(first) != "hos" or after == len(self.words) or self.written(first, after).endswith("s"):
            return False
        gap = self.text[self.words[after - 1].end : self.words[after].start]
        return gap == " " and self.has_capital(after)

    def _is_club(self, first: int) -> bool:
        """Whether the word before is written in capitals: "HK Skive"; "if skive" is a slip."""
        return first > 0 and self.written(first - 1, first).isupper()
