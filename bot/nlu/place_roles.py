"""What a place is to the pupil: home, school, something else, or taken back. The words stand in `place_words.yml`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.nlu.people import People, folded
from bot.nlu.place_features import Cues
from bot.notation import Hit, PatternIndex, compile_pattern
from bot.text import Word
from bot.word_files import load_words

# How many words may stand between a cue and the place.
_REACH = {"lives": 8, "home": 8, "home_adjacent": 1, "school": 4, "other": 4, "rel": 2, "taken_back": 1}
_BEFORE = ("lives", "home", "home_adjacent", "school", "other", "taken_back")
# What the words say of a home, before they are weighed: where the pupil lives, another home, where the pupil is from.
_HOMES = ("lives", "home", "home_adjacent")
_AFTER = ("after_home", "after_school", "after_other")


class RoleReader:
    """Reads the role of each place from the words around it."""

    def __init__(self) -> None:
        data: dict[str, Any] = load_words("place_words.yml", *_BEFORE, *_AFTER, "correction", "joining", "prepositions")
        groups: dict[str, list[str]] = load_words("people.yml", "rel", "other_people")
        self._people = People()
        self._before: PatternIndex[str] = PatternIndex()
        self._after: PatternIndex[str] = PatternIndex()
        for kind in _BEFORE:
            self._add(self._before, kind, data[kind], groups)
        self._add(self._before, "rel", ["<rel>/<other_people>"], groups)
        for kind in _AFTER:
            self._add(self._after, kind, data[kind], groups)
        self._prepositions = folded(data["prepositions"])
        self._correction = folded(data["correction"])
        self._joining = folded(data["joining"])

    @staticmethod
    def _add(index: PatternIndex[str], kind: str, patterns: Sequence[str], groups: dict[str, list[str]]) -> None:
        for written in patterns:
            index.add(kind, compile_pattern(written, groups, f"place_words.yml: {kind}"))

    def read(self, words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> Cues:
        """Give each place its role.

        :param words: the words of the message
        :param spans: for each place in order, its first word and the word after its last
        :return: `roles` holds `home`, `school`, `other` or `rejected` for each place, the rest what they were read from
        """
        if not spans:
            return Cues((), (), (), self._prepositions, self._people)
        before = list(self._before.find(words))
        found_after = list(self._after.find(words))
        after = {(hit.first, hit.key): hit for hit in found_after}
        roles: list[str | None] = []
        for number, (first, end) in enumerate(spans):
            floor = spans[number - 1][1] if number else 0
            role = self._cued(words, before, floor, first) or self._followed(after, end)
            if number + 1 < len(spans) and self._is_taken_back(words, before, floor, first):
                role = "rejected"
            elif number and role in (None, *_HOMES):
                role = self._from_gap(words[floor:first], roles, role)
            roles.append(role)
        settled = self._settle(words, spans, roles)
        return Cues(before, found_after, settled, self._prepositions, self._people)

    def _cued(self, words: Sequence[Word], hits: list[Hit[str]], floor: int, place: int) -> str | None:
        if place and words[place - 1].sentence == words[place].sentence and self._is_rejected(words, floor, place):
            return "rejected"
        near = [
            hit
            for hit in hits
            if floor <= hit.first
            and hit.after <= place
            and words[hit.first].sentence == words[place].sentence
            and place - hit.after < _REACH[hit.key] + (hit.key != "home_adjacent")
        ]
        near.sort(key=lambda hit: (hit.after, -hit.first), reverse=True)
        return self._nearest(words, near, floor, place)

    def _nearest(self, words: Sequence[Word], near: list[Hit[str]], floor: int, place: int) -> str | None:
        at_home_of_someone = False
        for hit in near:
            if hit.key == "taken_back" or (hit.key == "home_adjacent" and hit.after != place):
                continue
            if hit.key == "rel":
                if not self._people.is_object(words, hit.first):
                    return "other"
                at_home_of_someone = True
            elif hit.key in _HOMES:
                return self._home_of(words, hit, floor)
            elif not at_home_of_someone:
                return hit.key
        return "other" if at_home_of_someone else None

    @staticmethod
    def _is_taken_back(words: Sequence[Word], hits: list[Hit[str]], floor: int, place: int) -> bool:
        """Whether the writer says that this place was written by mistake: "jeg skrev Vejle, men det er Kolding"."""
        return any(
            hit.key == "taken_back"
            and floor <= hit.first
            and 0 <= place - hit.after <= _REACH["taken_back"]
            and words[hit.first].sentence == words[place].sentence
            for hit in hits
        )

    def _is_rejected(self, words: Sequence[Word], floor: int, place: int) -> bool:
        tail = [word.text for word in words[max(floor, place - 4) : place]]
        while tail and (tail[-1] in self._prepositions or tail[-1] in ("laengere", "mere")):
            tail.pop()
        return bool(tail) and tail[-1] == "ikke"

    def _home_of(self, words: Sequence[Word], hit: Hit[str], floor: int) -> str:
        """Whose home a cue tells of: the nearest person before it decides, the pupil when there is none.

        The writer may live somewhere, but the case worker the writer has talked to is the pupil's.
        """
        person = self._people.nearest(words, hit.first, max(floor, hit.first - 5))
        if person == "writer" and hit.key == "home":
            return hit.key
        return hit.key if person in (None, "pupil") else "other"

    @staticmethod
    def _followed(after: dict[tuple[int, str], Hit[str]], end: int) -> str | None:
        for kind in _AFTER:
            if (end, kind) in after:
                return kind.removeprefix("after_")
        return None

    def _from_gap(self, gap: Sequence[Word], roles: list[str | None], role: str | None) -> str | None:
        """Read the words between two places: joined, moved from one to the other, or corrected."""
        texts = [word.text for word in gap]
        if any(text in self._correction for text in texts) and roles[-1] in (None, *_HOMES):
            roles[-1] = "rejected"
            return "home"
        if role is None and texts == ["til"]:
            return "home" if roles[-1] in ("other", "rejected") else "other"
        if role is None and roles[-1] == "rejected" and texts in ([], ["men"]):
            return "home"
        if role is None and all(text in self._joining for text in texts):
            return roles[-1]
        return role

    def _settle(self, words: Sequence[Word], spans: Sequence[tuple[int, int]], roles: list[str | None]) -> list[str]:
        """A place that no word tells of is the home, unless another place is, or something is done there.

        Where the pupil lives counts before where the pupil is from.
        """
        known_home = any(role in _HOMES for role in roles)
        settled: list[str] = []
        for (first, _), role in zip(spans, roles, strict=True):
            if role is None:
                before = words[first - 1].text if first else ""
                role = "other" if before == "til" or (known_home and before in self._prepositions) else "home"
            if role == "home_adjacent" and "lives" in roles:
                role = "other"
            settled.append("home" if role in _HOMES else role)
        return settled
