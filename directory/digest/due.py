"""What is due: contacts to look at again, plans to approve again. Reads only; who is told is decided elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from directory.digest.saying import say
from directory.resources import coverage
from directory.resources.freshness import Assurance, assurance, contact_fingerprint, months_after
from directory.resources.models import Organization, Service
from directory.schools.models import OnsiteTeam, Plan, School

# The order of the mail: what somebody may need in distress comes first.
SECTIONS = ("crisis", "charge", "expired", "expiring", "ageing", "plan", "missing", "schools")
SOON_DAYS = 30
PLAN_MONTHS = 12


@dataclass(frozen=True)
class Line:
    """One thing to look at: what, why, and the path of the page where it is put right."""

    title: str
    why: str
    path: str


@dataclass
class Due:
    """The lines of one mail by section; `overview` is the path of the page that shows them all."""

    overview: str = ""
    lines: dict[str, list[Line]] = field(default_factory=lambda: {name: [] for name in SECTIONS})
    # How many things wait for the owner of the plan and of the directory (schools/charging.py).
    waiting: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many lines there are."""
        return sum(map(len, self.lines.values()))

    def add(self, section: str, title: str, code: str, path: str, **days: date | None) -> None:
        """Add a line; its words are `code` of messages.yml with the days written out in Danish."""
        written = {name: date_format(day, "j. F Y") for name, day in days.items() if day}
        self.lines[section].append(Line(" ".join(title.split()), say(code, **written), path))


def for_school(school: School, today: date) -> Due:
    """Return what a school keeps itself: its own rows, its plan and team, and what its municipalities lack."""
    due = Due(overview=f"{reverse('coverage')}?skole={school.slug}")
    own = Service.objects.filter(school=school, status="active", is_example=False)
    waiting = _add_services(due, own, today)
    _add_plan(due, school, today)
    _add_missing(due, school, today, waiting)
    return due


def for_administrator(today: date) -> Due:
    """Return what the administrator keeps: the shared rows that somebody once confirmed, and all crisis numbers."""
    due = Due(overview=reverse("admin:resources_service_changelist"))
    shared = Service.objects.filter(school=None, status="active", is_example=False)
    _add_services(due, shared.filter(Q(is_crisis=True) | Q(verifications__isnull=False)).distinct(), today)
    switchboards = Organization.objects.filter(verifications__isnull=False).distinct()
    for organization in switchboards.prefetch_related("phones", "verifications"):
        _add_owner(due, organization, assurance(organization, today), today)
    return due


def for_schools_without_mailbox(waiting: Iterable[School]) -> Due:
    """Return a line for each school that has something due and nowhere to send it."""
    due = Due()
    for school in waiting:
        due.add("schools", school.name, "no_mailbox", reverse("admin:schools_school_change", args=[school.pk]))
    return due


def _add_services(due: Due, rows: "QuerySet[Service]", today: date) -> list[Service]:
    """Add the rows that are due; return those that still wait for a first confirmation."""
    waiting = []
    for service in rows.prefetch_related("phones", "contacts", "verifications"):
        found = assurance(service, today)
        if not _add_owner(due, service, found, today) and found.state == "unconfirmed":
            waiting.append(service)
    return waiting


def _add_owner(due: Due, owner: Service | Organization, found: Assurance, today: date) -> bool:
    """Add the line of one contact, and tell whether it is due."""
    crisis = getattr(owner, "is_crisis", False)
    code = _unconfirmed(owner, found, crisis) if found.last_day is None else _running_out(found, today, crisis=crisis)
    if not code:
        return False
    section = "crisis" if crisis else code if code in SECTIONS else "expired"
    path = reverse(f"admin:resources_{owner._meta.model_name}_change", args=[owner.pk])
    due.add(section, owner.name, code, path, last_day=found.last_day, assured=found.assured_date)
    return True


def _unconfirmed(owner: Service | Organization, found: Assurance, crisis: bool) -> str:
    """Return the words for a contact whose confirmation does not count, "" when nobody need look at it."""
    if found.rejected:
        return "rejected"
    if owner.verifications.all():
        return "changed"
    # A crisis number that nobody has written down yet cannot be tried, so it is not asked for every week.
    return "unconfirmed" if crisis and contact_fingerprint(owner) else ""


def _running_out(found: Assurance, today: date, *, crisis: bool) -> str:
    """Return the words for a contact that somebody has confirmed, "" when it is fresh."""
    if found.state == "expired" or found.last_day is None:
        return "expired"
    soon = settings.CRISIS_EXPIRY_DAYS - settings.CRISIS_AGEING_DAYS if crisis else SOON_DAYS
    if (found.last_day - today).days <= soon:
        return "expiring"
    return "ageing" if found.state == "ageing" else ""


def _add_plan(due: Due, school: School, today: date) -> None:
    """Add the plan when it is not approved or soon a year old, and the team when its hours run out."""
    plan = Plan.objects.filter(school=school).prefetch_related("approvals").first()
    if plan is not None:
        path = reverse("admin:schools_plan_change", args=[plan.pk])
        approved = plan.approved_now.approved if plan.approved_now else None
        last = months_after(approved, PLAN_MONTHS) if approved else None
        if last is None or (last - today).days <= SOON_DAYS:
            code = "plan_none" if last is None else "plan_old" if last < today else "plan_soon"
            due.add("plan", str(plan), code, path, approved=approved, last_day=last)
    team = OnsiteTeam.objects.filter(school=school).first()
    if team is not None and (team.valid_to - today).days <= SOON_DAYS:
        path = reverse("admin:schools_onsiteteam_change", args=[team.pk])
        code = "team_old" if team.valid_to < today else "team_soon"
        due.add("plan", say("team", name=team.name), code, path, last_day=team.valid_to)


def _add_missing(due: Due, school: School, today: date, waiting: Iterable[Service]) -> None:
    """Add what a teacher of the school gets no contact for in its municipalities, and own rows that wait elsewhere."""
    unshown = {service.pk: service for service in waiting}
    for line in coverage.lines(school, coverage.municipalities_of(school), coverage.functions(), today):
        for cell in line.cells:
            title = f"{cell.function} i {line.municipality.name}"
            if cell.service is None:
                due.add("missing", title, "missing", due.overview)
            elif cell.is_own:
                if unshown.pop(cell.service.pk, None):
                    _add_cell(due, title, "missing", cell.service)
            elif cell.state == coverage.EXPIRED:
                _add_cell(due, title, "missing_expired", cell.service, last_day=assurance(cell.service, today).last_day)
            elif cell.state == coverage.MISSING:
                _add_cell(due, title, "missing", cell.service)
    for service in unshown.values():
        _add_cell(due, service.name, "unconfirmed", service)


def _add_cell(due: Due, title: str, code: str, service: Service, **days: date | None) -> None:
    section = "crisis" if service.is_crisis else "missing"
    due.add(section, title, code, reverse("admin:resources_service_change", args=[service.pk]), **days)
