"""Passwords: the longest one that is taken, and one-time passwords that an administrator hands over."""

import secrets
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from directory.accounts.models import OneTimePassword, end_of_first_password
from directory.messages import message

LONGEST = 128
# Letters and digits that are not mistaken for one another when read aloud or from paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, LETTERS = 4, 4  # 31^16, about 79 bits


class MaximumLength:
    """Refuses passwords that are longer than ASVS 2.1.2 asks us to take: a huge one only costs us time."""

    def validate(self, password: str, user: Any = None) -> None:
        """Check one password.

        Raises:
            ValidationError: it is too long.
        """
        if len(password) > LONGEST:
            raise ValidationError(message("password_too_long", longest=LONGEST), code="password_too_long")

    def get_help_text(self) -> str:
        """Return the line under the field."""
        return message("password_longest", longest=LONGEST)


def give_one_time_password(user: User) -> str:
    """Set a random password that must be changed at the first sign-in, and return it; it is kept nowhere in clear."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
    password = "-".join(groups)
    user.set_password(password)
    user.save(update_fields=["password"])
    OneTimePassword.objects.update_or_create(user=user, defaults={"valid_to": end_of_first_password()})
    return password
