"""Who sees and changes which school's rows: every page here asks accounts/access.py."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst

from directory.accounts.access import may_edit, may_read, schools_of
from directory.accounts.models import Membership
from directory.accounts.rows import school_of
from directory.resources.models import Municipality, TaxonomyTerm
from directory.resources.owning import OwningAdmin
from directory.schools.admin.role_select import RoleSelect
from directory.schools.models import School

# Many-to-many fields that get boxes to tick.
TICKED = ("pupil_municipalities", "roles", "topics")


def edited_schools(user: Any) -> "QuerySet[School]":
    """Return the schools whose rows the user may change."""
    return schools_of(user, Membership.Role.EDITOR)


def may_edit_row(user: Any, row: Model | None) -> bool:
    """Tell whether the user may change that row; None asks about any row at all. No row here is shared."""
    if row is None:
        return edited_schools(user).exists()
    school = school_of(row)
    return school is not None and may_edit(user, school)


def may_read_row(user: Any, row: Model | None) -> bool:
    """Tell whether the user may see that row; None asks about any row at all."""
    if row is None:
        return schools_of(user).exists()
    school = school_of(row)
    return school is not None and may_read(user, school)


class TickedFields:
    """Boxes to tick in place of long lists to hold Ctrl in: by keyboard, on a phone, and read aloud."""

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choose the boxes."""
        if db_field.name in TICKED:
            kwargs["widget"] = forms.CheckboxSelectMultiple(attrs={"class": "ticked"})
        if db_field.name == "pupil_municipalities":
            kwargs["queryset"] = Municipality.objects.order_by("name")
        found: Any = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
        return found

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only schools that the user may change, and draw the roles cheaply."""
        if db_field.name == "school":
            kwargs["queryset"] = edited_schools(request.user)
        if db_field.related_model is TaxonomyTerm:
            kwargs["widget"] = RoleSelect(optional=db_field.blank)
        found: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        return found

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Leave out the small buttons for making a role or a municipality."""
        found: Any = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if found is not None and isinstance(found.widget, RelatedFieldWidgetWrapper):
            found.widget = found.widget.widget
        return found


class OwnSchoolAdmin(TickedFields, OwningAdmin):
    """Pages of rows that belong to a school. Without an `obj`: may the user do that to any row at all."""

    # From the model to the school's id, for the list.
    school_path = "school"

    class Media:
        css = {"all": ("schools/admin.css",)}  # noqa: RUF012  (so Django wants it)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Only rows of schools that the user may see."""
        found = super().get_queryset(request)
        return found.filter(**{f"{self.school_path}__in": schools_of(request.user)})

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who has no role sees nothing."""
        return may_read_row(request.user, None)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows of the schools at which the user has a role."""
        return may_read_row(request.user, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The school is chosen among those that the user may change."""
        return may_edit_row(request.user, None)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """From editor on."""
        return may_edit_row(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """From editor on."""
        return may_edit_row(request.user, obj)


class NamedFormSet(forms.models.BaseInlineFormSet):  # type: ignore[type-arg]
    """Gives the box that removes a row a name, for who cannot see the column."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name the box."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = form.fields["DELETE"].label


class OwnSchoolInline(TickedFields, admin.options.InlineModelAdmin):  # type: ignore[type-arg]
    """Tables below a row: who may change the row may change them. `obj` is the row above."""

    extra = 0
    formset = NamedFormSet

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name each field by its column: a table's cells have no labels of their own."""
        found = super().formfield_for_dbfield(db_field, request, **kwargs)
        if found is not None and isinstance(self, admin.TabularInline):
            found.widget.attrs["aria-label"] = capfirst(db_field.verbose_name)
        return found

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As for the row above."""
        return may_read_row(request.user, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As for changing the row above."""
        return may_edit_row(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As for changing the row above."""
        return may_edit_row(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """As for changing the row above."""
        return may_edit_row(request.user, obj)
