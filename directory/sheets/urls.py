"""Addresses of the pages of sheets, under /admin/ark/."""

from django.contrib import admin
from django.urls import path, register_converter

from directory.sheets import views
from directory.sheets.export import ENDINGS


class OneOf:
    """A part of an address that is one of a few words."""

    regex = ""

    def to_python(self, value: str) -> str:
        """Return the word as it stands."""
        return value

    to_url = to_python


class What(OneOf):
    """What a sheet is about."""

    regex = "kontakter|skabelon|faelles"


class Ending(OneOf):
    """The kind of file."""

    regex = "|".join(ENDINGS)


register_converter(What, "what")
register_converter(Ending, "ending")

urlpatterns = [
    path("", admin.site.admin_view(views.sheets_view), name="sheets"),
    path("indlaes/", admin.site.admin_view(views.import_view), name="sheets_import"),
    path("<what:what>.<ending:ending>", admin.site.admin_view(views.export_view), name="sheets_export"),
]
