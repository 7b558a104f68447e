"""Topics and roles."""

from django.contrib import admin

from directory.resources.admin.scoping import SharedAdmin
from directory.resources.models import TaxonomyTerm


@admin.register(TaxonomyTerm)
class TaxonomyTermAdmin(SharedAdmin):
    """Topics and roles."""

    list_display = ("name", "taxonomy", "code")
    list_filter = ("taxonomy",)
    search_fields = ("name", "code")
