"""How far a school's contacts are confirmed: municipality × function."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from directory.api.queries import seen_by
from directory.resources.freshness import assurance
from directory.resources.models import Municipality, Scope, Service, ServiceArea
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
    first = shared.filter(organization__municipality__isnull=False).order_by("organization__municipality__code").first()
    if first is None:
        return {}
    rows = shared.filter(organization=first.organization_id).select_related("organization").order_by("position")
    return {row.key: row.name.removesuffix(f" i {row.organization.name}") for row in rows}


def lines(school: School, municipalities: Iterable[Municipality], names: dict[str, str], today: date) -> list[Line]:
    """Return one line for each municipality, with one cell for each function."""
    wanted = list(municipalities)
    codes = [one.code for one in wanted]
    rows = (
        seen_by(school)
        .filter(key__in=names, id__in=ServiceArea.objects.filter(uri__in=codes).values("service_id"))
        .prefetch_related("phones", "contacts", "verifications", "service_areas")
    )
    found: dict[tuple[str, str], Cell] = {}
    for service in rows:
        cell = _cell(service, names[service.key], today)
        for area in service.service_areas.all():
            place = (area.uri, service.key)
            if place not in found or _rank(cell) < _rank(found[place]):
                found[place] = cell
    return [
        Line(one, [found.get((one.code, key)) or Cell(name, MISSING, None) for key, name in names.items()])
        for one in wanted
    ]


def _cell(service: Service, name: str, today: date) -> Cell:
    if service.status != "active":
        return Cell(name, NONE if service.school_id else MISSING, service)
    found = assurance(service, today)
    return Cell(name, OF_ASSURANCE.get(found.state, MISSING), service, found.assured_date)


def _rank(cell: Cell) -> tuple[bool, int]:
    """Order the rows that could fill one cell: the school's own before the shared, then the better state."""
    return (not cell.is_own, STATES.index(cell.state))
