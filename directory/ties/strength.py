"""How strong a tie is, which way it points, and whether it has changed: pure functions of counted answers."""

from dataclasses import dataclass
from enum import StrEnum

from directory.ties.questions import QUALITIES

# Fewer answers are never shown; the same k as everywhere in Vejviser.
FEWEST = 5
# On Gittell's scale of one to five; where weak ends and strong begins is our own choice.
MEDIUM_FROM = 3.0
STRONG_FROM = 4.0
# Who reaches somebody less than every second time has a weak tie, however good the talk was; our own choice.
REACHED_FROM = 0.5
# Less than this is no change that a handful of answers could tell; our own choice.
CHANGED_FROM = 0.3


class Level(StrEnum):
    """What is known of one side of a tie, or of the tie; from nothing to strong."""

    NONE = "none"
    FEW = "few"
    WEAK = "weak"
    MEDIUM = "medium"
    STRONG = "strong"

    @property
    def is_known(self) -> bool:
        """Tell whether there are answers enough to show."""
        return self in (Level.WEAK, Level.MEDIUM, Level.STRONG)


class Direction(StrEnum):
    """Who points at whom: both, the school alone, the other alone, or nobody that may be shown."""

    BOTH = "both"
    OUT = "out"
    BACK = "back"
    UNSURE = "unsure"
    NONE = "none"


class Change(StrEnum):
    """What became of a tie since the period before."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    NEW = "new"
    GONE = "gone"
    NONE = "none"


@dataclass(frozen=True)
class Counts:
    """Answers about one side: how many, how many of them reached somebody, and the sums of the seven scores."""

    answers: int = 0
    reached: int = 0
    sums: tuple[int, ...] = (0,) * len(QUALITIES)

    def __add__(self, other: "Counts") -> "Counts":
        sums = tuple(one + two for one, two in zip(self.sums, other.sums, strict=True))
        return Counts(self.answers + other.answers, self.reached + other.reached, sums)


def means(counts: Counts) -> dict[str, float] | None:
    """Return the mean of each of the seven; None when fewer than FEWEST scored them."""
    if counts.reached < FEWEST:
        return None
    return {code: total / counts.reached for code, total in zip(QUALITIES, counts.sums, strict=True)}


def mean(counts: Counts) -> float | None:
    """Return the mean of the seven, as Gittell's index is made; None when fewer than FEWEST scored them."""
    found = means(counts)
    return sum(found.values()) / len(found) if found else None


def level(counts: Counts) -> Level:
    """Return how strong one side of a tie is.

    Weak below 3, medium below 4, strong from 4; weak too when somebody was reached less than every second time. Our
    own choices; Gittell gives the seven and their mean, and publishes no bounds that we may use.
    """
    if counts.answers < FEWEST:
        return Level.FEW if counts.answers else Level.NONE
    if counts.reached / counts.answers < REACHED_FROM:
        return Level.WEAK
    found = mean(counts)
    if found is None:
        return Level.FEW
    if found < MEDIUM_FROM:
        return Level.WEAK
    return Level.MEDIUM if found < STRONG_FROM else Level.STRONG


def together(out: Level, back: Level) -> Level:
    """Return the strength of a tie of two sides: the weaker of those that are known. Our own choice.

    A tie that one side finds weak needs the talk, whatever the other finds.
    """
    order = list(Level)
    known = [one for one in (out, back) if one.is_known]
    if known:
        return min(known, key=order.index)
    return max((out, back), key=order.index)


def direction(out: Level, back: Level) -> Direction:
    """Return which way a tie points: from the school (`out`), back at it (`back`), or both.

    A side with a few answers, which may not be shown, leaves the direction unsure: it is not called one-sided.
    """
    if out.is_known and back.is_known:
        return Direction.BOTH
    if Level.FEW in (out, back):
        return Direction.UNSURE
    if out.is_known:
        return Direction.OUT
    return Direction.BACK if back.is_known else Direction.NONE


def one_sided(found: Direction) -> bool:
    """Tell whether one side points and the other does not at all (as at the conferences of Psykiatrifonden)."""
    return found in (Direction.OUT, Direction.BACK)


def change(now: Counts, before: Counts) -> Change:
    """Return what became of one side since the period before."""
    if level(now).is_known != level(before).is_known:
        return Change.NEW if level(now).is_known else Change.GONE
    one, two = mean(now), mean(before)
    if one is None or two is None:
        return Change.NONE
    # The sums are whole numbers; rounding keeps 0.3 from being 0.29999.
    moved = round(one - two, 6)
    if abs(moved) < CHANGED_FROM:
        return Change.SAME
    return Change.BETTER if moved > 0 else Change.WORSE


def weakest(counts: Counts) -> str | None:
    """Return the quality with the lowest mean, the first of several; None when the seven may not be shown."""
    found = means(counts)
    return min(QUALITIES, key=lambda code: found[code]) if found else None
