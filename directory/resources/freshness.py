"""How far a contact may be trusted today, and so what may be shown of it. The rules stand in docs/directory.md."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from django.conf import settings

if TYPE_CHECKING:
    from directory.resources.models import Contact, Organization, Phone, Service

State = Literal["confirmed", "ageing", "unconfirmed", "expired", "example"]


@dataclass(frozen=True)
class Assurance:
    """The state of a contact, with who last looked and when.

    `last_day` is the last day on which that word counts; `rejected` when the person found the contact wrong.
    """

    state: State
    assurer: str | None = None
    assured_date: date | None = None
    last_day: date | None = None
    rejected: bool = False

    @property
    def is_contact(self) -> bool:
        """Tell whether the contact may be given to a teacher as one to call; an ageing one with its date."""
        return self.state in ("confirmed", "ageing")


def months_after(day: date, months: int) -> date:
    """Return the same day that many calendar months later; the month's last day when it has no such day."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def ages_on(assured: date, *, crisis: bool) -> date:
    """Return the first day on which a confirmation of that day is ageing."""
    if crisis:
        return assured + timedelta(days=settings.CRISIS_AGEING_DAYS)
    return months_after(assured, settings.AGEING_MONTHS)


def last_day(assured: date, *, crisis: bool) -> date:
    """Return the last day on which a confirmation of that day can count; a person may set an earlier one."""
    if crisis:
        return assured + timedelta(days=settings.CRISIS_EXPIRY_DAYS)
    return months_after(assured, settings.EXPIRY_MONTHS)


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
    crisis = getattr(owner, "is_crisis", False)
    # A row that became a crisis number later keeps its old confirmation, but not for as long.
    until = min(latest.valid_to, last_day(latest.assured_date, crisis=crisis))
    state: State = "confirmed" if today < ages_on(latest.assured_date, crisis=crisis) else "ageing"
    return Assurance("expired" if until < today else state, latest.assurer, latest.assured_date, until)


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
    if found.is_contact:
        return found, published
    in_time = service.phone_until is None or today <= service.phone_until
    sourced = [phone for phone in published if phone.origin == "knowledge"]
    if sourced and in_time:
        return Assurance("unconfirmed"), sourced
    return found, []
