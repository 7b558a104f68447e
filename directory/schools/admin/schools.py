"""A school, its mailboxes, where its pupils come from, and how its page looks."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from directory.accounts.access import is_administrator
from directory.schools.admin.look import SchoolLookInline
from directory.schools.admin.scoping import OwnSchoolAdmin, OwnSchoolInline
from directory.schools.models import School, SchoolMailbox
from directory.schools.owning import own_school


class SchoolMailboxInline(OwnSchoolInline, admin.TabularInline):  # type: ignore[type-arg]
    """Mailboxes that several people read."""

    model = SchoolMailbox
    fields = ("purpose", "address")


@admin.register(School)
class SchoolAdmin(OwnSchoolAdmin):
    """Schools. An administrator makes and removes them; a school's editors keep theirs."""

    school_path = "pk"
    list_display = ("name", "municipality", "digest_mailbox", "is_example")
    list_select_related = ("municipality",)
    fields = ("name", "slug", "municipality", "digest_mailbox", "pupil_municipalities", "is_example")
    inlines = (SchoolMailboxInline, SchoolLookInline)
    change_form_template = "schools/school_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The address and whether it is an example are the administrator's."""
        return () if is_administrator(request.user) else ("slug", "is_example")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The administrator."""
        return is_administrator(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The administrator."""
        return is_administrator(request.user)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the tables below; who changes one mailbox owns the school."""
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            own_school(form.instance)
