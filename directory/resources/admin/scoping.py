"""Who sees and changes which rows: every page and table of this admin asks accounts/access.py here."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from directory.accounts.access import is_administrator, may_edit, may_enter, may_read, schools_of
from directory.accounts.models import Membership
from directory.accounts.rows import school_of
from directory.resources.owning import OwningAdmin
from directory.schools.models import School


def edited_schools(user: Any) -> "QuerySet[School]":
    """Return the schools whose rows the user may change."""
    return schools_of(user, Membership.Role.EDITOR)


def remembered(request: HttpRequest, question: Callable[..., bool], *values: Any) -> bool:
    """Ask accounts/access.py once for each request: Django's pages ask the same a hundred times."""
    answers: dict[Any, bool] = request.__dict__.setdefault("_answers", {})
    key = (question.__name__, *(getattr(value, "pk", value) for value in values))
    if key not in answers:
        answers[key] = question(request.user, *values)
    return answers[key]


def edits_somewhere(user: Any) -> bool:
    """Tell whether the user may change rows of at least one school, or the shared ones."""
    return is_administrator(user) or edited_schools(user).exists()


def may_edit_row(request: HttpRequest, row: Any) -> bool:
    """Tell whether the user may change that row; without one, whether there can be any."""
    if row is None:
        return remembered(request, edits_somewhere)
    return remembered(request, may_edit, school_of(row))


class ScopedAdmin(OwningAdmin):
    """Pages of rows that are shared or belong to one school. Without an `obj`: may the user do that to any row."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Take no filter in an address that asks other tables about this one: their rows may be another school's."""
        name = lookup.partition("__")[0]
        below = any(
            field.name == name and field.auto_created and not field.concrete for field in self.opts.get_fields()
        )
        return not below and super().lookup_allowed(lookup, value, request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who has no role sees nothing."""
        return remembered(request, may_enter)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The school's own rows and the shared ones."""
        return remembered(request, may_enter) and (obj is None or remembered(request, may_read, school_of(obj)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A new row belongs to a school that the user edits; the form sees to that."""
        return may_edit_row(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The school's own rows; the shared ones for an administrator."""
        return may_edit_row(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As for changing."""
        return self.has_change_permission(request, obj)


class SharedAdmin(ScopedAdmin):
    """Pages of rows that all schools share: everybody with a role reads them, an administrator changes them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The administrator."""
        return is_administrator(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The administrator."""
        return is_administrator(request.user)


class ScopedInline(admin.options.InlineModelAdmin):  # type: ignore[type-arg]
    """Tables below a row: who may change the row may change them. `obj` is the row above."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As for the row above."""
        return remembered(request, may_enter) and (obj is None or remembered(request, may_read, school_of(obj)))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As for changing the row above."""
        return self._may_edit(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As for changing the row above."""
        return self._may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As for changing the row above."""
        return self._may_edit(request, obj)

    def _may_edit(self, request: HttpRequest, obj: Model | None) -> bool:
        return may_edit_row(request, obj)
