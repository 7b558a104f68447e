"""Read what a message tells besides the signs: what has been tried, who is named, a child, a new pupil."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.nlu.people import People, folded
from bot.nlu.roles import RoleNames
from bot.notation import Hit, PatternIndex, compile_pattern
from bot.text import Word, read_words
from bot.word_files import load_words

_SHORT_ANSWER = 8
_LOOK_BACK = 4
_SECTIONS = ("tried", "tried_answers", "expecting", "not_expecting", "parent", "new_pupil")
_LISTS = ("words", "negation", "not_done", "question_first", "clause_start", "partner", "not_parent_before")
FactHit = Hit[tuple[str, str]]
_BREAK = re.compile(r"[,;:()–]")


@dataclass(frozen=True)
class Facts:
    """`tried` and `roles` hold codes in the order of the text (contracts §1)."""

    tried: tuple[str, ...] = ()
    expecting_child: bool = False
    pupil_is_parent: bool = False
    new_pupil: bool = False
    roles: tuple[str, ...] = ()


def find_facts(text: str, *, answering: bool = False) -> Facts:
    """Read the facts of a message.

    :param text: the message, after redaction
    :param answering: whether it answers "hvad har du gjort?", so that "kun vejlederen" is enough
    :return: the facts that the text tells; what it denies or only plans is not told
    """
    return _reader().read(text, answering)


@cache
def _reader() -> _FactReader:
    return _FactReader()


class _FactReader:
    def __init__(self) -> None:
        data: dict[str, Any] = load_words("facts.yml", *_SECTIONS, *_LISTS)
        self._people = People()
        self._roles = RoleNames()
        self._index: PatternIndex[tuple[str, str]] = PatternIndex()
        for section in ("tried", "tried_answers"):
            for code, patterns in data[section].items():
                self._add((section, code), patterns, data["words"])
        for section in ("expecting", "not_expecting", "parent", "new_pupil"):
            self._add((section, ""), data[section], data["words"])
        self._negation = folded(data["negation"])
        self._not_done = folded(data["not_done"])
        self._question_first = folded(data["question_first"])
        self._clause_start = folded(data["clause_start"])
        self._partner = folded(data["partner"])
        self._not_parent_before = folded(data["not_parent_before"])

    def _add(self, key: tuple[str, str], patterns: Sequence[str], groups: dict[str, list[str]]) -> None:
        for written in patterns:
            self._index.add(key, compile_pattern(written, groups, f"facts.yml: {key[0]} {key[1]}".strip()))

    def read(self, text: str, answering: bool) -> Facts:
        words = read_words(text)
        hits = list(self._index.find(words))
        by_section = {section: [hit for hit in hits if hit.key[0] == section] for section in _SECTIONS}
        tried = list(self._tried(text, words, by_section["tried"]))
        if answering and len(words) <= _SHORT_ANSWER:
            tried += [hit for hit in by_section["tried_answers"] if not self._is_denied(text, words, hit)]
        expecting = any(self._is_own_child(text, words, hit) for hit in by_section["expecting"])
        return Facts(
            _codes(tried),
            expecting and not by_section["not_expecting"],
            any(self._is_parent(text, words, hit) for hit in by_section["parent"]),
            bool(by_section["new_pupil"]),
            self._roles.find(words),
        )

    def _tried(self, text: str, words: Sequence[Word], hits: list[FactHit]) -> Iterator[FactHit]:
        for hit in hits:
            if hit.key[1] == "nothing":
                if self._nearest(words, hit) in (None, "writer"):
                    yield hit
            elif not self._is_denied(text, words, hit) and not self._is_someone_else(words, hit):
                yield hit

    def _is_denied(self, text: str, words: Sequence[Word], hit: FactHit) -> bool:
        """Whether the words around say that it has not happened: "ikke", "skal jeg", a question."""
        before = self._clause_before(text, words, hit.first)
        inside = [word.text for word in words[hit.first : hit.after]]
        after = [word.text for word in words[hit.after : hit.after + 2] if word.sentence == words[hit.first].sentence]
        if self._negation & {*before, *inside} or "ikke" in after[:1] or "intet" in after[:1]:
            return True
        if self._not_done & set(before):
            return True
        return self._is_question(text, words, hit)

    def _clause_before(self, text: str, words: Sequence[Word], first: int) -> list[str]:
        before: list[str] = []
        for index in range(first - 1, max(-1, first - 1 - _LOOK_BACK), -1):
            gap = text[words[index].end : words[index + 1].start]
            if words[index].sentence != words[first].sentence or _BREAK.search(gap):
                break
            if words[index].text in self._clause_start:
                break
            before.append(words[index].text)
        return before

    def _is_question(self, text: str, words: Sequence[Word], hit: FactHit) -> bool:
        sentence = [word for word in words if word.sentence == words[hit.first].sentence]
        tail = text[sentence[-1].end : sentence[-1].end + 3]
        return "?" in tail and sentence[0].text in self._question_first

    def _is_someone_else(self, words: Sequence[Word], hit: FactHit) -> bool:
        """Whether someone else did it: "moren har talt med ham", "han har talt med sin mor"."""
        person = self._nearest(words, hit)
        if hit.key[1] == "talked_pupil":
            return person == "relative"
        return hit.key[1] == "talked_parents" and person == "pupil"

    def _is_own_child(self, text: str, words: Sequence[Word], hit: FactHit) -> bool:
        before = self._clause_before(text, words, hit.first)
        if self._negation & set(before):
            return False
        partner = next((word for word in before if self._people.is_relative(word)), None)
        return partner is None or partner in self._partner

    def _is_parent(self, text: str, words: Sequence[Word], hit: FactHit) -> bool:
        before = self._clause_before(text, words, hit.first)
        someone_elses = self._not_parent_before & set(before[: 2 if before[:1] == ["en"] else 1])
        if (self._negation | self._not_done) & set(before) or someone_elses:
            return False
        if any(word.text == "barn" for word in words[hit.first : hit.after]) and self._is_unborn(words, hit.after):
            return False
        return self._nearest(words, hit) in (None, "pupil")

    def _nearest(self, words: Sequence[Word], hit: FactHit) -> str | None:
        return self._people.nearest(words, hit.first, max(0, hit.first - _LOOK_BACK))

    @staticmethod
    def _is_unborn(words: Sequence[Word], after: int) -> bool:
        return [word.text for word in words[after : after + 2]] in (["paa", "vej"], ["i", "maven"])


def _codes(hits: Sequence[FactHit]) -> tuple[str, ...]:
    """The codes in the order of the text; "nothing" only when nothing else is told."""
    ordered = dict.fromkeys(hit.key[1] for hit in sorted(hits, key=lambda hit: hit.first))
    if len(ordered) > 1:
        ordered.pop("nothing", None)
    return tuple(ordered)
