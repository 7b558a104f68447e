"""Municipalities and regions."""

from django.contrib import admin

from directory.resources.admin.scoping import SharedAdmin
from directory.resources.models import Municipality, Region


@admin.register(Municipality)
class MunicipalityAdmin(SharedAdmin):
    """Municipalities."""

    list_display = ("code", "name", "organization")
    list_select_related = ("organization",)
    search_fields = ("code", "name")


@admin.register(Region)
class RegionAdmin(SharedAdmin):
    """Regions with their dates."""

    list_display = ("name", "valid_from", "valid_to")
