"""The app that holds the ties."""

from django.apps import AppConfig


class TiesConfig(AppConfig):
    """Names the app."""

    name = "directory.ties"
    label = "ties"
    verbose_name = "Relationer"
