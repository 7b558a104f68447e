"""What belongs to a first name: middle names, surnames, particles and initials."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.redaction.name_lists import NameLists
from bot.redaction.tokens import Token, genitives, low

_NEAR = re.compile(r"[ \u00a0]|\. ?|-")
_LONGEST_NAME = 5
_SHORTEST_SMALL = 5
# Endings of Danish words: a word with one of these is rather a misspelt word than a name.
DANISH_ENDINGS = tuple(
    ["en", "et", "er", "ene", "erne", "ing", "ning", "else", "hed", "ion", "isk", "igt", "te", "ede", "st"]
)


class Surnames:
    """Reads on from a first name."""

    def __init__(self, lists: NameLists) -> None:
        self._lists = lists

    def follow(self, text: str, tokens: Sequence[Token], position: int) -> bool:
        """Whether a surname stands after the word at a position, perhaps with others between."""
        token, lists = tokens[position], self._lists
        for before, following in pairwise(tokens[position : position + _LONGEST_NAME]):
            if text[before.end : following.start] not in (" ", "-", "\u00a0"):
                return False
            base = following.low.removesuffix("s") if following.low not in self._lists.surnames else following.low
            if following.low in lists.particles and token.capital and not lists.vocabulary.is_ordinary(following.low):
                # "Per von Trillingen": whatever stands after it has a capital.
                return low(tokens, position + 2) != "" and tokens[position + 2].capital
            if not following.capital:
                return not token.capital and base in lists.surnames and len(base) >= _SHORTEST_SMALL
            if base in self._lists.surnames or (base.endswith("sen") and len(base) > 5):
                return True
            # "Van Tran Nguyen": what stands between may be a word too.
            if base not in self._lists.after_name and base not in self._lists.words:
                return False
        return False

    def extended(self, text: str, tokens: Sequence[Token], first: int, suffix: int) -> tuple[int, int]:
        """The last word of the name, with middle names and surnames, and the genitive it ends with."""
        last = first
        while not suffix and last + 1 < len(tokens) and last + 1 - first < _LONGEST_NAME:
            token, following = tokens[last], tokens[last + 1]
            gap = text[token.end : following.start]
            if not _NEAR.fullmatch(gap) or (gap.startswith(".") and len(token.text) > 1):
                break
            more = self._ending_of_surname(tokens, first, last + 1)
            if more is None:
                break
            last, suffix = last + 1, more
        if tokens[last].low in self._lists.particles and last > first:
            last -= 1
        return last, suffix

    def _ending_of_surname(self, tokens: Sequence[Token], first: int, position: int) -> int | None:
        token = tokens[position]
        following = tokens[position + 1 : position + 2]
        particles, surnames = self._lists.particles, self._lists.surnames
        large = tokens[first].text.isupper() and token.text.isupper()
        if token.low in particles and following:
            after = following[0]
            # "Abu Laban", "ABU LABAN" and "dela cruz".
            if after.capital or after.low in particles or after.low in surnames or (large and after.text.isupper()):
                return 0
        if len(token.text) == 1:
            # "lukas k er" and "lukas k. hansen": a small letter is an initial when something is said of him.
            short = bool(following) and following[0].start - token.end == len(". ")
            initial = (
                token.text != "I" if token.capital else token.low != "i" and (short or token.after in self._lists.does)
            )
            return 0 if initial else None
        both_small = not tokens[first].capital
        for suffix in genitives(token.low):
            base = token.low[: len(token.low) - suffix]
            if (base in self._lists.surnames or base in self._lists.sure) and (token.capital or both_small):
                return suffix
            if token.capital and (base in self._lists.after_name or base in self._lists.words):
                return suffix
            if large and base in self._lists.after_name:
                return suffix
        if not (self._may_be_small_surname(tokens[first], token) if both_small else self._may_be_surname(token)):
            return None
        return genitives(token.low)[-1] if token.after in self._lists.kin else 0

    def _may_be_small_surname(self, first: Token, token: Token) -> bool:
        """Whether an unknown word after a name in small or large letters is a surname: "pipaluk motzfeldt har brug"."""
        if len(token.text) < 4 or not self._lists.is_unknown(token.text):
            return False
        if first.text.isupper() and token.text.isupper():
            return True
        # A misspelt word stands in the middle of what is said: "emil rygr hash".
        ends = not token.after or token.after in self._lists.does | self._lists.said | self._lists.kin
        foreign = token.low != token.text.lower()
        return foreign or (ends and not token.low.endswith(DANISH_ENDINGS))

    def _may_be_surname(self, token: Token) -> bool:
        """A word with a capital right after a first name is a surname, unless it begins a new sentence by mistake."""
        if not token.capital or len(token.text) < 4 or not self._lists.may_be_name(token.text):
            return False
        return token.low not in self._lists.not_surnames
