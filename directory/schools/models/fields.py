"""Fields that point at the words of knowledge/: roles and topics."""

from django.core.exceptions import ValidationError
from django.db import models

from directory.messages import message
from directory.resources.models import TaxonomyTerm

# Where people have mail of their own. A school's mailbox is never there.
PRIVATE_MAIL = frozenset(
    (
        "gmail.com",
        "hotmail.com",
        "hotmail.dk",
        "outlook.com",
        "outlook.dk",
        "live.dk",
        "live.com",
        "icloud.com",
        "me.com",
        "yahoo.com",
        "yahoo.dk",
        "proton.me",
        "protonmail.com",
        "mail.dk",
        "ofir.dk",
        "jubii.dk",
        "stofanet.dk",
        "tdcadsl.dk",
    )
)


def role_field(verbose_name: str, *, optional: bool = False) -> "models.ForeignKey[TaxonomyTerm]":
    """Return a field that holds a role of roles.yml."""
    return models.ForeignKey(
        TaxonomyTerm,
        on_delete=models.PROTECT,
        null=optional,
        blank=optional,
        related_name="+",
        limit_choices_to={"taxonomy": "role"},
        verbose_name=verbose_name,
    )


def topics_field(help_text: str) -> "models.ManyToManyField[TaxonomyTerm, models.Model]":
    """Return a field that holds topics of labels.yml; none means all."""
    return models.ManyToManyField(
        TaxonomyTerm,
        blank=True,
        related_name="+",
        limit_choices_to={"taxonomy": "topic"},
        verbose_name="emner",
        help_text=help_text,
    )


def check_shared_mailbox(address: str) -> None:
    """Refuse a mailbox at a provider of private mail.

    Raises:
        ValidationError: with what to write instead.
    """
    if address.rpartition("@")[2].casefold() in PRIVATE_MAIL:
        raise ValidationError(message("mailbox_private"))
