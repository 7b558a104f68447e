"""Find the roles a message names, by the names and aliases in `knowledge/roles.yml`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.nlu.people import folded
from bot.text import Word, fold, load_yaml
from bot.word_files import load_words

_PART = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENDINGS = ("", "s", "n", "en", "et", "t", "er", "r", "ne", "erne", "ens", "ets", "ernes", "nes")


class RoleNames:
    """Looks the words of a message up among the names of the roles, with Danish endings."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, ...], str] = {}
        for role in load_yaml("roles.yml"):
            for name in (role["short"], *role["aliases"]):
                *first, last = (fold(part) for part in _PART.findall(str(name)))
                for ending in _ENDINGS:
                    self._ids.setdefault((*first, last + ending), role["id"])
        self._first_of_several = {parts[0] for parts in self._ids if len(parts) > 1}
        not_roles: dict[str, Any] = load_words("facts.yml", "not_roles")["not_roles"]
        self._not_before = {fold(word): folded(following) for word, following in not_roles.items()}
        self._longest = max(map(len, self._ids))

    def find(self, words: Sequence[Word]) -> tuple[str, ...]:
        """Find the roles.

        :param words: the words of the message
        :return: role ids in the order of the text, each once
        """
        found: dict[str, None] = {}
        position = 0
        while position < len(words):
            length, role = self._at(words, position)
            if role is not None:
                found[role] = None
            position += length
        return tuple(found)

    def _at(self, words: Sequence[Word], first: int) -> tuple[int, str | None]:
        longest = self._longest if words[first].text in self._first_of_several else 1
        texts = [word.text for word in words[first : first + longest]]
        for length in range(len(texts), 0, -1):
            role = self._ids.get(tuple(texts[:length]))
            following = {word.text for word in words[first + length : first + length + 1]}
            if role is not None and not self._not_before.get(texts[0], frozenset()) & following:
                return length, role
        return 1, None
