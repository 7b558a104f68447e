"""Whether a probability means what it says: of answers given with .8, eight of ten are right. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .figures import Measured
from .lines import Pair, judged
from .measures import worries

BINS = 10
# One judgement: the probability that was given, and whether it came true.
Judgement = tuple[float, bool]


@dataclass(frozen=True)
class Bin:
    """Judgements whose probability lies in one tenth: how many, their mean probability, the share that came true."""

    count: int
    given: float
    true: float


def bins(judgements: Sequence[Judgement]) -> list[Bin | None]:
    """Sort judgements into ten equal bins of probability; an empty bin is None."""
    sorted_in: list[list[Judgement]] = [[] for _ in range(BINS)]
    for probability, true in judgements:
        sorted_in[min(int(probability * BINS), BINS - 1)].append((probability, true))
    return [
        Bin(len(each), sum(given for given, _ in each) / len(each), sum(true for _, true in each) / len(each))
        if each
        else None
        for each in sorted_in
    ]


def error(found: Sequence[Bin | None]) -> Measured:
    """Measure the expected calibration error: the distance between given and true, each bin by its count."""
    filled = [each for each in found if each]
    count = sum(each.count for each in filled)
    distance = sum(each.count * abs(each.given - each.true) for each in filled)
    return Measured(distance / count if count else None, count)


def of_intents(pairs: Sequence[Pair]) -> list[Judgement]:
    """Judge the confidence in every intent."""
    return [(answer.confidence, line["intent"] == answer.intent) for line, answer in judged(pairs, "intent")]


def of_topics(pairs: Sequence[Pair]) -> list[Judgement]:
    """Judge the probability of every topic in every worry; none when the answers carry no probabilities."""
    return [
        (probability, code in line["topics"])
        for line, answer in worries(pairs)
        for code, probability in answer.probabilities.items()
    ]
