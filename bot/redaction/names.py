"""Names of people. Towns, services, schools, brands, months and ordinary words stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.redaction.name_lists import NameLists
from bot.redaction.spans import Span

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’´][^\W\d_]+)*['’]?")
_SENTENCE_END = re.compile(r"[.!?:\n]|^\s*[-•*]\s")
_NEAR = re.compile(r"[ \u00a0]|\. ?|-")
_NEXT = re.compile(r"[\"”»']? \(?")
_LONGEST_NAME = 5


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    first: bool
    after: str = ""

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


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
        tokens = _tokens(masked)
        position = 0
        while position < len(tokens):
            ending = self._ending_of_name(masked, tokens, position)
            if ending is None:
                position += 1
                continue
            last, suffix = self._extended(masked, tokens, position, ending)
            token = tokens[last]
            yield Span(tokens[position].start, token.start + len(token.text) - suffix, "name")
            position = last + 1

    def _ending_of_name(self, text: str, tokens: Sequence[_Token], position: int) -> int | None:
        """Whether a name begins here; if so, how many letters of the genitive it ends with."""
        token = tokens[position]
        for suffix in _genitives(token.low):
            base = token.low[: len(token.low) - suffix]
            if base in self._lists.sure and self._lists.may_be_name(token.text):
                return suffix
            if self._is_listed(text, tokens, position, base, suffix):
                return suffix
        if "-" in token.text and token.low.split("-")[0] in self._lists.sure:
            return len(token.text) - len(token.low.split("-")[0]) if token.text.split("-")[1][0].islower() else 0
        if token.capital and token.low.rstrip("s'’") in self._lists.surnames | {token.low} & self._lists.surnames:
            return self._surname_ending(tokens, position)
        return self._unknown_ending(text, tokens, position)

    def _is_listed(self, text: str, tokens: Sequence[_Token], position: int, base: str, suffix: int) -> bool:
        """A name that is also a word: a capital and the words around decide."""
        token, after = tokens[position], tokens[position].after
        before = _low(tokens, position - 1) if not token.first else ""
        if base not in self._lists.capital and base not in self._lists.with_cue:
            return False
        if self._is_strong(tokens, position):
            return True
        if not token.capital or before in self._lists.not_after:
            return False
        if self._has_surname(text, tokens, position) or after in self._lists.said:
            return True
        if (suffix and after in self._lists.kin) or (before and before in self._lists.before):
            return True
        if base in self._lists.capital:
            return not token.first or after in self._lists.does
        return not token.first and after in self._lists.does

    def _surname_ending(self, tokens: Sequence[_Token], position: int) -> int | None:
        token = tokens[position]
        if position and not token.first and _low(tokens, position - 1) in ("i", "på"):
            return None
        if token.first and not token.low.rstrip("s").endswith(("sen", "se")):
            return None
        return 0 if token.low in self._lists.surnames else _genitives(token.low)[-1]

    def _unknown_ending(self, text: str, tokens: Sequence[_Token], position: int) -> int | None:
        """A name on no list: an unknown word that the words around show to be a person."""
        token, after = tokens[position], tokens[position].after
        before = _low(tokens, position - 1) if not token.first else ""
        strong = self._is_strong(tokens, position)
        if strong and token.capital and len(token.text) > 1 and not token.text.isupper():
            return self._suffix(token, after) if self._lists.may_be_name(token.text) else None
        if len(token.text) < 3 or token.text.isupper() or not (token.capital or strong):
            return None
        told = (
            strong
            or after in self._lists.said
            or before in self._lists.before | self._lists.came
            or (_low(tokens, position - 2), before) in self._lists.phrases
            or (token.low.endswith("s") and after in self._lists.kin)
            or self._has_surname(text, tokens, position)
            or (not token.first and after in self._lists.does and before not in self._lists.not_after)
        )
        return self._suffix(token, after) if told and self._lists.is_unknown(token.text) else None

    def _suffix(self, token: _Token, after: str) -> int:
        return _genitives(token.low)[-1] if after in self._lists.kin else 0

    def _is_strong(self, tokens: Sequence[_Token], position: int) -> bool:
        """Whether "hun hedder" or "navnet er" stands right before."""
        before = _low(tokens, position - 1)
        pair = f"{_low(tokens, position - 2)} {before}"
        if pair in self._lists.strong:
            return True
        if before not in self._lists.strong or tokens[position].first:
            return False
        near = {_low(tokens, position - 2), _low(tokens, position - 3)} | {before if before == "navnet" else ""}
        return bool(near & (self._lists.people | {"der", "navnet", "fornavn", "efternavn"}))

    def _has_surname(self, text: str, tokens: Sequence[_Token], position: int) -> bool:
        if position + 1 >= len(tokens):
            return False
        following = tokens[position + 1]
        near = text[tokens[position].start + len(tokens[position].text) : following.start] in (" ", "-", "\u00a0")
        if not near or not following.capital or following.first:
            return False
        low = following.low.removesuffix("s") if following.low not in self._lists.surnames else following.low
        return low in self._lists.surnames or (low.endswith("sen") and len(low) > 5)

    def _extended(self, text: str, tokens: Sequence[_Token], first: int, suffix: int) -> tuple[int, int]:
        """The last word of the name, with middle names and surnames, and the genitive it ends with."""
        last = first
        while not suffix and last + 1 < len(tokens) and last + 1 - first < _LONGEST_NAME:
            token, following = tokens[last], tokens[last + 1]
            gap = text[token.start + len(token.text) : following.start]
            if not _NEAR.fullmatch(gap) or (gap.startswith(".") and len(token.text) > 1):
                break
            more = self._ending_of_surname(tokens, first, last + 1)
            if more is None:
                break
            last, suffix = last + 1, more
        if tokens[last].low in self._lists.particles and last > first:
            last -= 1
        return last, suffix

    def _ending_of_surname(self, tokens: Sequence[_Token], first: int, position: int) -> int | None:
        token = tokens[position]
        following = tokens[position + 1 : position + 2]
        if token.low in self._lists.particles and following and following[0].capital:
            return 0
        if len(token.text) == 1:
            return 0 if token.capital and token.text != "I" else None
        for suffix in _genitives(token.low):
            base = token.low[: len(token.low) - suffix]
            if base in self._lists.surnames and (token.capital or not tokens[first].capital):
                return suffix
            if token.capital and self._may_be_surname(token, base):
                return suffix
            if not tokens[first].capital and base in self._lists.sure:
                return suffix
        return None

    def _may_be_surname(self, token: _Token, base: str) -> bool:
        if base in self._lists.after_name or base in self._lists.sure or base in self._lists.capital:
            return True
        if not self._lists.may_be_name(token.text) or token.text.isupper():
            return False
        return (base.endswith(self._lists.endings) and len(base) > 5) or self._lists.is_unknown(token.text)


def _tokens(text: str) -> list[_Token]:
    """Cut a text into words; `first` begins a sentence, `after` is the next word when only a space or a quote is between."""
    tokens: list[_Token] = []
    matches = list(_TOKEN.finditer(text))
    for index, match in enumerate(matches):
        begins = not index or bool(_SENTENCE_END.search(text, matches[index - 1].end(), match.start()))
        following = matches[index + 1] if index + 1 < len(matches) else None
        near = following is not None and _NEXT.fullmatch(text, match.end(), following.start())
        tokens.append(_Token(match.group(), match.start(), begins, following.group().lower() if following and near else ""))
    return tokens


def _low(tokens: Sequence[_Token], position: int) -> str:
    return tokens[position].low if 0 <= position < len(tokens) else ""


def _genitives(low: str) -> tuple[int, ...]:
    """How many letters at the end may be a genitive, the whole word first: "Mads'", "Fatimas", "Ali's"."""
    if low.endswith(("'s", "’s")):
        return (0, 2)
    if low.endswith(("'", "’")):
        return (1, 2) if low[-2:-1] == "s" else (1,)
    return (0, 1) if low.endswith("s") and len(low) > 3 else (0,)
