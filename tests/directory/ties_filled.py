"""A school with a year of made-up answers, two balkort and a storylab: for pictures, and for axe to look at."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils.timezone import localdate
from tied import COUNSELLOR, SOCIAL, TEACHER, rate, role

from directory.accounts.models import Membership
from directory.resources.models import Municipality
from directory.schools.models import School
from directory.ties.inviting import draft, move
from directory.ties.linking import rating_path
from directory.ties.models import Decision, Storylab
from directory.ties.models.invitation import State
from directory.ties.periods import half_of
from directory.ties.relations import relations

HOME, NEAR, FAR = "0756", "0657", "0791"
KUI = "kui_ungevejleder"


def fill(password: str) -> str:
    """Fill the example school and make its counsellor `vejleder`; return the path of a rating link."""
    school = School.objects.get(slug="eksempelskolen")
    school.pupil_municipalities.set(Municipality.objects.filter(code__in=(HOME, NEAR, FAR)))
    user = get_user_model().objects.create_user("vejleder", password=password, is_staff=True)
    Membership.objects.create(user=user, school=school, role="editor")
    half = half_of(localdate())
    for month, more in ((half.before.first, 0), (half.first, 1)):
        rate(school, HOME, (COUNSELLOR, SOCIAL), 6, 2 + more, month=month)
        rate(school, HOME, (TEACHER, SOCIAL), 5, 2, month=month, mutual_respect=4)
        rate(school, HOME, (SOCIAL, COUNSELLOR), 7, 4, month=month)
        rate(school, HOME, (COUNSELLOR, "ssp_konsulent"), 8, 5 - more, month=month)
        rate(school, HOME, ("ssp_konsulent", COUNSELLOR), 5, 5, month=month)
    rate(school, HOME, (COUNSELLOR, "ppr"), 3, 3)
    rate(school, HOME, (COUNSELLOR, KUI), 6, 4)
    rate(school, HOME, (COUNSELLOR, "jobcenterkonsulent"), 4, reached=False)
    rate(school, HOME, (COUNSELLOR, "jobcenterkonsulent"), 2, 3)
    rate(school, NEAR, (COUNSELLOR, SOCIAL), 5, 4, timely=3)
    rate(school, NEAR, (COUNSELLOR, "sundhedsplejerske"), 5, 5)
    rate(school, "", (TEACHER, COUNSELLOR), 9, 5)
    rate(school, "", (COUNSELLOR, TEACHER), 6, 4)
    found = relations(school, half)
    for other, why, states in ((SOCIAL, "timely", ()), (KUI, "one_sided", (State.SENT, State.ACCEPTED))):
        cell = found.cell(HOME, other)
        assert cell is not None
        invitation = draft(school, cell, why)
        for state in states:
            move(invitation, state)
    place = Municipality.objects.get(code=HOME)
    storylab = Storylab.objects.create(
        school=school,
        municipality=place,
        half=half.first,
        meets_on=localdate() + timedelta(days=16),
        workflows="Vi ringer, før vi skriver.",
        effects="Eleverne venter kortere tid.",
        next_steps="Vi bliver ved med at mødes hver måned.",
    )
    for text, days in (("Fælles telefontid hver tirsdag", -3), ("Liste over, hvem der kan hvad", 30)):
        due = localdate() + timedelta(days=days)
        Decision.objects.create(storylab=storylab, text=text, owner_role=role(SOCIAL), due=due)
    return rating_path(school, place, COUNSELLOR, SOCIAL)
