"""From the provider's word about a person to a user here with roles."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from directory.accounts.access import RANK
from directory.accounts.environment import Provider
from directory.accounts.models import Identity, Membership
from directory.schools.models import School


def roles_from(provider: Provider, claims: dict[str, Any]) -> dict[str, Membership.Role]:
    """Return the role that the claims give at each school, by its slug; of several the highest."""
    values = claims.get(provider.claim, [])
    values = [values] if isinstance(values, str) else values
    found: dict[str, Membership.Role] = {}
    for value in values if isinstance(values, list) else []:
        if grant := provider.grants.get(str(value)):
            role = Membership.Role(grant.role)
            found[grant.school] = max(role, found.get(grant.school, role), key=RANK.index)
    return found


@transaction.atomic
def user_for(provider: Provider, claims: dict[str, Any]) -> User | None:
    """Return the user with that identity, with the roles that the claims give today; None when they give none.

    Known by issuer and subject alone: never joined to another account because name or e-mail are the same. Who is
    unknown and has no role leaves no trace here. Nobody becomes an administrator this way, and no one is reopened.
    """
    roles = roles_from(provider, claims)
    identity = Identity.objects.filter(issuer=provider.issuer, subject=claims["sub"]).select_related("user").first()
    if identity is None:
        if not School.objects.filter(slug__in=roles).exists():
            return None
        user = User(username=_free_name(shown_name(claims)))
        user.set_unusable_password()
        user.save()
        Identity.objects.create(user=user, issuer=provider.issuer, subject=claims["sub"])
    else:
        user = identity.user
    name = str(claims.get("name", ""))[:150]
    if user.first_name != name:
        user.first_name = name
        user.save(update_fields=["first_name"])
    _set_roles(user, roles)
    return user


def shown_name(claims: dict[str, Any]) -> str:
    """Return the name by which the person is known at the provider, for the list of users and the log."""
    return str(claims.get("preferred_username") or claims["sub"])[:120]


def _free_name(wanted: str) -> str:
    """Return the name, with a number when another account has it already."""
    taken = set(User.objects.filter(username__istartswith=wanted).values_list("username", flat=True))
    lower = {name.casefold() for name in taken}
    candidates: Iterable[str] = (wanted, *(f"{wanted} ({number})" for number in range(2, len(taken) + 3)))
    return next(name for name in candidates if name.casefold() not in lower)


def _set_roles(user: User, roles: dict[str, Membership.Role]) -> None:
    """Make the user's roles the given ones: what the provider no longer says is taken away."""
    for old in Membership.objects.filter(user=user).select_related("school"):
        if old.school.slug not in roles:
            old.delete()
    for school in School.objects.filter(slug__in=roles):
        row = Membership.objects.filter(user=user, school=school).first() or Membership(user=user, school=school)
        if row.pk is None or row.role != roles[school.slug]:
            row.role = roles[school.slug]
            row.save()
