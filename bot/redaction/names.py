"""Names of people. Towns, services, schools, brands, months and ordinary words stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.redaction.name_lists import NameLists
from bot.redaction.spans import Span
from bot.redaction.tokens import Token, cut, genitives, low

_NEAR = re.compile(r"[ \u00a0]|\. ?|-")
_LONGEST_NAME = 5
# Endings of Danish words: a word with one of these is rather a misspelt word than a name.
_DANISH_ENDINGS = (
    "en",
    "et",
    "er",
    "ene",
    "erne",
    "ing",
    "ning",
    "else",
    "hed",
    "ion",
    "isk",
    "igt",
    "te",
    "ede",
    "st",
)


class NameFinder:
    """Finds names by lists, and unknown names by the words around them."""

    def __init__(self) -> None:
        self._lists = NameLists()

    def find(self, text: str) -> Iterator[Span]:
        """Find names.

        :param text: the text, with what other finders took masked out
        :return: first name with surnames, without the genitive -s
        """
        masked = self._lists.keep.sub(lambda match: "\x00" * len(match.group()), text)
        tokens = cut(masked)
        position = last_name = -1
        while (position := position + 1) < len(tokens):
            joined = last_name >= 0 and last_name == position - 2 and tokens[position].before in ("og", "eller")
            ending = self._ending_of_name(masked, tokens, position, joined)
            if ending is None:
                continue
            first = position
            position, suffix = self._extended(masked, tokens, first, ending)
            last_name = position
            yield Span(tokens[first].start, tokens[position].end - suffix, "name")

    def _ending_of_name(self, text: str, tokens: Sequence[Token], position: int, joined: bool) -> int | None:
        """Whether a name begins here; if so, how many letters of the genitive it ends with."""
        token = tokens[position]
        for suffix in genitives(token.low):
            base = token.low[: len(token.low) - suffix]
            if base in self._lists.sure and self._lists.may_be_name(token.text):
                return suffix
            if base in self._lists.words and self._is_listed(text, tokens, position, base):
                return suffix
            if base in self._lists.surnames and self._is_lone_surname(token, base):
                return suffix
        first, _, rest = token.text.partition("-")
        if rest and (first.lower() in self._lists.sure or (first.lower() in self._lists.words and rest[0].isupper())):
            return len(rest) + 1 if rest[0].islower() and rest.lower() not in self._lists.sure else 0
        strong = self._is_strong(tokens, position)
        if (strong or token.capital) and self._is_told(text, tokens, position, strong, joined):
            return genitives(token.low)[-1] if token.after in self._lists.kin else 0
        return None

    def _is_listed(self, text: str, tokens: Sequence[Token], position: int, base: str) -> bool:
        """A name that is also a word: a capital and the words around decide."""
        token, lists = tokens[position], self._lists
        if self._is_strong(tokens, position) or self._has_surname(text, tokens, position):
            return True
        if token.before in lists.not_after:
            return False
        if not token.capital:
            return base in lists.capital and (token.before in lists.pupil_nouns or token.after in lists.said)
        owns = token.low != base and token.after in lists.kin
        if owns or token.after in lists.said or token.before in lists.before:
            return True
        if base in lists.capital:
            return not token.first or token.after in lists.does
        return not token.first and token.after in lists.does

    def _is_lone_surname(self, token: Token, base: str) -> bool:
        """Whether a surname stands for a person: not "i Nygaard", and at the start of a sentence no ordinary word."""
        if base.endswith("sen"):
            return True
        if not token.capital or token.before in ("i", "på", "fra"):
            return False
        return not token.first or self._lists.is_unknown(base)

    def _is_told(self, text: str, tokens: Sequence[Token], position: int, strong: bool, joined: bool) -> bool:
        """A name on no list: an unknown word that the words around show to be a person."""
        token, lists = tokens[position], self._lists
        if strong and token.capital and len(token.text) > 1:
            return lists.may_be_name(token.text)
        if len(token.text) < 3 or token.text.isupper():
            return False
        told = (
            strong
            or joined
            or token.after in lists.said
            or token.before in lists.before | lists.came
            or (token.before2, token.before) in lists.phrases
            or (token.low.endswith("s") and token.after in lists.kin)
            or self._has_surname(text, tokens, position)
            or self._does_something(token)
        )
        return told and lists.is_unknown(token.text)

    def _does_something(self, token: Token) -> bool:
        if token.after not in self._lists.does or token.before in self._lists.not_after:
            return False
        return not token.first or not token.low.endswith(_DANISH_ENDINGS)

    def _is_strong(self, tokens: Sequence[Token], position: int) -> bool:
        """Whether "hun hedder (vist)" or "navnet er" stands right before."""
        if tokens[position].first:
            return False
        at = position - 1
        if low(tokens, at) in self._lists.fillers and at:
            at -= 1
        before, before2 = low(tokens, at), low(tokens, at - 1)
        if f"{before2} {before}" in self._lists.strong:
            return True
        if before not in self._lists.strong:
            return False
        near = {before2, low(tokens, at - 2)} | ({before} & {"navnet", "navn", "fornavn", "efternavn"})
        return bool(near & self._lists.people)

    def _has_surname(self, text: str, tokens: Sequence[Token], position: int) -> bool:
        if position + 1 >= len(tokens):
            return False
        token, following = tokens[position], tokens[position + 1]
        if text[token.end : following.start] not in (" ", "-", "\u00a0"):
            return False
        base = following.low.removesuffix("s") if following.low not in self._lists.surnames else following.low
        if not following.capital:
            return not token.capital and base in self._lists.surnames and base.endswith("sen")
        return base in self._lists.surnames or (base.endswith("sen") and len(base) > 5)

    def _extended(self, text: str, tokens: Sequence[Token], first: int, suffix: int) -> tuple[int, int]:
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
        if token.low in self._lists.particles and following and following[0].capital:
            return 0
        if len(token.text) == 1:
            return 0 if token.capital and token.text != "I" else None
        both_small = not tokens[first].capital
        for suffix in genitives(token.low):
            base = token.low[: len(token.low) - suffix]
            if (base in self._lists.surnames or base in self._lists.sure) and (token.capital or both_small):
                return suffix
            if token.capital and (base in self._lists.after_name or base in self._lists.words):
                return suffix
        if both_small or not self._may_be_surname(token):
            return None
        return genitives(token.low)[-1] if token.after in self._lists.kin else 0

    def _may_be_surname(self, token: Token) -> bool:
        """A word with a capital right after a first name is a surname, unless it begins a new sentence by mistake."""
        if not token.capital or len(token.text) < 4 or not self._lists.may_be_name(token.text):
            return False
        return token.low not in self._lists.not_surnames
