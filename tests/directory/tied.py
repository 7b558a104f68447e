"""Answers about ties, made up for the tests, and a school's balkort and storylab."""

from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate, now

from directory.resources.models import Municipality, TaxonomyTerm
from directory.schools.models import School
from directory.ties.models import Decision, Invitation, Rating, Storylab
from directory.ties.periods import half_of
from directory.ties.questions import QUALITIES

COUNSELLOR, TEACHER, SOCIAL, DRUGS = "studievejleder", "underviser", "socialraadgiver", "rusmiddelkonsulent"
# The pages that show one row, and which.
ROWS = {
    "invitation": "invitation",
    "invitation_calendar": "invitation",
    "storylab": "storylab",
    "storylab_pack": "storylab",
    "decision": "decision",
}


def role(code: str) -> TaxonomyTerm:
    """Return the term of a role."""
    return TaxonomyTerm.objects.get(taxonomy="role", code=code)


def rate(
    school: School,
    code: str,
    pair: tuple[str, str],
    count: int,
    score: int = 4,
    *,
    reached: bool = True,
    month: date | None = None,
    **scores: int,
) -> None:
    """Write so many equal answers about a pair of roles; `code` is the municipality's, "" inside the school."""
    values: dict[str, Any] = dict.fromkeys(QUALITIES, score) | scores if reached else {}
    Rating.objects.bulk_create(
        Rating(
            school=school,
            municipality=Municipality.objects.get(code=code) if code else None,
            from_role=role(pair[0]),
            to_role=role(pair[1]),
            month=(month or localdate()).replace(day=1),
            reached=reached,
            **values,
        )
        for _ in range(count)
    )


def rows_of(school: School) -> dict[str, Any]:
    """Return a balkort, a storylab and a decision of a school, not saved, in an order in which they can be."""
    social = role(SOCIAL)
    common = {"school": school, "municipality": school.municipality}
    ball = Invitation(**common, role=social, own_role=social, reason="timely", starts=now(), drafted_on=localdate())
    lab = Storylab(**common, half=half_of(localdate()).first, meets_on=localdate())
    return {
        "invitation": ball,
        "storylab": lab,
        "decision": Decision(storylab=lab, owner_role=social, due=localdate()),
    }


def bodies(school: School) -> dict[str, dict[str, Any]]:
    """Return by page what a person posts to change something there."""
    day = str(localdate() + timedelta(days=9))
    place = {"kommune": school.municipality.code}
    return {
        "new_invitation": place | {"role": SOCIAL},
        "invitation": {"do": "cancelled"},
        "decision": {"do": "done"},
        "storylab": {"do": "lines", "workflows": "Overtaget", "meets_on": day},
        "storylabs": place | {"periode": half_of(localdate()).code, "meets_on": day},
    }
