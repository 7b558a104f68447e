"""The team that sits at the school on fixed days."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from directory.schools.admin.scoping import OwnSchoolAdmin, OwnSchoolInline
from directory.schools.models import OnsiteTeam, Presence
from directory.schools.owning import own_school


class PresenceInline(OwnSchoolInline, admin.TabularInline):  # type: ignore[type-arg]
    """Weekly hours; without a role the whole team is there."""

    model = Presence
    fields = ("weekday", "opens_at", "closes_at", "where", "role")
    # The browser's own clock: the admin's would show seconds and time zones.
    formfield_overrides = {  # noqa: RUF012  (so Django wants it)
        models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})}
    }


@admin.register(OnsiteTeam)
class OnsiteTeamAdmin(OwnSchoolAdmin):
    """Teams. Teachers see a change at once: hours are not part of what the leader approves."""

    list_display = ("name", "school", "valid_to")
    fields = ("school", "name", "phone", "valid_to", "roles", "topics")
    inlines = (PresenceInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A team stays at its school."""
        return ("school",) if obj else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the hours; who changes one owns the school."""
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            own_school(form.instance.school)
