"""The app that holds courses and background."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """Names the app in the admin."""

    name = "directory.learning"
    label = "learning"
    verbose_name = "Kurser og baggrund"
