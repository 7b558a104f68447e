"""Concepts that stand together: "a high place" near "jumping" means danger where neither word does alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.text import Word

# How far apart the parts may stand unless the rule says otherwise: teachers tell one thing in two short sentences.
REACH = 18
SENTENCES = 1


@dataclass(frozen=True)
class Combination:
    """Parts that must all be found near each other; each part is one or more concepts of which any will do."""

    parts: tuple[frozenset[str], ...]
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
    parts = tuple(frozenset(name.strip() for name in part.split("/")) for part in written.split("+"))
    return Combination(parts, within)


def find_together(
    combination: Combination, seen: Mapping[str, Sequence[Sighting]], words: Sequence[Word]
) -> tuple[Sighting, ...] | None:
    """Find the parts of a combination near each other, on different words.

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
    best: tuple[Sighting, ...] | None = None
    for chosen in _choices(parts, combination.within, (), words):
        if not any(sighting.doubted for sighting in chosen):
            return chosen
        best = best or chosen
    return best


def _choices(
    parts: Sequence[Sequence[Sighting]], within: str, chosen: tuple[Sighting, ...], words: Sequence[Word]
) -> Iterator[tuple[Sighting, ...]]:
    if len(chosen) == len(parts):
        yield chosen
        return
    for sighting in parts[len(chosen)]:
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
