"""A course and a piece of background, for the tests of both, and for the walk through every door."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.timezone import localdate

from directory.accounts.models import Membership
from directory.learning.models import Course, Programme
from directory.resources.models import TaxonomyTerm
from directory.schools.models import Charge, GroupMember, PlanSection, ProjectGroup, School


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


def keep(school: School, words: str) -> None:
    """Give a school an answer in its plan, an owner, and a group that meets."""
    role = TaxonomyTerm.objects.get(taxonomy="role", code="skoleleder")
    deputy = TaxonomyTerm.objects.get(taxonomy="role", code="studievejleder")
    PlanSection.objects.create(plan=school.plan, code="who", text=words, role=role)
    since = localdate() - timedelta(days=20)
    Charge.objects.create(school=school, subject="plan", role=role, deputy_role=deputy, reminded_on=since)
    social = TaxonomyTerm.objects.get(taxonomy="role", code="socialraadgiver")
    GroupMember.objects.create(school=school, role=social, municipality=school.municipality)
    ProjectGroup.objects.create(school=school, next_meeting=localdate())


def bodies() -> dict[str, dict[str, str]]:
    """Return by page what a person posts to change something there."""
    who = {"directory-role": "skoleleder", "directory-deputy_role": "studievejleder"}
    return {"plan_skeleton": {"who-text": "Overtaget"}, "charges": {"do": "directory", **who}}


def rows_of(school: School) -> dict[str, Any]:
    """Return a course and background of a school, for the walk through every door."""
    return {"course": course(school=school), "programme": programme(school=school)}


def fill(password: str) -> None:
    """Fill the example school with one of everything, and make its counsellor `vejleder`: for a browser to look at."""
    school = School.objects.get(slug="eksempelskolen")
    user = get_user_model().objects.create_user("vejleder", password=password, is_staff=True)
    Membership.objects.create(user=user, school=school, role="editor")
    keep(school, "Studievejlederen samler trådene.")
    today = localdate()
    row = course(12, url="https://netvaerk.example", sign_up_by=today + timedelta(days=5), place="Odense")
    row.checked_on, row.checked_by = today, "studievejleder"
    row.confirm()
    row.save()
    course(20, title="Konference om overgange", kind="conference", status="full", for_leaders=True)
    course(30, title="Aflyst kursus", status="cancelled")
