"""Names of people. Towns, services, schools, brands, months and ordinary words stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.redaction.name_lists import NameLists
from bot.redaction.spans import Span
from bot.redaction.strangers import Strangers
from bot.redaction.surnames import DANISH_ENDINGS, Surnames
from bot.redaction.tokens import Token, cut, genitives, low

_ATTACHED = re.compile(r"\d\w*")
_AGE_AFTER = re.compile(r",? \(?(?:1[4-9]|[2-5]\d)(?:[,)]|\.(?!\d)| ?år)")
_INITIALS = re.compile(r"(?<![^\W_])(?:[A-ZÆØÅ]\. ?){1,3}$")
_LONGEST_SHORT = 5


class NameFinder:
    """Finds names by lists, and unknown names by the words around them."""

    def __init__(self) -> None:
        self._lists = NameLists()
        self._strangers = Strangers(self._lists)
        self._surnames = Surnames(self._lists)

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
            position, suffix = self._surnames.extended(masked, tokens, first, ending)
            last_name = position
            end = tokens[position].end - suffix
            # "yusuf123": the digits are a part of the user name.
            attached = _ATTACHED.match(masked, end)
            start = tokens[first].start
            initials = _INITIALS.search(masked, max(0, start - 9), start)
            yield Span(initials.start() if initials else start, attached.end() if attached else end, "name")

    def _ending_of_name(self, text: str, tokens: Sequence[Token], position: int, joined: bool) -> int | None:
        """Whether a name begins here; if so, how many letters of the genitive it ends with."""
        token = tokens[position]
        for suffix in genitives(token.low):
            base = token.low[: len(token.low) - suffix]
            # "bor i Frederiks" is a town, "i Frederiks klasse" is not.
            in_town = suffix and token.before in ("i", "fra") and not token.after
            if base in self._lists.sure and self._lists.may_be_name(token.text) and not in_town:
                return suffix
            if base in self._lists.words and self._is_listed(text, tokens, position, base):
                return suffix
            if base in self._lists.surnames and self._is_lone_surname(token, base):
                return suffix
        first, _, rest = token.text.partition("-")
        if rest and (first.lower() in self._lists.sure or (first.lower() in self._lists.words and rest[0].isupper())):
            if rest[0].islower() and rest.lower() not in self._lists.sure:
                return len(rest) + 1
            return genitives(token.low)[-1] if token.after in self._lists.kin else 0
        strong = self._is_strong(tokens, position)
        if (strong or token.capital or token.text.isupper()) and self._is_told(text, tokens, position, strong, joined):
            return genitives(token.low)[-1] if token.after in self._lists.kin else 0
        if self._strangers.is_name(text, tokens, position):
            return genitives(token.low)[-1] if token.after else 0
        return None

    def _is_listed(self, text: str, tokens: Sequence[Token], position: int, base: str) -> bool:
        """A name that is also a word: a capital and the words around decide."""
        token, lists = tokens[position], self._lists
        if self._is_strong(tokens, position) or self._surnames.follow(text, tokens, position):
            return True
        if token.before in lists.not_after:
            return False
        if not token.capital:
            return base in lists.capital and self._is_small_name(token, base)
        if token.first and (_AGE_AFTER.match(text, token.end) or self._is_joined_to_name(tokens, position)):
            return True
        owns = token.low != base and token.after in lists.kin
        if owns or token.after in lists.said or token.before in lists.before:
            return True
        if base in lists.capital:
            return not token.first or token.after in lists.does
        return not token.first and token.after in lists.does

    def _is_small_name(self, token: Token, base: str) -> bool:
        """Whether a name that is also a word is meant although it is written small: "line skærer i sig selv"."""
        lists = self._lists
        does = token.after in lists.does | lists.said
        if token.low != base and token.after not in lists.kin:
            return False
        if base in lists.small_is_word:
            return does and token.before in lists.pupil_nouns
        if token.before in lists.pupil_nouns or token.after in lists.said:
            return True
        told = token.before in lists.came or (token.before2, token.before) in lists.phrases
        return told or (does and (token.first or token.before in lists.before))

    def _is_lone_surname(self, token: Token, base: str) -> bool:
        """Whether a surname stands for a person: not "i Nygaard", and at the start of a sentence no ordinary word."""
        if base.endswith("sen") or not token.capital:
            return base.endswith("sen") or self._lists.is_unknown(base)
        if token.before in ("i", "på", "fra"):
            return False
        return not token.first or self._lists.is_unknown(base)

    def _is_told(self, text: str, tokens: Sequence[Token], position: int, strong: bool, joined: bool) -> bool:
        """A name on no list: an unknown word that the words around show to be a person."""
        token, lists = tokens[position], self._lists
        if strong and token.capital and len(token.text) > 1:
            return lists.may_be_name(token.text)
        # "SU" and "SOSU" are no names; "BÆRENTSEN" may be one.
        short = len(token.text) < (_LONGEST_SHORT if token.text.isupper() else 3)
        if short or token.before2 in lists.calls:
            return False
        if token.capital and not token.first and token.before in lists.pupil_nouns and lists.is_no_word(token.text):
            # "eleven Svendine": whatever else it could be made of, such as "sven" and "dine".
            return True
        told = (
            strong
            or joined
            or self._is_joined_to_name(tokens, position)
            or token.after in lists.said
            or token.before in lists.before | lists.came
            or (token.before2, token.before) in lists.phrases
            or (token.low.endswith("s") and token.after in lists.kin)
            or self._surnames.follow(text, tokens, position)
            or self._does_something(token)
            or (token.first and token.capital and _AGE_AFTER.match(text, token.end) is not None)
        )
        return told and lists.is_unknown(token.text)

    def _is_joined_to_name(self, tokens: Sequence[Token], position: int) -> bool:
        """Whether "og" and a name on the lists follow: "Dimitri og Vasile"."""
        return low(tokens, position + 1) in ("og", "eller") and (
            low(tokens, position + 2) in self._lists.sure
            or (low(tokens, position + 2) in self._lists.capital and tokens[position + 2].capital)
        )

    def _does_something(self, token: Token) -> bool:
        if token.after not in self._lists.does or token.before in self._lists.not_after:
            return False
        return not token.first or not token.low.endswith(DANISH_ENDINGS)

    def _is_strong(self, tokens: Sequence[Token], position: int) -> bool:
        """Whether "hun hedder (vist)" or "navnet er" stands right before."""
        if tokens[position].first or not tokens[position].before:
            return False
        at = position - 1
        while low(tokens, at) in self._lists.fillers and at:
            at -= 1
        before, before2 = low(tokens, at), low(tokens, at - 1)
        if f"{before2} {before}" in self._lists.strong:
            return True
        if before not in self._lists.strong:
            return False
        if before2 == "der":
            # "en elev (fra holdet), der hedder" and "en, der hedder", not "en gruppe, der hedder".
            return low(tokens, at - 2) == "en" or any(
                low(tokens, at - back) in self._lists.before for back in range(2, 6)
            )
        near = {before2, low(tokens, at - 2)} | ({before} & {"navnet", "navn", "fornavn", "efternavn"})
        return bool(near & self._lists.people)
