"""How the school's contacts and plan stand today. Both are about functions, so nothing is hidden."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from directory.handovers.saying import say
from directory.resources import coverage
from directory.schools.approving import is_draft
from directory.schools.checking import check
from directory.schools.lint import a_year_after
from directory.schools.models import ApprovedPlan, Plan, School

GOOD = (coverage.CONFIRMED, coverage.AGEING)


@dataclass(frozen=True)
class Line:
    """A municipality or a function: so many of its contacts are wanted, confirmed and expired."""

    name: str
    wanted: int
    confirmed: int
    expired: int


@dataclass(frozen=True)
class Contacts:
    """The contacts by municipality, by function, and altogether."""

    places: list[Line]
    roles: list[Line]
    total: Line

    @property
    def tables(self) -> list[tuple[str, list[Line]]]:
        """Both tables, with what their lines are."""
        return [(say("place"), self.places), (say("role"), self.roles)]


@dataclass(frozen=True)
class PlanHealth:
    """The plan: what is approved, whether that is over a year ago, a newer draft, and how much there is to mend."""

    approved: ApprovedPlan | None
    is_old: bool
    has_draft: bool
    errors: int
    warnings: int


def contacts(school: School, today: date) -> Contacts:
    """Return how far the school's contacts are confirmed."""
    lines = coverage.lines(school, coverage.municipalities_of(school), coverage.functions(), today)
    roles: dict[str, Counter[str]] = {}
    for line in lines:
        for cell in line.cells:
            roles.setdefault(cell.function, Counter())[cell.state] += 1
    total: Counter[str] = sum((line.counts for line in lines), Counter())
    return Contacts(
        [_line(line.municipality.name, line.counts) for line in lines],
        [_line(name, counts) for name, counts in roles.items()],
        _line("", total),
    )


def plan_health(school: School, today: date) -> PlanHealth:
    """Return how the school's plan stands."""
    plan = Plan.objects.filter(school=school).first()
    if plan is None:
        return PlanHealth(None, is_old=False, has_draft=False, errors=0, warnings=0)
    approved, levels = plan.approved_now, Counter(finding.level for finding in check(plan))
    old = approved is not None and a_year_after(approved.approved) < today
    return PlanHealth(approved, old, approved is not None and is_draft(plan), levels["error"], levels["warning"])


def _line(name: str, counts: Counter[str]) -> Line:
    # What the school has looked for, and which is not there, is not wanted.
    wanted = sum(counts[state] for state in coverage.STATES if state != coverage.NONE)
    return Line(name, wanted, sum(counts[state] for state in GOOD), counts[coverage.EXPIRED])
