"""What a user may see and do, in one place: every page of the admin asks here."""

from typing import Any

from django.db.models import QuerySet

from directory.accounts.models import Membership
from directory.schools.models import School

RANK = [Membership.Role.READER, Membership.Role.EDITOR, Membership.Role.APPROVER]


def is_administrator(user: Any) -> bool:
    """Tell whether the user keeps the installation: all schools, the shared rows, the users."""
    return bool(user.is_active and user.is_superuser)


def may_enter(user: Any) -> bool:
    """Tell whether the user may use the admin at all: who has no role at any school may not."""
    return is_administrator(user) or schools_of(user).exists()


def schools_of(user: Any, least: Membership.Role = Membership.Role.READER) -> "QuerySet[School]":
    """Return the schools at which the user may do at least that: all of them for an administrator."""
    if is_administrator(user):
        return School.objects.all()
    if not (user.is_active and user.is_authenticated):
        return School.objects.none()
    roles = RANK[RANK.index(least) :]
    return School.objects.filter(memberships__user=user, memberships__role__in=roles)


def may_read(user: Any, school: School | None) -> bool:
    """Tell whether the user may see rows of that school; everybody with an account sees the shared rows (None)."""
    if school is None:
        return bool(user.is_active and user.is_authenticated)
    return schools_of(user).filter(pk=school.pk).exists()


def may_edit(user: Any, school: School | None) -> bool:
    """Tell whether the user may change rows of that school; only an administrator changes the shared rows (None)."""
    if school is None:
        return is_administrator(user)
    return schools_of(user, Membership.Role.EDITOR).filter(pk=school.pk).exists()


def may_approve(user: Any, school: School) -> bool:
    """Tell whether the user may approve the school's plan."""
    return schools_of(user, Membership.Role.APPROVER).filter(pk=school.pk).exists()


def rank_of(user: Any) -> Membership.Role | None:
    """Return the most that the user may do at any school; None without a role."""
    roles = set(Membership.objects.filter(user=user).values_list("role", flat=True))
    return next((role for role in reversed(RANK) if role in roles), None)


def counsels_at(user: Any) -> "QuerySet[School]":
    """Return the schools whose teachers' notes the user may read: from editor up, by a role at the school itself.

    An administrator keeps the installation, and has no business with what a teacher wrote of a pupil.
    """
    return _own_schools(user, Membership.Role.EDITOR)


def leads_at(user: Any) -> "QuerySet[School]":
    """Return the schools whose counts the user may see: the approver's, by a role at the school itself."""
    return _own_schools(user, Membership.Role.APPROVER)


def _own_schools(user: Any, least: Membership.Role) -> "QuerySet[School]":
    """Return the schools where the user has a role of their own, however mighty otherwise."""
    if not (user.is_active and user.is_authenticated):
        return School.objects.none()
    roles = RANK[RANK.index(least) :]
    return School.objects.filter(memberships__user=user, memberships__role__in=roles)
