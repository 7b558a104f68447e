"""Who is to be told that something waits: the owner, or the deputy when the owner does nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from directory.accounts.models import Membership
from directory.schools.models import Charge, GroupMember, Plan, ProjectGroup, School, Subject
from directory.schools.paper import brief

# Two weekly mails to the owner, then one to the deputy.
WAIT_DAYS = 14
# Who may do what a charge is about: a reader's account could only look on.
ABLE = (Membership.Role.EDITOR, Membership.Role.APPROVER)

Whom = Literal["owner", "deputy"]


@dataclass(frozen=True)
class Told:
    """One charge, whom the reminder is for, and why the deputy where it is."""

    charge: Charge
    whom: Whom
    gone: bool  # the owner's account is closed, or has no such role at the school any more

    @property
    def role(self) -> str:
        """The name of the role that is told."""
        return brief((self.charge.role if self.whom == "owner" else self.charge.deputy_role).name)


def is_gone(school: School, person: Any) -> bool:
    """Tell whether a person who was named can no longer do it. Nobody named is nobody gone."""
    if person is None:
        return False
    able = Membership.objects.filter(user=person, school=school, role__in=ABLE).exists()
    return not (person.is_active and able)


def told(charge: Charge, today: date) -> Told:
    """Return who is to be told today that something of this charge waits."""
    gone = is_gone(charge.school, charge.person)
    late = charge.reminded_on is not None and (today - charge.reminded_on).days >= WAIT_DAYS
    return Told(charge, "deputy" if gone or late else "owner", gone)


def charges_of(school: School) -> dict[str, Charge]:
    """Return the school's charges by subject."""
    rows = school.charges.select_related("role", "deputy_role", "person", "deputy", "school")
    return {row.subject: row for row in rows}


def settle(school: School, waiting: Mapping[str, int], today: date) -> None:
    """Remember since when each charge has been reminded in vain; what waits no more is forgotten.

    Args:
        school: who was told.
        waiting: how many things wait by subject.
        today: the day of the mail.
    """
    for charge in school.charges.all():
        since = (charge.reminded_on or today) if waiting.get(charge.subject) else None
        if since != charge.reminded_on:
            # Not by `save`: that the owner was reminded is no change of who it is.
            Charge.objects.filter(pk=charge.pk).update(reminded_on=since)


def is_set_up(school: School) -> bool:
    """Tell whether both the plan and the directory have an owner and a deputy."""
    return set(school.charges.values_list("subject", flat=True)) >= set(Subject.values)


def meeting_of(school: School) -> tuple[date | None, bool]:
    """Return the day of the group's next meeting, and whether there is a group at all."""
    group = ProjectGroup.objects.filter(school=school).first()
    day = group.next_meeting if group else None
    return day, day is not None or GroupMember.objects.filter(school=school).exists()


def differing_owner(school: School) -> str:
    """Return the owner's role in the plan's text when it is another than the one in charge, "" else."""
    charge = school.charges.filter(subject=Subject.PLAN).first()
    plan = Plan.objects.filter(school=school).select_related("owner_role").first()
    return brief(plan.owner_role.name) if charge and plan and plan.owner_role_id != charge.role_id else ""
