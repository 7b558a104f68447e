"""Who changes a part of a school's plan in the admin owns all of it: half a plan from a file would be wrong."""

from directory.resources.models import Origin
from directory.schools.models import Plan, School


def own_plan(plan: Plan) -> None:
    """Mark a plan with all its rows, and its school, as a person's: the loader then leaves them alone."""
    Plan.objects.filter(pk=plan.pk).update(origin=Origin.PERSON)
    plan.steps.update(origin=Origin.PERSON)
    plan.contacts.update(origin=Origin.PERSON)
    plan.sections.update(origin=Origin.PERSON)
    plan.approvals.update(origin=Origin.PERSON)
    own_school(plan.school)


def own_school(school: School) -> None:
    """Mark a school with its mailboxes and team as a person's."""
    School.objects.filter(pk=school.pk).update(origin=Origin.PERSON)
