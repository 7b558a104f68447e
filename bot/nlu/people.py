"""Who a part of a message is about: the pupil, someone near the pupil, or the writer (words: `people.yml`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.text import Word, fold
from bot.word_files import load_words

_FIELDS = ("rel", "other_people", "pupil", "writer", "object_before", "determiners")


def folded(names: Iterable[str]) -> frozenset[str]:
    """Fold a list of words from a knowledge file."""
    return frozenset(fold(name) for name in names)


class People:
    """Tells who the words just before a place, an age or an event are about."""

    def __init__(self) -> None:
        data: dict[str, Any] = load_words("people.yml", *_FIELDS)
        self._relatives = folded([*data["rel"], *data["other_people"]])
        self._pupil = folded(data["pupil"])
        self._writer = folded(data["writer"])
        self._object_before = folded(data["object_before"])
        self._determiners = folded(data["determiners"])

    def is_relative(self, word: str) -> bool:
        """Whether a folded word is someone near the pupil."""
        return word in self._relatives

    def kind(self, word: str) -> str | None:
        """Who a folded word means: `relative`, `pupil`, `writer`, or None when it is no person."""
        if word in self._relatives:
            return "relative"
        return "pupil" if word in self._pupil else "writer" if word in self._writer else None

    def nearest(self, words: Sequence[Word], position: int, floor: int = 0) -> str | None:
        """Find the person that stands nearest before a word, in the same sentence.

        :param words: the words of the message
        :param position: the index of the word
        :param floor: the first word to look at
        :return: `pupil`, `relative`, `writer`, or None when nobody is named
        """
        for index in range(min(position, len(words)) - 1, floor - 1, -1):
            if position < len(words) and words[index].sentence != words[position].sentence:
                return None
            text = words[index].text
            if text in self._relatives and not self.is_object(words, index):
                return "relative"
            if text in self._pupil:
                return "pupil"
            if text in self._writer:
                return "writer"
        return None

    def is_object(self, words: Sequence[Word], position: int) -> bool:
        """Whether a relative is only where the pupil is: "hos sin mor", "hos en vens mor", not "moren bor"."""
        before = position - 1
        while before >= 0 and position - before <= 3 and self._may_stand_between(words[before].text):
            before -= 1
        return before >= 0 and words[before].text in self._object_before

    def _may_stand_between(self, word: str) -> bool:
        return word in self._determiners or (word in self._relatives and word.endswith("s"))
