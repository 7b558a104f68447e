"""The tables below a service or an organization."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import capfirst

from directory.api.queries import COUNTRY
from directory.resources.admin.scoping import ScopedInline
from directory.resources.models import (
    DAYS,
    Contact,
    Municipality,
    Phone,
    Region,
    Schedule,
    ServiceArea,
    Verification,
)


class NamedBoxes(BaseInlineFormSet):  # type: ignore[type-arg]
    """Names the box that deletes a line."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Give the box its name."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = "Slet"


class TableInline(ScopedInline, admin.TabularInline):  # type: ignore[type-arg]
    """A table whose boxes have names for those who hear the page: Django writes them in the heading alone."""

    formset = NamedBoxes

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Name the box, and keep a text low."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = capfirst(db_field.verbose_name)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 2
        return field


class PhoneInline(TableInline):
    """Numbers; the draft mark is `i brug`."""

    model = Phone
    extra = 0
    fields = ("number", "type", "published")


class ContactInline(ScopedInline, admin.StackedInline):  # type: ignore[type-arg]
    """Departments, also the drafts that came with the knowledge files."""

    model = Contact
    extra = 0
    fields = (("name", "published"), "email", "url", "as_stated", "remark")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Keep the two long texts low: they are for looking up."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in ("as_stated", "remark"):
            field.widget.attrs["rows"] = 2
        return field


class DaysField(forms.MultipleChoiceField):
    """Days of the week to tick, kept as HSDS writes them: MO,TU."""

    def prepare_value(self, value: Any) -> Any:
        """Return the days that are ticked."""
        return [day for day in value.split(",") if day] if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        """Return the days in the order of the week."""
        ticked = super().clean(value)
        return ",".join(day for day in DAYS if day in ticked)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the days, not how they are written."""
        return super().has_changed(self.prepare_value(initial or ""), data)


class ScheduleForm(forms.ModelForm):  # type: ignore[type-arg]
    """Tick the days that have the same times."""

    byday = DaysField(
        label="Dage",
        choices=list(DAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Sæt flueben ved de dage, der har samme tider. Andre tider får deres egen række.",
    )

    class Meta:
        model = Schedule
        fields = ("byday", "opens_at", "closes_at", "holidays", "description", "valid_from", "valid_to")


class ScheduleInline(ScopedInline, admin.StackedInline):  # type: ignore[type-arg]
    """Opening hours: with days and times teachers are told who is open now."""

    model = Schedule
    form = ScheduleForm
    extra = 0
    fields = ("byday", ("opens_at", "closes_at", "holidays"), "description", ("valid_from", "valid_to"))
    # The words first.
    ordering = ("byday", "opens_at")
    # The browser's own clock and calendar: the admin's would show seconds and time zones.
    formfield_overrides = {  # noqa: RUF012  (so Django wants it)
        models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})},
        models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Keep the text low, and call what nobody has said by its name."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "description":
            field.widget.attrs["rows"] = 2
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Ved ikke"), *db_field.choices]
        return field


def area_choices() -> list[tuple[str, str]]:
    """Return every place that a service can cover: municipalities, regions, the whole country."""
    municipalities = Municipality.objects.order_by("name").values_list("code", "organization__name")
    regions = [(region.code, f"Region {region.name}") for region in Region.objects.all()]
    return [("", "---------"), *municipalities, *regions, (COUNTRY, "Hele landet")]


class ServiceAreaForm(forms.ModelForm):  # type: ignore[type-arg]
    """Choose a place by its name; the code follows."""

    uri = forms.ChoiceField(label="sted", choices=area_choices, widget=forms.Select(attrs={"aria-label": "Sted"}))

    class Meta:
        model = ServiceArea
        fields = ("uri",)

    def save(self, commit: bool = True) -> Any:
        """Keep the place's name too."""
        field = self.fields["uri"]
        assert isinstance(field, forms.ChoiceField)
        self.instance.name = dict(field.choices)[self.cleaned_data["uri"]]  # type: ignore[arg-type]
        return super().save(commit)


class ServiceAreaInline(TableInline):
    """Where the service helps."""

    model = ServiceArea
    form = ServiceAreaForm
    extra = 0
    fields = ("uri",)


class VerificationInline(TableInline):
    """Confirmations are added, never changed: the old ones tell who said what, and when.

    It must be the last table of a page: it keeps the contact as it stands when the page is saved.
    """

    model = Verification
    extra = 0
    fields = ("result", "how", "assurer", "assured_date", "valid_to")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes a confirmation."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A mistake is undone in the history, where it can be seen."""
        return False
