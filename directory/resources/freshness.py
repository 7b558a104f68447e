"""How far a contact may be trusted today, and so what may be shown of it. The rules stand in docs/directory.md."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from directory.resources.models import Contact, Organization, Phone, Service

State = Literal["confirmed", "unconfirmed", "expired", "example"]


@dataclass(frozen=True)
class Assurance:
    """The state of a contact, with who last looked and when; `rejected` when that person found it wrong."""

    state: State
    assurer: str | None = None
    assured_date: date | None = None
    rejected: bool = False


def contact_fingerprint(owner: "Service | Organization") -> str:
    """Return what a person can confirm of a service or organization: its numbers, e-mails and pages in use.

    "" means that there is nothing to confirm.
    """
    found = [f"{phone.type} {''.join(phone.number.split())}" for phone in owner.phones.all() if phone.published]
    for contact in published_contacts(owner):
        found += [contact.email, contact.url]
    found.append(getattr(owner, "url", ""))
    return "\n".join(sorted(part for part in found if part))


def published_contacts(owner: "Service | Organization") -> "list[Contact]":
    """Return the contacts that are not drafts; an organization has none."""
    contacts = getattr(owner, "contacts", None)
    return [contact for contact in contacts.all() if contact.published] if contacts is not None else []


def assurance(owner: "Service | Organization", today: date) -> Assurance:
    """Return how far the contact of a service or an organization may be trusted on that day.

    The latest word counts. It counts only for the very contact that was seen: what was changed since is unconfirmed.
    """
    if getattr(owner, "is_example", False):
        return Assurance("example")
    latest = next(iter(owner.verifications.all()), None)
    if latest is None:
        return Assurance("unconfirmed")
    if latest.result == latest.REJECTED:
        return Assurance("unconfirmed", rejected=True)
    if not latest.confirmed_contact or latest.confirmed_contact != contact_fingerprint(owner):
        return Assurance("unconfirmed")
    if latest.valid_to < today:
        return Assurance("expired", latest.assurer, latest.assured_date)
    return Assurance("confirmed", latest.assurer, latest.assured_date)


def service_contact(service: "Service", today: date) -> "tuple[Assurance, list[Phone]]":
    """Return the state of a service's contact and the numbers that may be shown.

    Numbers are shown when a person has confirmed them. A number from the knowledge files with `bot_use: vis` is shown
    without that, as unconfirmed; so it is again when a confirmation has run out, since its source still stands.
    `vis_uden_nummer` never shows a number.
    """
    found = assurance(service, today)
    published = [phone for phone in service.phones.all() if phone.published]
    if service.bot_use != "vis" or found.state == "example" or found.rejected:
        return found, []
    if found.state == "confirmed":
        return found, published
    in_time = service.phone_until is None or today <= service.phone_until
    sourced = [phone for phone in published if phone.origin == "knowledge"]
    if sourced and in_time:
        return Assurance("unconfirmed"), sourced
    return found, []
