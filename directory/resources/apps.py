"""The app that holds places, services and their contacts."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    """Names the app in the admin."""

    name = "directory.resources"
    label = "resources"
    verbose_name = "Tilbud og kontakter"
