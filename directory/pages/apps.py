"""The app that holds the frame."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Gives the frame's templates and styles their place."""

    name = "directory.pages"
    label = "pages"
    verbose_name = "Sider"
