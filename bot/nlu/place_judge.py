"""Whether a name in a sentence is a place there: "bor i Give" is, "kan give" is not, and nor is "Signe Vejle"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from bot.nlu.people import folded
from bot.nlu.place_index import Entry, PlaceIndex, Trust, key_of
from bot.nlu.place_message import PlaceMessage
from bot.text import Word
from bot.word_files import load_words

CONTRAST = (
    "ikke",
    "men",
    "nej",
    "kommune",
    "rettere",
    "mener",
    "mente",
    "er",
    "eller",
    "altsaa",
    "undskyld",
    "byt",
    "ret",
)
# Which words before "i" and "fra" tell of a home, so that an everyday word after them is a place.
_HOME_WORDS = {"i": {"bor", "boende", "flyttet", "bopael"}, "fra": {"kommer", "er", "flyttet"}}
# What follows a municipality that opens a sentence: "Varde er kommunen"; "Vejen er lang" is a road.
_AFTER_SUBJECT = ("er", "har", "skulle", "siger", "vil")
_THE_ROAD = "vejen"


class NameJudge:
    """Weighs a name by the words around it.

    :param index: the names, and how far each can be trusted
    """

    def __init__(self, index: PlaceIndex) -> None:
        data: dict[str, Any] = load_words("place_words.yml", "prepositions", "verb_before", "goes_on", "firms")
        names: dict[str, Any] = load_words("names.yml", "first_names", "capital_only")
        self._index = index
        self._prepositions = folded(data["prepositions"])
        self._verb_before = folded(data["verb_before"])
        self._goes_on = folded(data["goes_on"])
        self._firms = folded(data["firms"])
        self._first_names = folded([*names["capital_only"], *chain.from_iterable(names["first_names"].values())])

    def counts(self, entry: Entry, message: PlaceMessage, first: int, after: int) -> bool:
        """Whether the sentence lets the name be a place."""
        if message.says_kommune(after):
            return True
        if entry.trust is Trust.NEVER or message.is_surname(first, self._first_names):
            return False
        if message.is_firm(first, after, self._firms):
            return False
        if entry.trust is Trust.STRONG or self._is_municipality(message, first, after):
            return True
        before = message.before(first)
        capital = message.has_capital(first)
        told = before in self._prepositions
        if entry.trust is Trust.WEAK:
            return message.short_answer or told or (capital and (before != "" or self._ends(message, after)))
        if before in _HOME_WORDS and tells_home(message.words, first):
            return capital or self._ends(message, after)
        if entry.trust is Trust.PERSON:
            return (before == "i" and capital) or (message.short_answer and before == "")
        if before == "kommune" or before in self._index.postcodes:
            return True
        if told or (capital and before in CONTRAST):
            return capital
        return message.short_answer and before not in self._verb_before

    def _is_municipality(self, message: PlaceMessage, first: int, after: int) -> bool:
        """Whether an everyday word stands as the name of a municipality: with a capital, and not as any first word."""
        key = key_of(message.keys[first:after])
        if key not in self._index.municipalities or key == _THE_ROAD or not message.has_capital(first):
            return False
        following = message.words[after].text if after < len(message.words) else ""
        before = message.before(first)
        return (before not in ("", "med")) or (before == "" and following in _AFTER_SUBJECT)

    def _ends(self, message: PlaceMessage, after: int) -> bool:
        words = message.words
        if after == len(words) or words[after].sentence != words[after - 1].sentence:
            return True
        gap = message.text[words[after - 1].end : words[after].start]
        return words[after].text in self._goes_on or gap.strip() != ""


def tells_home(words: Sequence[Word], first: int) -> bool:
    """Whether "bor i" or "kommer fra" stands before, with at most three words between."""
    near = {word.text for word in words[max(0, first - 5) : first] if word.sentence == words[first].sentence}
    return bool(near & _HOME_WORDS.get(words[first - 1].text, _HOME_WORDS["i"]))
