"""A course and a piece of background, for the tests of both, and for the walk through every door."""

from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localdate

from directory.learning.models import Course, Programme
from directory.schools.models import School


def course(days: int | None = 10, **values: Any) -> Course:
    """Return a saved course that begins in so many days; None is one without a day."""
    start: date | None = None if days is None else localdate() + timedelta(days=days)
    plain: dict[str, Any] = {
        "title": "Temadag om samarbejde",
        "organizer": "Skolernes netværk",
        "about": "Vi øver at samarbejde.",
        "for_staff": True,
        "status": "ask" if days is None else "open",
        "starts_on": start,
        "source_name": "Netværkets side",
        "source_date": "2026-11-01",
    }
    return Course.objects.create(**plain | values)


def programme(**values: Any) -> Programme:
    """Return a saved piece of background."""
    plain: dict[str, Any] = {
        "title": "Aftale om unge",
        "about": "Kommune og region hjælper på samme tid.",
        "at_school": "Spørg, hvem der samler trådene.",
        "source_name": "Regionens side",
    }
    return Programme.objects.create(**plain | values)


def rows_of(school: School) -> dict[str, Any]:
    """Return a course and background of a school, for the walk through every door."""
    return {"course": course(school=school), "programme": programme(school=school)}
