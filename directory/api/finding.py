"""What one question finds: a school, its plan, a municipality. Few queries, and no model's rows where plain ones do.

The serializers document these shapes but do not make them (tests/directory/test_directory_basis.py holds the two
together); making a model's rows and serializing them was most of the time of an answer (`make bench`).
"""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.conf import settings

from directory.api.children import Kept
from directory.api.errors import WrongRequest
from directory.api.parameters import asked
from directory.api.serializers import PlanContactSerializer, PlanStepSerializer
from directory.resources.freshness import assurance
from directory.resources.models import Municipality, Phone, Region, TaxonomyTerm, Verification
from directory.schools.models import ApprovedPlan, OnsiteTeam, Presence, School

Shape = dict[str, Any]

# The fields of what was approved that are given; the rest of it is for the school's own paper.
PLAN = ("owner_role", "tovholder_role", "tovholder_deputy_role")
STEP = tuple(PlanStepSerializer().fields)
CONTACT = tuple(PlanContactSerializer().fields)


def schools() -> Any:
    """Return the schools that may be shown: no examples in production."""
    rows = School.objects.select_related("municipality")
    return rows.filter(is_example=False) if settings.PRODUCTION else rows


def school_of(slug: str, parameter: str, among: Any = None) -> School:
    """Return the school with that slug.

    Raises:
        WrongRequest: 404 `unknown_school`, which names the parameter.
    """
    found: School | None = (schools() if among is None else among).filter(slug=asked(slug)).first()
    if found is None:
        raise WrongRequest("unknown_school", parameter, value=slug)
    return found


def found_plan(slug: str, today: date, school: School | None = None) -> Shape:
    """Return what SchoolPlanSerializer describes: what was approved, and the team whose hours still hold.

    Args:
        slug: the school's.
        today: the day in Denmark.
        school: the school, where it is at hand.

    Raises:
        WrongRequest: 404 `unknown_school`, or `no_plan` before the first approval.
    """
    school = school or school_of(slug, "slug")
    rows = ApprovedPlan.objects.filter(plan__school=school).order_by("-version")
    approved = rows.values_list("version", "approved", "content").first()
    if approved is None:
        raise WrongRequest("no_plan", "slug", value=slug)
    version, day, content = approved
    return {
        "school": {
            "slug": school.slug,
            "name": school.name,
            "municipality": school.municipality.code,
            "example": school.is_example,
            "onsite_team": _team(school, today),
        },
        "plan": {
            "version": str(version),
            "approved": day.isoformat(),
            **{name: content[name] for name in PLAN},
            "steps": [{name: step[name] for name in STEP} for step in content["steps"]],
            "contacts": [{name: contact[name] for name in CONTACT} for contact in content["contacts"]],
        },
    }


def _team(school: School, today: date) -> Shape | None:
    """Return the team that sits at the school; None after its last day."""
    teams = OnsiteTeam.objects.filter(school=school, valid_to__gte=today)
    team = teams.values_list("id", "name", "phone", "valid_to").first()
    if team is None:
        return None
    one, name, phone, last = team
    here = Presence.objects.filter(team=one).values_list("weekday", "opens_at", "closes_at", "where", "role__code")
    return {
        "name": name,
        "roles": _codes(OnsiteTeam.roles.through, one),
        "topics": _codes(OnsiteTeam.topics.through, one),
        "phone": phone or None,
        "valid_to": last.isoformat(),
        "presence": [
            {"weekday": day, "opens_at": f"{opens:%H:%M}", "closes_at": f"{closes:%H:%M}", "where": where, "role": role}
            for day, opens, closes, where, role in here
        ],
    }


def _codes(links: Any, team: Any) -> list[str]:
    found = links.objects.filter(onsiteteam=team).values("taxonomyterm")
    return list(TaxonomyTerm.objects.filter(id__in=found).values_list("code", flat=True))


def found_municipality(code: str, today: date) -> Shape:
    """Return what MunicipalitySerializer describes; its switchboard only when a person has confirmed it.

    Raises:
        WrongRequest: 404 `unknown_municipality`.
    """
    rows = Municipality.objects.filter(code=asked(code))
    found = rows.values_list("id", "code", "name", "organization_id", "organization__website").first()
    if found is None:
        raise WrongRequest("unknown_municipality", "municipality", value=code)
    one, own_code, name, owner, website = found
    regions = Region.objects.filter(municipality=one).values_list("name", "valid_from", "valid_to")
    valid = (
        region
        for region, first, last in regions
        if (first is None or first <= today) and (last is None or today <= last)
    )
    return {
        "code": own_code,
        "name": name,
        "region": next(valid, None),
        "website": website,
        "phone": _switchboard(owner, today),
    }


def _switchboard(organization: Any, today: date) -> str | None:
    words = list(Verification.objects.filter(organization=organization)[:1])
    if not words:
        # Nobody has seen it, so it is not read either.
        return None
    phones = list(Phone.objects.filter(organization=organization))
    judged: Any = SimpleNamespace(phones=Kept(phones), verifications=Kept(words))
    if not assurance(judged, today).is_contact:
        return None
    return next((phone.number for phone in phones if phone.published), None)
