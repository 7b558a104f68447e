"""The app's name in the admin's log."""

from django.apps import AppConfig


class HandoversConfig(AppConfig):
    """Handovers and what is counted of them."""

    name = "directory.handovers"
    verbose_name = "Overleveringer"
