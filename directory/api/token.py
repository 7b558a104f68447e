"""What the API's token must be; settings.py asks, so nothing of Django's settings is needed here."""

from django.core.exceptions import ImproperlyConfigured

from deploy.production import is_weak
from directory.messages import message


def check_token(profile: str, token: str, *, others: tuple[str, ...]) -> None:
    """Refuse production without a strong token of its own for the API, and a weak one anywhere.

    Args:
        profile: development or production.
        token: what callers must give; "" in development leaves the API to this machine alone.
        others: the other secrets, none of which may be the same.

    Raises:
        ImproperlyConfigured: one Danish line that names the variable.
    """
    if (token or profile == "production") and (is_weak(token) or token in others):
        raise ImproperlyConfigured(message("settings_api_token"))
