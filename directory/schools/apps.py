"""The app that holds schools and their plans."""

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """Names the app in the admin."""

    name = "directory.schools"
    label = "schools"
    verbose_name = "Skoler og beredskabsplaner"
