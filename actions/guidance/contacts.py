"""Turns services into contacts; nothing that no person has confirmed ever becomes something to call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from actions.guidance.concern import Concern
from actions.guidance.knowledge import Json, Source
from actions.guidance.letters import fold_letters

CONFIRMED = "confirmed"
AGEING = "ageing"
# What may be given as a contact, the surest first; an ageing one is shown with its date.
USABLE = (CONFIRMED, AGEING)
ADULT = 18


@dataclass(frozen=True)
class Contact:
    """One service as it may be shown. `numbers` are links only when `is_usable`.

    `hours` are opening hours in words, `schedules` those in days and times.
    """

    name: str
    state: str
    numbers: tuple[str, ...]
    email: str | None
    url: str | None
    hours: tuple[str, ...]
    schedules: tuple[Json, ...]
    can_contribute: str
    cannot_do: str
    assured_date: str | None
    assurer: str | None
    source: Source

    @property
    def is_usable(self) -> bool:
        """Tell whether a person has confirmed the contact, and not too long ago."""
        return self.state in USABLE


def municipal_contacts(role: str, services: Sequence[Json], concern: Concern) -> list[Contact]:
    """Return the usable contacts of a role in the home municipality, the surest first.

    Without any there is one that only says how its state is, with no number or e-mail.

    Args:
        role: id of the role.
        services: the directory's services.
        concern: what is known; without a municipality there is no contact.
    """
    if concern.municipality is None:
        return []
    own = [
        service
        for service in services
        if service.get("role") == role and _covers(service, concern.municipality) and fits_age(service, concern)
    ]
    contacts = [contact_of(service) for service in own]
    usable = [contact for state in USABLE for contact in contacts if contact.state == state]
    return usable or [replace(contact, numbers=(), email=None) for contact in contacts[:1]]


def national_contact(service_id: str, national: Json, services: Sequence[Json], today: date) -> Contact:
    """Return a national or regional service: the directory's newer word on it when there is one.

    Args:
        service_id: a key of `services/national.yml`.
        national: those services by key.
        services: the directory's services, which carry the same keys.
        today: the day, for numbers that are shown only until a date.
    """
    own = national[service_id]
    newer = next((service for service in services if service_id == service.get("key")), None)
    # 112 and 114 stand by law. Otherwise the directory knows better, also that a number was found wrong.
    if newer is not None and (newer.get("contact_state") in USABLE or own["contact_state"] != CONFIRMED):
        return contact_of(newer)
    until = own.get("phone_until")
    expired = bool(until) and today > date.fromisoformat(str(until))
    return contact_of({**own, "phones": []} if expired else own)


def fits_age(service: Json, concern: Concern) -> bool:
    """Tell whether the service takes pupils of the age that is known."""
    low, high = service.get("minimum_age"), service.get("maximum_age")
    if concern.age is not None:
        return (low is None or low <= concern.age) and (high is None or concern.age <= high)
    if concern.age_group == "under18":
        return low is None or low < ADULT
    if concern.age_group == "over18":
        return high is None or high >= ADULT
    return True


def fits_area(service: Json, municipality: Json | None) -> bool:
    """Tell whether a national file's service reaches the home municipality; a local one needs it to be known."""
    region, code = service.get("region"), service.get("municipality")
    if region is None and code is None:
        return True
    if municipality is None:
        return False
    own_region = fold_letters(str(municipality.get("region") or "")).removeprefix("region ")
    return code == municipality.get("code") if code else fold_letters(str(region)) == own_region


def contact_of(service: Json) -> Contact:
    """Return the contact that a service of the directory's API makes."""
    source, schedules = service.get("source") or {}, service.get("schedules") or []
    return Contact(
        name=str(service.get("name") or ""),
        state=str(service.get("contact_state") or "unconfirmed"),
        numbers=tuple(_numbers(service.get("phones") or [])),
        email=service.get("email") or None,
        url=service.get("url") or None,
        hours=tuple(str(hours["description"]) for hours in schedules if hours.get("description")),
        schedules=tuple(hours for hours in schedules if hours.get("byday")),
        can_contribute=str(service.get("can_contribute") or ""),
        cannot_do=str(service.get("cannot_do") or ""),
        assured_date=service.get("assured_date") or None,
        assurer=service.get("assurer") or None,
        source=Source(str(source.get("name") or ""), source.get("url") or None, str(source.get("date") or "")),
    )


def _numbers(phones: Iterable[Json]) -> list[str]:
    return [str(phone["number"]) for phone in phones if phone.get("number")]


def _covers(service: Json, municipality: str) -> bool:
    return any(area.get("uri") == municipality for area in service.get("service_areas") or [])
