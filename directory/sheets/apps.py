"""The app that takes contacts in from a sheet and gives them out as one."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    """Has pages and commands, but no rows of its own."""

    name = "directory.sheets"
    label = "sheets"
    verbose_name = "Ark"
