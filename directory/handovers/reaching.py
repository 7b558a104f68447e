"""How often a contact outside the school was reached: half years that are over, small groups hidden."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Count, Q

from directory.handovers.figures import Quarter
from directory.handovers.hiding import FEWEST
from directory.handovers.saying import say
from directory.resources.models import Municipality
from directory.schools.models import School
from directory.ties.models import Rating
from directory.ties.periods import Half, half_of
from directory.ties.questions import roles

MONTHS_OF_A_HALF = 6
Code = TypeVar("Code", bound=Hashable)


@dataclass(frozen=True)
class Sum:
    """So many answers, and so many of them that reached somebody."""

    answers: int = 0
    reached: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.answers + other.answers, self.reached + other.reached)


@dataclass(frozen=True)
class Share:
    """Of so many answers, so many reached somebody; both None where they are hidden."""

    name: str
    answers: int | None
    reached: int | None

    @property
    def percent(self) -> int | None:
        """The share in whole per cent; None where it is hidden, or nobody has answered."""
        return round(100 * self.reached / self.answers) if self.answers and self.reached is not None else None

    @property
    def words(self) -> str:
        """The share as it is read."""
        if self.answers is None:
            return say("hidden")
        return say("share", reached=self.reached, answers=self.answers, percent=self.percent) if self.answers else "0"


@dataclass(frozen=True)
class Reached:
    """The shares of a half year: by month, by municipality, and altogether."""

    half: Half
    months: list[Share]
    places: list[Share]
    total: Share

    @property
    def hides(self) -> bool:
        """Whether anything is hidden."""
        return any(one.answers is None for one in (*self.months, *self.places, self.total))


def half_before_the_end_of(quarter: Quarter) -> Half:
    """Return the newest half year that was over when the quarter was: the quarter's own, or the one before.

    The relationskort has half years as well, so that no two periods can be subtracted from one another.
    """
    own = half_of(quarter.months[0])
    return own if own.end == _month_after(quarter.months[-1]) else own.before


def reached(school: School, half: Half) -> Reached:
    """Return the shares of a school and half year. A contact in the school itself is not counted here."""
    months = {one: Sum() for one in _months(half)}
    places: defaultdict[str, Sum] = defaultdict(Sum)
    ties: defaultdict[tuple[str, str], Sum] = defaultdict(Sum)
    for month, code, role, answers, got in _rows(school, half):
        found = Sum(answers, got)
        months[month] += found
        places[code] += found
        ties[code, role] += found
    # What the relationskort shows of each tie can be taken away from a sum; what is left must be no small group.
    rest = Counter({code: 0 for code in places})
    for (code, _), one in ties.items():
        rest[code] += one.answers if one.answers < FEWEST else 0
    names = dict(Municipality.objects.filter(code__in=places).values_list("code", "name"))
    by_place = may_show({code: one.answers for code, one in places.items()}, rest)
    counts = {month: one.answers for month, one in months.items()}
    by_month = may_show(counts, counts) if by_place is not None else None
    whole, ordered = sum(places.values(), Sum()), sorted(places, key=lambda one: names[one])
    return Reached(
        half,
        [_share(_named(one), months[one], one in (by_month or ())) for one in months],
        [_share(names[one], places[one], one in (by_place or ())) for one in ordered],
        _share(say("total"), whole, by_place is not None),
    )


def _rows(school: School, half: Half) -> Iterable[tuple[date, str, str, int, int]]:
    outside = [role.id for role in roles().values() if not role.is_inside]
    return (
        Rating.objects.filter(school=school, month__gte=half.first, month__lt=half.end, to_role__code__in=outside)
        .exclude(municipality=None)
        .order_by()
        .values_list("month", "municipality__code", "to_role__code")
        .annotate(answers=Count("pk"), got=Count("pk", filter=Q(reached=True)))
    )


def may_show(answers: Mapping[Code, int], rest: Mapping[Code, int]) -> set[Code] | None:
    """Return the codes whose sums may be shown beside the total; None when the total may not be shown either. Pure.

    Args:
        answers: how many answers, by code.
        rest: how many of them are shown nowhere else.
    """
    if not _is_group(sum(rest.values())) or not _is_group(sum(answers.values())):
        return None
    hidden = {one for one, number in answers.items() if not _is_group(number) or not _is_group(rest[one])}
    left = sorted((one for one in answers if answers[one] and one not in hidden), key=lambda one: answers[one])
    while hidden and left and not _hide_one_another([rest[one] for one in hidden]):
        hidden.add(left.pop(0))
    return set(answers) - hidden


def _is_group(number: int) -> bool:
    """Tell whether so many are nobody, or too many to point at."""
    return number == 0 or number >= FEWEST


def _hide_one_another(numbers: Iterable[int]) -> bool:
    """Tell whether nobody can work one of them out from their sum."""
    known = list(numbers)
    return len(known) > 1 and sum(known) >= FEWEST


def _share(name: str, found: Sum, is_open: bool) -> Share:
    if found.answers == 0:
        return Share(name, 0, 0)
    return Share(name, found.answers, found.reached) if is_open else Share(name, None, None)


def _named(month: date) -> str:
    name = say(f"month_{month.month}", year=month.year)
    return name[:1].upper() + name[1:]


def _months(half: Half) -> list[date]:
    return [date(half.first.year, half.first.month + at, 1) for at in range(MONTHS_OF_A_HALF)]


def _month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
