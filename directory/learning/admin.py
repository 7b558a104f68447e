"""Courses and background in the admin: a school's editors keep their own rows, administrators the shared ones."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate

from directory.accounts.access import is_administrator, schools_of
from directory.learning.models import Course, Programme
from directory.resources.admin.scoping import ScopedAdmin, edited_schools
from directory.resources.models import Origin

SOURCE: Any = (
    "Kilde, og hvem der har set efter",
    {"fields": (("source_name", "source_date"), "source_url", "confidence", ("checked_on", "checked_by"), "origin")},
)


class SourcedAdmin(ScopedAdmin):
    """Rows with a source. Who saves a new day or function of the look confirms what then stands there."""

    list_select_related = ("region", "school")
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("title",)

    @admin.display(description="bekræftet", boolean=True)
    def confirmed(self, row: Any) -> bool:
        """Return whether a person's word counts today."""
        return bool(row.is_confirmed(localdate()))

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """The schools' own rows that the user may see, and the shared ones."""
        found: QuerySet[Any] = super().get_queryset(request)
        if is_administrator(request.user):
            return found
        return found.filter(Q(school=None) | Q(school__in=schools_of(request.user)))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A row never changes hands."""
        return ("origin",) if obj is None else ("origin", "school")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A new row belongs to a school that the user edits; only an administrator makes shared rows."""
        if db_field.name == "school":
            kwargs["queryset"] = edited_schools(request.user)
            kwargs["required"] = not is_administrator(request.user)
            if kwargs["required"]:
                kwargs["empty_label"] = None
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Boxes to tick: they work with a keyboard and on a small screen."""
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save; a look that was written down is about what now stands in the row."""
        if {"checked_on", "checked_by"} & set(form.changed_data):
            obj.confirm()
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A shared row of the knowledge files would come back at the next load: take "vises" away instead."""
        loaded = obj is not None and getattr(obj, "origin", "") == Origin.KNOWLEDGE
        return not loaded and super().has_delete_permission(request, obj)


@admin.register(Course)
class CourseAdmin(SourcedAdmin):
    """Courses and conferences."""

    list_display = ("title", "organizer", "starts_on", "status", "confirmed", "school", "shown")
    list_filter = ("status", "kind")
    fieldsets = (
        (None, {"fields": ("title", "school", "kind", "organizer", "region", "about", "url", "shown")}),
        ("For hvem", {"fields": ("for_leaders", "for_staff", "for_key_persons")}),
        ("Hvornår", {"fields": ("status", ("starts_on", "ends_on"), "sign_up_by", "place")}),
        SOURCE,
    )


@admin.register(Programme)
class ProgrammeAdmin(SourcedAdmin):
    """Background for counsellors."""

    list_display = ("title", "nature", "region", "confirmed", "school", "shown")
    list_filter = ("nature",)
    fieldsets = (
        (None, {"fields": ("title", "school", "nature", "region", "about", "at_school", "url", "topics", "shown")}),
        SOURCE,
    )
