"""How strong, which way, better or worse: expectations reasoned by hand, one table for each pure function."""

from datetime import date

import pytest

from directory.ties.counting import shown_pairs
from directory.ties.periods import Half, chosen, half_of, recent
from directory.ties.questions import QUALITIES, items, overlooked, roles, scale
from directory.ties.strength import (
    Change,
    Counts,
    Direction,
    Level,
    change,
    direction,
    level,
    mean,
    means,
    one_sided,
    together,
    weakest,
)

NONE, FEW, WEAK, MEDIUM, STRONG = Level


def of(answers: int, score: float, reached: int | None = None) -> Counts:
    """So many answers, all with that mean score."""
    scored = answers if reached is None else reached
    return Counts(answers, scored, (round(scored * score),) * len(QUALITIES))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(), NONE),
        (of(1, 5), FEW),
        (of(4, 5), FEW),
        (of(5, 5), STRONG),
        (of(5, 4), STRONG),
        (of(10, 3.9), MEDIUM),
        (of(5, 3), MEDIUM),
        (of(10, 2.9), WEAK),
        (of(5, 1), WEAK),
        (of(10, 5, reached=5), STRONG),  # half of them got through: the scores decide
        (of(11, 5, reached=5), WEAK),  # fewer than half got through
        (of(5, 0, reached=0), WEAK),  # nobody did
        (of(6, 5, reached=4), FEW),  # most got through, but four scores are too few to show
    ],
)
def test_level(counts: Counts, expected: Level) -> None:
    assert level(counts) == expected


@pytest.mark.parametrize(
    ("out", "back", "whole", "way"),
    [
        (NONE, NONE, NONE, Direction.NONE),
        (STRONG, NONE, STRONG, Direction.OUT),
        (NONE, MEDIUM, MEDIUM, Direction.BACK),
        (STRONG, WEAK, WEAK, Direction.BOTH),
        (MEDIUM, STRONG, MEDIUM, Direction.BOTH),
        (STRONG, FEW, STRONG, Direction.UNSURE),  # somebody points back; how, nobody may know
        (FEW, NONE, FEW, Direction.UNSURE),
    ],
)
def test_the_tie_and_its_direction(out: Level, back: Level, whole: Level, way: Direction) -> None:
    assert together(out, back) == whole and direction(out, back) == way
    assert one_sided(way) == (way in (Direction.OUT, Direction.BACK))


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (of(10, 3.5), of(10, 3.2), Change.BETTER),
        (of(10, 3.2), of(10, 3.5), Change.WORSE),
        (of(10, 3.4), of(10, 3.2), Change.SAME),
        (of(5, 4), of(4, 4), Change.NEW),
        (of(5, 4), Counts(), Change.NEW),
        (Counts(), of(5, 4), Change.GONE),
        (of(3, 4), of(4, 1), Change.NONE),
        (of(10, 5, reached=2), of(5, 4), Change.NONE),  # weak by not being reached: no mean to compare
    ],
)
def test_change(now: Counts, before: Counts, expected: Change) -> None:
    assert change(now, before) == expected


def test_no_mean_of_fewer_than_five() -> None:
    assert mean(of(9, 4, reached=4)) is None and means(of(4, 4)) is None and weakest(of(4, 4)) is None
    uneven = Counts(5, 5, (20, 10, 20, 20, 20, 20, 9))
    assert weakest(uneven) == "mutual_respect" and mean(uneven) == pytest.approx(119 / 35)


@pytest.mark.parametrize(
    ("answers", "shown"),
    [([5, 5], 2), ([5, 1], 0), ([5, 5, 4], 0), ([5, 3, 2], 1), ([5], 1), ([4, 4], 0)],
)
def test_what_is_left_over_tells_of_no_few(answers: list[int], shown: int) -> None:
    """With 5 shown of a known sum of 6, the sixth person's answer would be a subtraction away."""
    pairs = {("0756", str(number), "x"): of(count, 4) for number, count in enumerate(answers)}
    assert len(shown_pairs(pairs)) == shown


def test_half_years_never_overlap() -> None:
    assert half_of(date(2026, 6, 30)) == Half(date(2026, 1, 1)) != half_of(date(2026, 7, 1))
    autumn = half_of(date(2026, 11, 22))
    assert (autumn.code, autumn.name, autumn.end) == ("2026-2", "efterår 2026", date(2027, 1, 1))
    assert autumn.before.end == autumn.first and autumn.before.before.code == "2025-2"
    halves = recent(date(2026, 11, 22))
    assert [half.code for half in halves] == ["2026-2", "2026-1", "2025-2", "2025-1", "2024-2", "2024-1"]
    assert chosen("2025-1", date(2026, 11, 22)) == halves[3] and chosen("1999-1", date(2026, 11, 22)) == autumn


def test_the_questions_are_whole() -> None:
    assert [item.id for item in items()] == list(QUALITIES) and len(QUALITIES) == 7
    assert [value for value, _ in scale()] == [1, 2, 3, 4, 5]
    assert len({text for _, text in scale()} | {item.text for item in items()}) == 12
    assert set(overlooked()) <= set(roles()) and len(overlooked()) == 4
    assert (
        "politi" not in roles() and roles()["studievejleder"].is_inside and not roles()["praktikinstruktoer"].is_inside
    )
