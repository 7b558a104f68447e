"""What proves that a word is Danish, and not somebody's name.

A word is ordinary when Vejviser's own files use it, when the dictionary has it under a lemma in small letters, or when
it is made of two such words. A lemma with a capital ("Petrine") is a name of something, and no proof.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Any

from bot.danish import is_known, lemma_of
from bot.text import KNOWLEDGE
from bot.word_files import load_words

# Words that teachers and the rules of danger use, also as they are often misspelt.
_FILES = (
    *("danger.yml", "spelling.yml", "place_words.yml", "age_words.yml", "age_ways.yml", "people.yml", "law_words.yml"),
    *("roles.yml", "programmes.yml", "short_answers.yml", "redaction.yml", "wording.yml"),
)
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
_TYPED = (("ae", "æ"), ("oe", "ø"), ("aa", "å"))
_SHORTEST_HEAD, _SHORTEST_TAIL = 3, 4
# No name is longer, and no word is cut into parts that often.
_LONGEST = 40
_SHORTEST_VERB = 4


class Vocabulary:
    """Danish words, and the names of Danish places."""

    def __init__(self) -> None:
        data: dict[str, Any] = load_words("names.yml", "not_tails", "cues")
        self._not_tails = frozenset(data["not_tails"])
        self._verbs = frozenset((*data["cues"]["does"], *data["cues"]["said"], *data["cues"]["past"]))
        self._used = frozenset(_used_words())
        self._places = frozenset(_place_words())

    def is_ordinary(self, low: str) -> bool:
        """Whether a word in small letters is Danish, by itself or as a compound such as "lastvognselev"."""
        if len(low) > _LONGEST or low in self._used:
            return True
        if is_known(low):
            return lemma_of(low)[:1].islower()
        return any(self._is_compound(low, at) for at in range(_SHORTEST_HEAD, len(low) - _SHORTEST_TAIL + 1))

    def is_place(self, low: str) -> bool:
        """Whether a word in small letters is, or is a part of, the name of a Danish town, village or municipality."""
        return low in self._places or low.removesuffix("s") in self._places

    def is_misspelt(self, low: str) -> bool:
        """Whether one letter more, less, other or moved makes a word that is used here, or the name of a place."""
        for pair, letter in _TYPED:
            low = low.replace(pair, letter)
        return any(word in self._used or word in self._places for word in _one_letter_from(low))

    def is_misspelt_place(self, low: str) -> bool:
        """Whether one letter more, less, other or moved makes the name of a place."""
        return any(word in self._places for word in _one_letter_from(low))

    def is_verb(self, low: str) -> bool:
        """Whether a word tells by its form what somebody does or did: "skulker", "mistede", "drak"."""
        if low in self._verbs:
            return True
        if len(low) < _SHORTEST_VERB or not low.endswith(("r", "ede", "te")) or not is_known(low):
            return False
        lemma = lemma_of(low)
        return lemma == low[:-1] or (low.endswith("e") and lemma in (low[:-2], f"{low[:-2]}e"))

    def is_short_compound(self, low: str) -> bool:
        """Whether a word ends with a short one that is used here: "svejserøg". Many a name does too: weak proof."""
        head, tail = low[:-_SHORTEST_HEAD], low[-_SHORTEST_HEAD:]
        return len(head) > _SHORTEST_HEAD and tail in self._used and is_known(tail) and self._is_part(head)

    def _is_compound(self, low: str, at: int) -> bool:
        head, tail = low[:at], low[at:]
        if tail in self._not_tails or not self._is_part(tail):
            return False
        # "Lastvogn-s-elev", "hund-e-mad".
        return self._is_part(head) or (at > _SHORTEST_HEAD and head[-1] in "se" and self._is_part(head[:-1]))

    def _is_part(self, part: str) -> bool:
        return part in self._used or (is_known(part) and lemma_of(part)[:1].islower())


def _one_letter_from(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in _LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def _used_words() -> Iterator[str]:
    """The words of our own files; a file that is away gives none, for the door must never fail."""
    files = [KNOWLEDGE / name for name in _FILES]
    for path in (*files, *sorted((KNOWLEDGE / "lexicon").glob("*/*.txt"))):
        try:
            text = path.read_text(encoding="utf-8")
        except OSError:
            continue
        yield from (word.lower() for word in _WORD.findall(text))


def _place_words() -> Iterator[str]:
    for file, column in (("municipalities.csv", "name"), ("places.csv", "place"), ("aliases.csv", "alias")):
        try:
            with (KNOWLEDGE / "places" / file).open(encoding="utf-8", newline="") as rows:
                for row in csv.DictReader(rows):
                    yield from (word.lower() for word in _WORD.findall(row[column]))
        except OSError:
            continue
