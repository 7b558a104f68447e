"""Names on no list, found by what they are not: no Danish word, no place, and no slip of the thumb."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.redaction.name_lists import NameLists
from bot.redaction.tokens import Token

_LONGEST = 60
_SHORTEST_SURNAME = 5
_SHORTEST_PLACE = 6
_SHORTEST, _SHORTEST_SMALL, _SHORTEST_LARGE = 3, 4, 5
# After these a word with a capital begins a new thought: "Kort sagt: …", "- …", "“…".
_OPENING = re.compile(r"(?:^|[:;*•\"”“«»(\[–-])[ \u00a0]*$")
# "Vedr. elev", "Udebl. hver dag".
_SHORTENED = re.compile(r"\. ?[a-zæøå]")
# "50 mg", "Creed 3"; not "17", which is an age.
_NUMBERED = re.compile(r" (?!1[4-9]\b|[2-5]\d\b)\d")
# Endings of Danish words: such a word at the start of a sentence is rather rare or misspelt than a name.
_ENDINGS = ("ene", "erne", "inger", "ningen", "elsen", "heden", "hed", "else", "tion", "isk", "igt", "lig", "løs")
_DEFINITE = ("en", "et", "er", "te", "ede", "st", "ing", "ion")
_AROUND = 6
_HEARD = 40
_DANISH_SHARE = 0.6


class Strangers:
    """Tells an unknown name from an unknown word."""

    def __init__(self, lists: NameLists) -> None:
        self._lists = lists
        self._words = lists.vocabulary

    def is_name(self, text: str, tokens: Sequence[Token], position: int) -> bool:
        """Tell whether a word that is on no list is somebody's name.

        :param text: the text, with what is already found masked out
        :param tokens: its words
        :param position: which of them
        :return: true for an unknown word with a capital, unless what stands around it points to a place, a thing or a
            foreign language; true for one without only where a name would stand
        """
        token, lists = tokens[position], self._lists
        if len(token.text) == len("ZK") and token.text.isupper():
            called = token.before in lists.before and self._words.is_verb(token.after)
            return called and self._is_stranger(token.text)
        if not _SHORTEST <= len(token.text) <= _LONGEST or token.before2 in lists.calls or token.before in lists.calls:
            return False
        large = token.text.isupper() and len(token.text) >= _SHORTEST_LARGE
        if (large and _is_shouted(text, token)) or token.text.islower():
            return self._is_small_name(tokens, position) and self._is_danish(tokens, position)
        if not (large or token.capital) or token.before in lists.thing_before or _NUMBERED.match(text, token.end):
            return False
        if token.first or _OPENING.search(text, max(0, token.start - 4), token.start):
            found = self._begins(text, token)
        else:
            found = self._is_stranger(token.text) and not self._is_misspelt_place(token)
        return found and self._is_danish(tokens, position)

    def _begins(self, text: str, token: Token) -> bool:
        """A capital at the start says nothing: the word must neither be Danish nor look like it."""
        if not token.after and (_SHORTENED.match(text, token.end) or len(text.strip(" .!?")) == len(token.text)):
            return False
        return self._is_stranger(token.text) and not self._looks_danish(token)

    def _is_small_name(self, tokens: Sequence[Token], position: int) -> bool:
        """Whether a word stands where a name would, when its letters do not tell: "zyrafeta kommer", "MED ZORBO"."""
        token, lists = tokens[position], self._lists
        if len(token.text) < _SHORTEST_SMALL or "-" in token.text or token.text.lower().endswith(("en", "et")):
            return False
        told = (token.before2, token.before) in lists.phrases or (
            token.text.isupper() and token.before in lists.person_before
        )
        # "santiago fernández er".
        told = told or (len(token.after) >= _SHORTEST_SURNAME and token.after in lists.surnames)
        told = told or token.before in lists.strong
        if not told and (token.first or token.before in lists.before):
            told = self._words.is_verb(token.after) or self._is_whole_name(tokens, position)
        return told and self._is_stranger(token.text) and not self._looks_danish(token)

    def _is_whole_name(self, tokens: Sequence[Token], position: int) -> bool:
        """Whether one more unknown word follows, and then what somebody does: "svendine zorbograv kommer"."""
        following = tokens[position + 1 : position + 2]
        if not tokens[position].after or not following or not self._words.is_verb(following[0].after):
            return False
        return self._is_stranger(following[0].text) and not self._looks_danish(following[0])

    def _is_stranger(self, word: str) -> bool:
        parts = word.split("-")
        # "SUen" and "MobilePay" are made of a short form or of two words.
        if any(part[1:2].isupper() and not part.isupper() for part in parts) or not self._lists.is_unknown(word):
            return False
        return not any(self._words.is_place(part.lower()) for part in parts)

    def _is_misspelt_place(self, token: Token) -> bool:
        return len(token.text) >= _SHORTEST_PLACE and self._words.is_misspelt_place(token.text.lower())

    def _looks_danish(self, token: Token) -> bool:
        small = token.text.lower()
        if small.endswith(_ENDINGS) or self._words.is_misspelt(small) or self._words.is_short_compound(small):
            return True
        stems = (small.removesuffix(ending) for ending in _DEFINITE if small.endswith(ending))
        return any(self._words.is_ordinary(stem) or self._words.is_misspelt(stem) for stem in stems)

    def _is_danish(self, tokens: Sequence[Token], position: int) -> bool:
        """Whether the words around are Danish: in German, every noun has a capital."""
        around = tokens[max(0, position - _AROUND) : position + _AROUND + 1]
        known = [self._words.is_ordinary(other.text.lower()) for other in around if not other.capital]
        return len(known) - sum(known) < 2 or sum(known) >= _DANISH_SHARE * len(known)


def _is_shouted(text: str, token: Token) -> bool:
    """Whether all that stands around is written in large letters too."""
    around = text[max(0, token.start - _HEARD) : token.end + _HEARD]
    return around.isupper() and len(around) > len(token.text) + 1
