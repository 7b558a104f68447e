"""The form of a service."""

from typing import Any

from django import forms
from django.utils.text import slugify

from directory.resources.coverage import functions
from directory.resources.models import Scope, Service
from directory.resources.saying import say

KEY_LENGTH = 40


def kinds() -> list[tuple[str, str]]:
    """Return the municipal functions, for a row that is the school's way to one of them."""
    return [("", "Noget andet"), *functions().items()]


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A service. The admin narrows `school` to those that the user edits."""

    def clean(self) -> dict[str, Any] | None:
        """Refuse a second own row for the same thing, and one in place of a national row: the key is in no field."""
        cleaned = super().clean()
        row = self.instance
        school = self.cleaned_data.get("school") or row.school
        organization = self.cleaned_data.get("organization") or (row.organization if row.organization_id else None)
        if school and organization:
            same = Service.objects.filter(school=school, key=self.key(), organization=organization)
            where = "organization" if "organization" in self.fields else None
            if same.exclude(pk=row.pk).exists():
                self.add_error(where, say("duplicate_own"))
            # It would take the place of 112 or Livslinien for the school's teachers (api/queries.py: seen_by).
            if Service.objects.filter(
                school=None, scope=Scope.NATIONAL, key=self.key(), organization=organization
            ).exists():
                self.add_error(where, say("adopt_national"))
        return cleaned

    def key(self) -> str:
        """Return the row's key."""
        key: str = self.instance.key
        return key


class NewServiceForm(ServiceForm):
    """A new service: its key is that of a municipal function, or made of its name."""

    kind = forms.ChoiceField(
        label="svarer til",
        choices=kinds,
        required=False,
        help_text="Vælg en funktion, når rækken er jeres vej til den. Så vises den i stedet for kommunens.",
    )

    def key(self) -> str:
        """Return the key chosen, or one made of the name."""
        chosen: str = self.cleaned_data.get("kind") or slugify(self.cleaned_data.get("name", ""))
        return chosen[:KEY_LENGTH]

    def save(self, commit: bool = True) -> Any:
        """Keep the key."""
        self.instance.key = self.key()
        return super().save(commit)
