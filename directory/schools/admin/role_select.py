"""A list of the roles that is cheap to draw: a plan has fifty of them on one page."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from directory.resources.models import TaxonomyTerm

EMPTY = ("", "---------")


class RoleSelect(forms.Select):
    """Django's own list asks the database and a template for each of its copies; this one has its options at hand."""

    def __init__(self, attrs: Any = None, *, optional: bool = True) -> None:
        """Fetch the roles once.

        Args:
            attrs: as for every widget.
            optional: whether "none" is one of the options of a field that has a value.
        """
        super().__init__(attrs)
        self.optional = optional
        roles = TaxonomyTerm.objects.filter(taxonomy="role").values_list("pk", "name")
        self.roles = [(str(pk), name) for pk, name in roles]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the list as HTML."""
        chosen = "" if value is None else str(value)
        options = [EMPTY, *self.roles] if self.optional or not chosen else self.roles
        drawn = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if key == chosen else "", label) for key, label in options),
        )
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name})), drawn
        )
