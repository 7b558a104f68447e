"""What a person saves in the admin is theirs: the loader then leaves it alone."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from directory.resources.models import Origin, Record


class OwningAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # ModelAdmin is generic only in the stubs
    """Marks as a person's every loaded row that a person changes, also in the tables below a row."""

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Save, and mark the row when something in it was changed."""
        if isinstance(obj, Record) and (form.changed_data or not change):
            obj.origin = Origin.PERSON
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the rows of one table below, and mark those that were changed."""
        for row_form in formset.forms:
            if isinstance(row_form.instance, Record) and row_form.has_changed():
                row_form.instance.origin = Origin.PERSON
        super().save_formset(request, form, formset, change)
