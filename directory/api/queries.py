"""Which services answer a question, fetched in few queries."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from directory.api.shapes import READ
from directory.resources.models import Service, ServiceArea, TaxonomyTerm
from directory.schools.models import School

COUNTRY = "DK"


def seen_by(school: School | None) -> "QuerySet[Service]":
    """Return the services that a school sees: its own, and the shared ones that it has no own row for.

    An own row that is out of use hides the shared one too: the school has looked, and it does not exist there.
    """
    if school is None:
        return Service.objects.filter(school__isnull=True)
    own = Service.objects.filter(school=school, key=OuterRef("key"), organization=OuterRef("organization"))
    # Said by what it is not: "its own or shared" would make SQLite read all such rows of the whole country.
    others = Q(school__isnull=False) & ~Q(school=school)
    return Service.objects.filter(~others, Q(school=school) | ~Exists(own))


def in_use(school: School | None, *, with_examples: bool) -> "QuerySet[Service, dict[str, Any]]":
    """Return the services in use that a school sees, as `shapes.service_shapes` reads them."""
    found = seen_by(school).filter(status="active")
    if not with_examples:
        found = found.filter(is_example=False)
    rows: QuerySet[Service, dict[str, Any]] = found.values(*READ, role_code=F("role__code"))
    return rows


def services(
    areas: Iterable[str] | None,
    topics: Iterable[str],
    roles: Iterable[str],
    age: int | None,
    *,
    scopes: Iterable[int],
    school: School | None,
    with_examples: bool,
) -> "QuerySet[Service, dict[str, Any]]":
    """Return the services in use that match: municipal, then regional, then national.

    Args:
        areas: the codes of a municipality and its regions: only what covers one of them, or the country; None for all.
        topics: any of these codes; none means all.
        roles: any of these ids; none means all.
        age: only services for that age.
        scopes: any of these values of `Scope`; none means all.
        school: with that school's own rows, each in the place of the shared one; None for the shared rows alone.
        with_examples: False in production.
    """
    found = in_use(school, with_examples=with_examples)
    if areas is not None:
        covering = ServiceArea.objects.filter(uri__in=[*areas, COUNTRY])
        found = found.filter(id__in=covering.values("service_id"))
    if codes := list(topics):
        terms = TaxonomyTerm.objects.filter(taxonomy="topic", code__in=codes)
        found = found.filter(id__in=Service.topics.through.objects.filter(taxonomyterm__in=terms).values("service_id"))
    if codes := list(roles):
        found = found.filter(role__code__in=codes)
    if wanted := list(scopes):
        found = found.filter(scope__in=wanted)
    if age is not None:
        found = found.filter(
            Q(minimum_age__isnull=True) | Q(minimum_age__lte=age), Q(maximum_age__isnull=True) | Q(maximum_age__gte=age)
        )
    return found
