"""What a school is shown today. Pure questions to the database: nobody has to take away what is over."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from directory.learning.models import Course, Programme
from directory.learning.models.course import AUDIENCES
from directory.learning.saying import say
from directory.resources.models import Region
from directory.schools.models import School


@dataclass(frozen=True)
class Line:
    """A course with what is to be said of it today."""

    course: Course
    state: str
    word: str
    confirmed: bool


def lines(rows: "QuerySet[Course]", today: date) -> list[Line]:
    """Return the rows with their words."""
    return [
        Line(one, one.state(today), say(f"state_{one.state(today)}"), one.is_confirmed(today))
        for one in rows.select_related("region")
    ]


def courses(school: School, audience: str = "", region: Region | None = None) -> "QuerySet[Course]":
    """Return the school's own rows and the shared ones.

    Args:
        school: who looks.
        audience: one of AUDIENCES; anything else is everybody.
        region: only there and in the whole country; None is everywhere.
    """
    found = Course.objects.filter(Q(school=None) | Q(school=school), shown=True)
    if audience in AUDIENCES:
        found = found.filter(**{f"for_{audience}": True})
    return found.filter(Q(region=None) | Q(region=region)) if region else found


def coming(rows: "QuerySet[Course]", today: date) -> "QuerySet[Course]":
    """Return those with a day, from today on; one that lasts several days until the last is over."""
    return rows.annotate(last=Coalesce("ends_on", "starts_on")).filter(last__gte=today)


def without_day(rows: "QuerySet[Course]") -> "QuerySet[Course]":
    """Return those that only say where to look."""
    return rows.filter(starts_on=None)


def programmes(school: School, topic: str = "") -> "QuerySet[Programme]":
    """Return the school's own rows and the shared ones; `topic` is a code, "" is all."""
    found = Programme.objects.filter(Q(school=None) | Q(school=school), shown=True)
    if topic:
        found = found.filter(Q(topics=None) | Q(topics__code=topic))
    return found.select_related("region").prefetch_related("topics").distinct()


def regions(today: date) -> list[Region]:
    """Return the regions that exist today."""
    return [one for one in Region.objects.order_by("name") if one.exists_on(today)]
