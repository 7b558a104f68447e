"""Concepts that stand together: "a high place" near "jumping" means danger where neither word does alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.text import Word

# How far apart the parts may stand unless the rule says otherwise: teachers tell one thing in two short sentences.
REACH = 18
SENTENCES = 1
Owner = TypeVar("Owner", bound=Hashable)


@dataclass(frozen=True)
class Combination:
    """Parts that must all be found near each other; each part is one or more concepts of which any will do.

    The first that is written is looked for first, so that the same text always gives the same words as the reason.
    """

    parts: tuple[tuple[str, ...], ...]
    within: str

    @property
    def concepts(self) -> frozenset[str]:
        """Give every concept it names."""
        return frozenset().union(*self.parts)


@dataclass(frozen=True)
class Sighting:
    """A concept seen in a text: the words it covers, and whether a doubt stands in front of it."""

    first: int
    after: int
    doubted: bool = False


def read_combination(written: str, within: str) -> Combination:
    """Read `højt_sted + springe/falde` as its parts.

    :param written: concept names, alternatives with `/`, parts with `+`
    :param within: `near`, `sentence` or `message`
    :return: the combination
    """
    parts = tuple(tuple(dict.fromkeys(map(str.strip, part.split("/")))) for part in written.split("+"))
    return Combination(parts, within)


class CombinationIndex(Generic[Owner]):
    """Many combinations, each of an owner: most texts hold few concepts, so few combinations need be looked for."""

    def __init__(self, combinations: Iterable[tuple[Owner, Combination]]) -> None:
        self._all = tuple(combinations)
        self._with: dict[str, list[int]] = defaultdict(list)
        for number, (_, combination) in enumerate(self._all):
            # One part must be there in any case: that with the fewest concepts is there the least often.
            for name in min(combination.parts, key=len):
                self._with[name].append(number)

    def possible(self, seen: Iterable[str]) -> Iterator[tuple[Owner, Combination]]:
        """Give those that a text may hold, in the order they were given in.

        :param seen: the names of the concepts seen in the text
        :return: owner and combination; those left out have a part of which nothing is seen
        """
        numbers = {number for name in seen for number in self._with.get(name, ())}
        return (self._all[number] for number in sorted(numbers))


def find_together(
    combination: Combination, seen: Mapping[str, Sequence[Sighting]], words: Sequence[Word]
) -> tuple[Sighting, ...] | None:
    """Find the parts of a combination near each other, on different words.

    The time grows with the length of the text, not with its square: a text of one word a thousand times is read too.

    :param combination: what to look for
    :param seen: every concept seen in the text
    :param words: the words of the text
    :return: one sighting of each part, without a doubt where there is a choice, or None
    """
    parts = [[sighting for name in part for sighting in seen.get(name, ())] for part in combination.parts]
    if not all(parts):
        return None
    # The rarest first: in a long text the many then only stand near the few.
    parts.sort(key=len)
    sure = [[sighting for sighting in part if not sighting.doubted] for part in parts]
    found = _first_choice(sure, combination.within, words) if all(sure) else None
    return found if found or sure == parts else _first_choice(parts, combination.within, words)


def _first_choice(
    parts: Sequence[Sequence[Sighting]], within: str, words: Sequence[Word]
) -> tuple[Sighting, ...] | None:
    """Give the first sightings that fit, looking for each of the first part only as far around it as any can fit."""
    others = [_Placed(part) for part in parts[1:]]
    for anchor in parts[0]:
        low, high = _window(anchor, within, words)
        around = [placed.between(low, high) for placed in others]
        if all(around):
            chosen = next(_choices(around, within, (anchor,), words), None)
            if chosen:
                return chosen
    return None


class _Placed:
    """The sightings of one part by their place, to find those of a stretch of text without looking at all."""

    def __init__(self, part: Sequence[Sighting]) -> None:
        self._sorted = sorted(enumerate(part), key=lambda numbered: numbered[1].first)
        self._firsts = [sighting.first for _, sighting in self._sorted]
        self._longest = max(sighting.after - sighting.first for sighting in part)

    def between(self, low: int, high: int) -> list[Sighting]:
        """Give those that touch the words from `low` up to `high`, in the order they were given in."""
        found = self._sorted[bisect_left(self._firsts, low - self._longest) : bisect_left(self._firsts, high)]
        return [sighting for _, sighting in sorted(found)]


def _window(anchor: Sighting, within: str, words: Sequence[Word]) -> tuple[int, int]:
    """Give the stretch of words in which everything lies that can fit a sighting."""
    if within == "message":
        return 0, len(words)
    if within == "near":
        return anchor.first - REACH, anchor.after + REACH + 1
    sentence = words[anchor.first].sentence
    return bisect_left(words, sentence, key=_sentence_of), bisect_right(words, sentence, key=_sentence_of)


def _sentence_of(word: Word) -> int:
    return word.sentence


def _choices(
    parts: Sequence[Sequence[Sighting]], within: str, chosen: tuple[Sighting, ...], words: Sequence[Word]
) -> Iterator[tuple[Sighting, ...]]:
    if len(chosen) > len(parts):
        yield chosen
        return
    for sighting in parts[len(chosen) - 1]:
        if all(_fit(sighting, other, within, words) for other in chosen):
            yield from _choices(parts, within, (*chosen, sighting), words)


def _fit(one: Sighting, other: Sighting, within: str, words: Sequence[Word]) -> bool:
    """Tell whether two sightings are apart from each other and near enough."""
    early, late = (one, other) if one.first < other.first else (other, one)
    if late.first < early.after:
        return False
    if within == "message":
        return True
    sentences = words[late.first].sentence - words[early.first].sentence
    if within == "sentence":
        return sentences == 0
    return sentences <= SENTENCES and late.first - early.after <= REACH
