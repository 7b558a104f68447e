"""How far a school's contacts are confirmed: municipality × function."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, prefetch_related_objects

from directory.api.queries import seen_by
from directory.resources.freshness import assurance
from directory.resources.models import Municipality, Scope, Service, ServiceArea, Verification
from directory.schools.models import School

# The colours of the page, the best first. "none": the school has looked, and it does not exist there.
CONFIRMED, AGEING, EXPIRED, MISSING, NONE = "confirmed", "ageing", "expired", "missing", "none"
STATES = (CONFIRMED, AGEING, EXPIRED, MISSING, NONE)
OF_ASSURANCE = {"confirmed": CONFIRMED, "ageing": AGEING, "expired": EXPIRED}


@dataclass(frozen=True)
class Cell:
    """One function in one municipality; `service` is what the school sees there, None when there is no row."""

    function: str
    state: str
    service: Service | None
    assured_date: date | None = None

    @property
    def is_own(self) -> bool:
        """Tell whether the school keeps the row itself."""
        return self.service is not None and self.service.school_id is not None


@dataclass(frozen=True)
class Line:
    """One municipality with its cells."""

    municipality: Municipality
    cells: list[Cell]

    @property
    def counts(self) -> Counter[str]:
        """How many cells are in each state."""
        return Counter(cell.state for cell in self.cells)


def municipalities_of(school: School) -> list[Municipality]:
    """Return the municipalities that the pupils come from; the school's own when nobody has chosen any."""
    chosen = list(school.pupil_municipalities.order_by("name"))
    return chosen or [school.municipality]


def functions() -> dict[str, str]:
    """Return the municipal functions, key and name, in the order of the knowledge files."""
    shared = Service.objects.filter(school=None, scope=Scope.MUNICIPAL, status="active").exclude(key="")
    # What stands in one municipality alone is a service of that municipality, no function.
    common = shared.values("key").annotate(places=Count("organization", distinct=True)).filter(places__gt=1)
    rows = shared.filter(key__in=common.values("key")).select_related("organization").order_by("position", "name")
    found: dict[str, str] = {}
    for row in rows:
        found.setdefault(row.key, row.name.removesuffix(f" i {row.organization.name}"))
    return found


def lines(school: School, municipalities: Iterable[Municipality], names: dict[str, str], today: date) -> list[Line]:
    """Return one line for each municipality, with one cell for each function."""
    wanted = list(municipalities)
    areas = ServiceArea.objects.filter(uri__in=[one.code for one in wanted])
    rows = {row.pk: row for row in seen_by(school).filter(key__in=names, id__in=areas.values("service_id"))}
    # Most rows have never been confirmed: only the others need their numbers looked at.
    confirmed = set(Verification.objects.filter(service__in=rows.keys()).values_list("service_id", flat=True))
    prefetch_related_objects([rows[pk] for pk in confirmed], "phones", "contacts", "verifications")
    cells = {pk: _cell(row, names[row.key], today, looked_at=pk in confirmed) for pk, row in rows.items()}
    found: dict[tuple[str, str], Cell] = {}
    for pk, uri in areas.filter(service__in=rows.keys()).values_list("service_id", "uri"):
        place = (uri, rows[pk].key)
        if place not in found or _rank(cells[pk]) < _rank(found[place]):
            found[place] = cells[pk]
    return [
        Line(one, [found.get((one.code, key)) or Cell(name, MISSING, None) for key, name in names.items()])
        for one in wanted
    ]


def _cell(service: Service, name: str, today: date, *, looked_at: bool) -> Cell:
    """Return the cell of one row; `looked_at` when anybody ever has."""
    if service.status != "active":
        return Cell(name, NONE if service.school_id else MISSING, service)
    if not looked_at:
        return Cell(name, MISSING, service)
    found = assurance(service, today)
    return Cell(name, OF_ASSURANCE.get(found.state, MISSING), service, found.assured_date)


def _rank(cell: Cell) -> tuple[bool, int]:
    """Order the rows that could fill one cell: the school's own before the shared, then the better state."""
    return (not cell.is_own, STATES.index(cell.state))
