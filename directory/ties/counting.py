"""The answers of one school, counted by the database: no single answer leaves it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When

from directory.schools.models import School
from directory.ties.models import Rating
from directory.ties.periods import Half
from directory.ties.questions import QUALITIES
from directory.ties.strength import FEWEST, Counts

# The municipality's code ("" inside the school), the role that answered, the role that it was about.
Pair = tuple[str, str, str]
# The municipality's code and the role that the school has a tie to.
Place = tuple[str, str]


@dataclass
class Sides:
    """Both sides of one tie: what the school's roles say of the role (`out`), and what it says of them (`back`)."""

    out: Counts = field(default_factory=Counts)
    back: Counts = field(default_factory=Counts)


@dataclass
class Counted:
    """The answers of a period, by pair and by place."""

    pairs: dict[Pair, Counts] = field(default_factory=dict)

    def sides(self) -> Mapping[Place, Sides]:
        """Return both sides of every tie.

        Inside the school both roles are the school's: each is pointed at by the answers about it, and points back by
        its own.
        """
        found: defaultdict[Place, Sides] = defaultdict(Sides)
        for (code, from_role, to_role), counts in self.pairs.items():
            found[code, to_role].out += counts
            found[code, from_role].back += counts
        return found


def counted(school: School, half: Half) -> tuple[Counted, Counted]:
    """Return the answers of a half year and of the one before, in one question to the database."""
    rows = (
        Rating.objects.filter(school=school, month__gte=half.before.first, month__lt=half.end)
        .annotate(now=Case(When(month__gte=half.first, then=Value(1)), default=Value(0), output_field=IntegerField()))
        .order_by()
        .values_list("now", "municipality__code", "from_role__code", "to_role__code")
        .annotate(
            answers=Count("pk"),
            scored=Count("pk", filter=Q(reached=True)),
            **{f"sum_{code}": Sum(code, default=0) for code in QUALITIES},
        )
    )
    found = (Counted(), Counted())
    for now, code, from_role, to_role, answers, reached, *sums in rows:
        found[1 - now].pairs[code or "", from_role, to_role] = Counts(answers, reached, tuple(sums))
    return found


def shown_pairs(pairs: Mapping[Pair, Counts]) -> dict[Pair, Counts]:
    """Return the pairs of one side of a tie that may be shown besides its sum.

    A pair needs FEWEST answers. What is left over must be nothing, or FEWEST answers too: else subtracting the shown
    pairs from the sum would tell what a few people said. Then no pair is shown.
    """
    shown = {pair: counts for pair, counts in pairs.items() if counts.answers >= FEWEST}
    left = sum(counts.answers for pair, counts in pairs.items() if pair not in shown)
    return shown if left == 0 or left >= FEWEST else {}


def answers_since(school: School, code: str, role: str, month: date) -> int:
    """Return how many answers about a tie, from either side, are of that month or later."""
    place = Q(municipality__code=code) if code else Q(municipality=None)
    sides = Q(to_role__code=role) | Q(from_role__code=role)
    return Rating.objects.filter(place, sides, school=school, month__gte=month).count()
