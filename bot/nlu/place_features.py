"""What the words around a place look like, as named features for the learned role reader (`place_role_model.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.people import People
from bot.notation import Hit
from bot.text import Word

Span = tuple[int, int]

_CLOSE, _FAR = 4, 8
_AFTER = 3
_STEM, _ENDING, _LONG = 4, 4, 6
_BREAKS = frozenset(',;:–-()"')
_ASKS = frozenset(("hvem", "hvilke", "hvilken", "hvor", "hvad", "nummer", "kontakt"))
_LENGTHS = ((5, "short"), (10, "middle"), (25, "long"))


@dataclass(frozen=True)
class Cues:
    """What the rules see in one message: the matches of the patterns, and the role they give each place."""

    before: Sequence[Hit[str]]
    after: Sequence[Hit[str]]
    roles: Sequence[str]
    prepositions: frozenset[str]
    people: People


class PlaceFeatures:
    """Names the features of each place of one message.

    :param text: the message
    :param words: its words
    :param spans: for each place in order, its first word and the word after its last
    :param cues: what the rules see
    """

    def __init__(self, text: str, words: Sequence[Word], spans: Sequence[Span], cues: Cues) -> None:
        self._text, self._words, self._spans, self._cues = text, words, spans, cues
        self._whole = [*self._message()]

    def of(self, number: int) -> set[str]:
        """Name the features of one place, by its position in the list of places."""
        first, end = self._spans[number]
        floor = self._spans[number - 1][1] if number else 0
        ceiling = self._spans[number + 1][0] if number + 1 < len(self._spans) else len(self._words)
        role = self._cues.roles[number]
        near = self._nearest_cue(first, floor)
        person = str(self._cues.people.nearest(self._words, first, max(floor, first - 5)))
        found = {f"rule={role}", f"near={near}", f"person={person}", f"role+near={role}+{near}"}
        found |= {f"role+person={role}+{person}", f"near+person={near}+{person}", f"role+{self._length()}={role}"}
        found.update(self._whole)
        found.update(self._words_before(first, floor, role))
        found.update(self._words_after(end, ceiling))
        found.update(self._cues_around(first, end, floor, ceiling))
        found.update(self._others(number, floor, role))
        found.update(self._shape(first, end))
        return found

    def _message(self) -> Iterator[str]:
        texts = {word.text for word in self._words}
        yield f"opens={self._words[0].text}"
        yield self._length()
        yield from (f"asks={word}" for word in _ASKS & texts)
        if "?" in self._text:
            yield "asks=?"
        yield from {f"any={hit.key}" for hit in self._cues.before}

    def _length(self) -> str:
        return "length=" + next((name for most, name in _LENGTHS if len(self._words) <= most), "longest")

    def _words_before(self, first: int, floor: int, role: str) -> Iterator[str]:
        words = self._words
        sentence = words[first].sentence
        told = first > floor and words[first - 1].sentence == sentence
        preposition = words[first - 1].text if told and words[first - 1].text in self._cues.prepositions else "-"
        yield f"preposition={preposition}"
        yield f"preposition+role={preposition}+{role}"
        start = first - (preposition != "-")
        broken = ""
        for distance, index in enumerate(range(start - 1, start - 1 - _FAR, -1)):
            if index < floor or words[index].sentence != sentence:
                yield ("place" if 0 <= index < floor else "start") + f"@{min(distance, _CLOSE)}"
                return
            if self._break_before(index + 1) == ",":
                broken = "x"
            yield from self._word_before(words[index].text, distance, broken, preposition)

    def _word_before(self, word: str, distance: int, broken: str, preposition: str) -> Iterator[str]:
        kind = self._kind(word)
        if distance == 0:
            yield f"governor={preposition}+{kind}"
            yield f"governor-stem={word[:_STEM]}"
        if distance < 2:
            yield f"b{distance}={kind}"
        if distance < _CLOSE:
            yield f"b{broken}={kind}"
            yield f"b-stem{broken}={word[:_STEM]}"
            if len(word) > _LONG:
                yield f"b-ending{broken}={word[-_ENDING:]}"
        else:
            yield f"far={word[:5]}"

    def _words_after(self, end: int, ceiling: int) -> Iterator[str]:
        broken = ""
        for distance, index in enumerate(range(end, min(len(self._words), end + _AFTER))):
            word = self._words[index]
            if word.sentence != self._words[end - 1].sentence:
                return
            if index >= ceiling:
                yield f"next@{distance}"
                return
            if self._break_before(index) == ",":
                broken = "x"
            if distance == 0:
                yield f"a0{broken}={self._kind(word.text)}"
            yield f"a{broken}={self._kind(word.text)}"
            yield f"a-stem{broken}={word.text[:_STEM]}"

    def _cues_before(self, first: int, floor: int) -> list[Hit[str]]:
        sentence = self._words[first].sentence
        return [
            hit
            for hit in self._cues.before
            if floor <= hit.first and hit.after <= first and self._words[hit.first].sentence == sentence
        ]

    def _nearest_cue(self, first: int, floor: int) -> str:
        before = self._cues_before(first, floor)
        return max(before, key=lambda hit: (hit.after, -hit.first)).key if before else "-"

    def _cues_around(self, first: int, end: int, floor: int, ceiling: int) -> Iterator[str]:
        nearest: dict[str, int] = {}
        for hit in self._cues_before(first, floor):
            nearest[hit.key] = min(first - hit.after, nearest.get(hit.key, first))
        for kind, distance in nearest.items():
            yield f"cue={kind}@{(distance > 1) + (distance > 3) + (distance > 6)}"
        for hit in self._cues.before:
            same = self._words[hit.first].sentence == self._words[first].sentence
            if same and end <= hit.first <= end + _FAR and hit.after <= ceiling:
                yield f"cue-after={hit.key}@{hit.first - end > 3:d}"
        yield from (f"after={hit.key}" for hit in self._cues.after if hit.first == end)
        for index in range(max(floor, first - 5), first):
            if self._cues.people.is_relative(self._words[index].text) and self._cues.people.is_object(
                self._words, index
            ):
                yield "with-someone"

    def _others(self, number: int, floor: int, role: str) -> Iterator[str]:
        roles, count = self._cues.roles, len(self._spans)
        yield f"places={min(count, 3)}"
        yield "order=" + ("first" if number == 0 else "last" if number == count - 1 else "middle")
        if number:
            gap = [word.text for word in self._words[floor : self._spans[number][0]]]
            if len(gap) <= _CLOSE:
                yield "gap=" + " ".join(gap)
            yield from (f"gap-word={self._kind(word)}" for word in gap[:6])
            yield f"last={roles[number - 1]}"
            yield f"last+role={roles[number - 1]}+{role}"
        if number < count - 1:
            yield f"next={roles[number + 1]}"
            yield f"next+role={roles[number + 1]}+{role}"
        if count > 1:
            yield f"other-home={any(other == 'home' for at, other in enumerate(roles) if at != number)}"

    def _shape(self, first: int, end: int) -> Iterator[str]:
        words = self._words
        yield f"break-before={self._break_before(first)}"
        yield f"break-after={self._break_before(end)}"
        start = next(index for index in range(first + 1) if words[index].sentence == words[first].sentence)
        yield f"sentence={self._kind(words[start].text)}"
        yield f"position={min(first - start, 7)}"
        if end < len(words) and words[end].text.startswith("kommun"):
            yield "kommune"
        if words[end - 1].text.endswith("s"):
            yield "genitive"

    def _break_before(self, index: int) -> str:
        """What stands between a word and the one before: a comma or the like, a full stop, or nothing."""
        words = self._words
        if index <= 0 or index >= len(words):
            return "edge"
        if words[index - 1].sentence != words[index].sentence:
            return "."
        return "," if _BREAKS.intersection(self._text[words[index - 1].end : words[index].start]) else ""

    def _kind(self, word: str) -> str:
        return "number" if word.isdigit() else self._cues.people.kind(word) or word
