"""What a leader may see of a school's handovers: whole quarters that are over, small counts hidden."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from directory.handovers.counting import CONTACT_DAYS, CONTACT_LATER, EXPIRED, SENT, TAKEN, closed_step
from directory.handovers.hiding import Shown, hide
from directory.handovers.models import Ending, HandoverCount
from directory.handovers.saying import say
from directory.resources.models import Municipality, TaxonomyTerm
from directory.schools.models import School

CONTACTS = [*(f"contact_{days}" for days in CONTACT_DAYS), CONTACT_LATER]
ENDINGS = [*(closed_step(ending) for ending in Ending), EXPIRED]
MOST_QUARTERS = 12


@dataclass(frozen=True)
class Quarter:
    """A quarter that is over. What is still going on is shown to nobody: from day to day one could see each come."""

    year: int
    number: int

    @property
    def months(self) -> list[date]:
        """Its three months, by their first days."""
        return [date(self.year, 3 * self.number - 2 + at, 1) for at in range(3)]

    @property
    def code(self) -> str:
        """As it stands in an address."""
        return f"{self.year}-{self.number}"

    def __str__(self) -> str:
        return say("quarter", number=self.number, year=self.year)


@dataclass(frozen=True)
class Table:
    """One table: what it counts, its lines in order, and its total."""

    code: str
    title: str
    lines: list[tuple[str, int | None]]
    shown: Shown


def quarters(today: date) -> list[Quarter]:
    """Return the quarters that are over, the newest first."""
    year, number = today.year, (today.month + 2) // 3
    found = []
    for _ in range(MOST_QUARTERS):
        year, number = (year, number - 1) if number > 1 else (year - 1, 4)
        found.append(Quarter(year, number))
    return found


def tables(school: School, quarter: Quarter) -> list[Table]:
    """Return the tables of a quarter. Everything is counted under the month in which the note came."""
    rows = list(HandoverCount.objects.filter(school=school, month__in=quarter.months))
    sent = [row for row in rows if row.step == SENT]
    topics = _names(TaxonomyTerm.objects.filter(taxonomy="topic").values_list("code", "name"))
    places = _names(Municipality.objects.values_list("code", "name")) | {"": say("no_municipality")}
    by_step = _sum(rows, lambda row: row.step)
    months = {f"{month:%Y-%m}": say(f"month_{month.month}", year=month.year) for month in quarter.months}
    return [
        _table("months", _sum(sent, lambda row: f"{row.month:%Y-%m}"), months, keep=True),
        _table("topics", _sum(sent, lambda row: row.topic), topics),
        _table("municipalities", _sum(sent, lambda row: row.municipality), places),
        _table("contacts", _only(by_step, CONTACTS), {code: say(f"step_{code}") for code in CONTACTS}, keep=True),
        _table("endings", _only(by_step, ENDINGS), _endings()),
        _table("taken", _only(by_step, [TAKEN]), {TAKEN: say("step_taken")}, keep=True),
    ]


def _endings() -> dict[str, str]:
    return {closed_step(ending): str(ending.label) for ending in Ending} | {EXPIRED: say("step_expired")}


def _names(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    return dict(rows)


def _sum(rows: Iterable[HandoverCount], key: Callable[[HandoverCount], str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        found[key(row)] += row.number
    return found


def _only(counts: Counter[str], codes: list[str]) -> Counter[str]:
    return Counter({code: counts[code] for code in codes})


def _table(code: str, counts: Counter[str], names: dict[str, str], *, keep: bool = False) -> Table:
    """Return a table in the order of the names; lines of nought are left out unless they are kept."""
    present = {one: counts[one] for one in names if keep or counts[one]}
    # What has left the knowledge files keeps its code.
    present |= {one: number for one, number in counts.items() if number and one not in names}
    shown = hide(present)
    lines = [(_capital(names.get(one, one)), shown.cells[one]) for one in present]
    return Table(code, say(f"table_{code}"), lines, shown)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
