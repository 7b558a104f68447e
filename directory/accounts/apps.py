"""The app that says who may do what."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the app in the admin."""

    name = "directory.accounts"
    label = "accounts"
    verbose_name = "Brugere og adgang"

    def ready(self) -> None:
        """Listen for changed roles and for sign-ins."""
        from directory.accounts import following  # noqa: F401  (its receivers register themselves)
