"""The app that says who may do what."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the app in the admin."""

    name = "directory.accounts"
    label = "accounts"
    verbose_name = "Brugere og adgang"
