"""The signed link at which somebody answers about a tie, once, before it runs out. It names no person."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from directory.resources.models import Municipality
from directory.schools.models import School
from directory.ties.models import UsedLink
from directory.ties.tie import Tie, WrongTie, tie

SALT = "directory.ties.rating"
# Long enough for a holiday, short enough that one remembers the contact; our own choice.
LASTS = timedelta(days=30)


class Unusable(Exception):
    """The link is not ours, has run out, or names what is not there any more."""


class Used(Exception):
    """The link was used before."""


@dataclass(frozen=True)
class Link:
    """What a link says: the tie, and a random key that makes it one link."""

    tie: Tie
    key: str


def rating_path(school: School, municipality: Municipality | None, from_role: str, to_role: str) -> str:
    """Return the path of a new link on this site; arguments and errors as `tie.tie`."""
    asked = tie(school, municipality, from_role, to_role)
    content = [school.slug, municipality.code if municipality else "", asked.from_role.id, asked.to_role.id]
    token = signing.dumps([*content, secrets.token_urlsafe(12)], salt=SALT)
    return reverse("rating", args=[token])


def rating_link(school: School, municipality: Municipality | None, from_role: str, to_role: str) -> str:
    """Return a new link to answer about a tie, for a mail or a channel.

    Args:
        school: whose tie it is.
        municipality: where the other role is; None when both are inside the school.
        from_role: the id (roles.yml) of the role that is to answer.
        to_role: the id of the role that was contacted.

    Raises:
        WrongTie: there is no such tie.
    """
    return settings.MAIL.admin_url + rating_path(school, municipality, from_role, to_role)


def read(token: str) -> Link:
    """Return what a link says.

    Raises:
        Unusable: it cannot be trusted, or is too old.
    """
    try:
        slug, code, from_role, to_role, key = signing.loads(token, salt=SALT, max_age=LASTS)
        school = School.objects.get(slug=slug)
        municipality = Municipality.objects.get(code=code) if code else None
        return Link(tie(school, municipality, from_role, to_role), key)
    except (signing.BadSignature, WrongTie, School.DoesNotExist, Municipality.DoesNotExist) as error:
        raise Unusable from error


def is_used(key: str) -> bool:
    """Tell whether the link with that key was used."""
    return UsedLink.objects.filter(key=key).exists()


def use(key: str) -> None:
    """Mark a link as used, and forget those that have run out.

    Its day is counted from the use, so that it does not tell when the link was made.

    Raises:
        Used: it was used before; of two who send at once, one is told so.
    """
    today = localdate()
    UsedLink.objects.filter(expires__lt=today).delete()
    try:
        with transaction.atomic():
            UsedLink.objects.create(key=key, expires=today + LASTS)
    except IntegrityError as error:
        raise Used from error
