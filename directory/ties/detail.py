"""What the page of one tie says: both sides, quality by quality, and the pairs of roles behind them."""

from dataclasses import dataclass

from directory.schools.models import School
from directory.ties.counting import Pair, counted, shown_pairs
from directory.ties.periods import Half
from directory.ties.questions import Item, items, roles
from directory.ties.relations import Cell
from directory.ties.saying import say
from directory.ties.strength import FEWEST, Counts, Level, level, mean, means, weakest


@dataclass(frozen=True)
class Side:
    """One side of a tie: who says it, how strong it is, and the seven means when they may be shown."""

    name: str
    level: Level
    answers: int | None
    reached: int | None
    mean: float | None
    qualities: list[tuple[Item, float]]
    weakest: Item | None
    pairs: list[tuple[str, str, str, float | None]]

    @property
    def word(self) -> str:
        """Return the strength in a word or three."""
        return say(f"level_{self.level}")


def about(school: School, half: Half, cell: Cell) -> list[Side]:
    """Return both sides of a tie in a half year, the school's first."""
    now, _ = counted(school, half)
    code, role = cell.place.code, cell.role.id
    out = {pair: counts for pair, counts in now.pairs.items() if pair[0] == code and pair[2] == role}
    back = {pair: counts for pair, counts in now.pairs.items() if pair[0] == code and pair[1] == role}
    inside = not code
    return [
        _side(say("side_others" if inside else "side_school"), out),
        _side(say("side_role", role=cell.role.title), back),
    ]


def _side(name: str, pairs: dict[Pair, Counts]) -> Side:
    total = sum(pairs.values(), Counts())
    scored = means(total) or {}
    enough = total.answers >= FEWEST
    # Where all seven are alike, none is the lowest.
    low = weakest(total) if len(set(scored.values())) > 1 else None
    known = roles()
    return Side(
        name=name,
        level=level(total),
        answers=total.answers if enough else None,
        reached=total.reached if enough else None,
        mean=mean(total),
        qualities=[(item, scored[item.id]) for item in items() if item.id in scored],
        weakest=next((item for item in items() if item.id == low), None),
        pairs=[
            (known[one].title, known[two].name, say(f"level_{level(counts)}"), mean(counts))
            for (_, one, two), counts in shown_pairs(pairs).items()
            if one in known and two in known
        ],
    )
