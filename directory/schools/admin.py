"""The admin for a school's own plan."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from directory.resources.models import Origin
from directory.resources.owning import OwningAdmin
from directory.schools.models import Plan, PlanContact, PlanStep, School


class PlanStepInline(admin.TabularInline):  # type: ignore[type-arg]
    """The steps."""

    model = PlanStep
    extra = 0


class PlanContactInline(admin.TabularInline):  # type: ignore[type-arg]
    """Where each role is found."""

    model = PlanContact
    extra = 0


@admin.register(School)
class SchoolAdmin(OwningAdmin):
    """Schools."""

    list_display = ("name", "municipality", "is_example", "origin")


@admin.register(Plan)
class PlanAdmin(OwningAdmin):
    """Plans. Who changes one step owns the whole plan, and its school: half a plan from a file would be wrong."""

    list_display = ("school", "origin")
    inlines = (PlanStepInline, PlanContactInline)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the tables below, and mark plan and school as a person's when anything was changed."""
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            plan: Plan = form.instance
            Plan.objects.filter(pk=plan.pk).update(origin=Origin.PERSON)
            School.objects.filter(pk=plan.school_id).update(origin=Origin.PERSON)
