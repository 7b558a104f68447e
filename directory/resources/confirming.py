"""A person's word of today: what can be confirmed of a row, and why not."""

from typing import Any

from directory.resources.freshness import contact_fingerprint, published_contacts
from directory.resources.models import Organization, Service, Verification


def obstacle(owner: Service | Organization) -> str:
    """Return the code (messages.yml) of why the contact cannot be confirmed yet, "" when it can."""
    if getattr(owner, "is_example", False):
        return "confirm_example"
    if contact_fingerprint(owner):
        return ""
    has_drafts = owner.phones.exists() or (isinstance(owner, Service) and owner.contacts.exists())
    return "confirm_drafts" if has_drafts else "confirm_nothing"


def contact_lines(owner: Service | Organization) -> list[str]:
    """Return the numbers, e-mails and pages in use: what the person says is right."""
    found = [phone.number for phone in owner.phones.all() if phone.published]
    for contact in published_contacts(owner):
        found += [contact.email, contact.url]
    found.append(getattr(owner, "url", ""))
    return [line for line in found if line]


def confirm(owner: Service | Organization, user: Any, *, how: str, assurer: str) -> Verification:
    """Write down that the user found the contact right today.

    Args:
        owner: whose contact it is.
        user: who says so; kept for the trail, never shown to a teacher.
        how: a value of `How`.
        assurer: the user's function, such as "studievejleder".

    Raises:
        ValueError: there is nothing to confirm; the page asks `obstacle` first.
    """
    if code := obstacle(owner):
        raise ValueError(code)
    name = "service" if isinstance(owner, Service) else "organization"
    return Verification.objects.create(**{name: owner}, how=how, assurer=assurer, recorded_by=user)


def last_function(user: Any) -> str:
    """Return the function that the user last confirmed as, so that it need not be written again."""
    latest = Verification.objects.filter(recorded_by=user).order_by("-created_at").first()
    return latest.assurer if latest else ""
