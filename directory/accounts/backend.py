"""Django's questions "may this user …?" answered from the roles, so that the admin's own checks work."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Model
from django.utils import timezone

from directory.accounts.access import may_approve, may_edit, may_enter, may_read, rank_of
from directory.accounts.models import Membership, OneTimePassword
from directory.accounts.rows import school_of

# What the roles reach at all. Users, roles and the log are the administrator's.
SCHOOL_APPS = ("resources", "schools", "sheets")
# Tables that belong to no school: a school reads them, an administrator changes them.
SHARED = ("organization", "municipality", "region", "taxonomyterm")
# A school changes its own row here, and does not make or remove one.
FIXED = ("school",)
ROLE_FOR = {
    "view": Membership.Role.READER,
    "add": Membership.Role.EDITOR,
    "change": Membership.Role.EDITOR,
    "delete": Membership.Role.EDITOR,
    "approve": Membership.Role.APPROVER,
}
ORDER = list(Membership.Role)


class MembershipBackend(ModelBackend):
    """Local accounts with a password, and everybody's rights. Django's tables of rights and groups are not used."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Let in, and keep in, only those with a role, whose one-time password has not run out."""
        if not (super().user_can_authenticate(user) and may_enter(user)):
            return False
        return not OneTimePassword.objects.filter(user=user, valid_to__lt=timezone.now()).exists()

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        """Tell whether the roles give the right, at any school, or with a row: at that row's school.

        Args:
            user_obj: the user; an administrator never comes here (Django answers yes by itself).
            perm: as Django writes it, `resources.change_service`; `schools.approve_plan` is ours.
            obj: the row, or None for "anything of that kind": the admin's pages then show only rows that are allowed.
        """
        app, _, right = perm.partition(".")
        action, _, table = right.partition("_")
        least = ROLE_FOR.get(action)
        if not user_obj.is_active or user_obj.is_anonymous or app not in SCHOOL_APPS or least is None:
            return False
        if action != "view" and (table in SHARED or (table in FIXED and action != "change")):
            return False
        if obj is not None:
            return _may_with(user_obj, action, obj)
        if not hasattr(user_obj, "_rank"):
            user_obj._rank = rank_of(user_obj)
        return user_obj._rank is not None and ORDER.index(user_obj._rank) >= ORDER.index(least)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Tell whether the user sees anything of an app."""
        return self.has_perm(user_obj, f"{app_label}.view_")

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        """Return none: rights are answered one by one."""
        return set()


def _may_with(user: Any, action: str, row: Model) -> bool:
    """Tell whether the user may do that with that row."""
    school = school_of(row)
    if action == "view":
        return may_read(user, school)
    if action == "approve":
        return school is not None and may_approve(user, school)
    return may_edit(user, school)
