"""Services as the API writes them: plain data, ready for JSON, from one query for each kind of row.

The serializers document these shapes but do not make them, and Django's `prefetch_related` is not used: the two were
most of the time that an answer took (`make bench`). tests/directory/test_directory_speed.py holds shapes and
serializers together, and counts the queries.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

import directory.api.among  # noqa: F401  (registers the lookup)
from directory.resources.freshness import Assurance, published_contacts, service_contact
from directory.resources.models import Contact, Organization, Phone, Schedule, Service, ServiceArea, Verification

Shape = dict[str, Any]
Owned = dict[UUID, list[Any]]

# HSDS takes the types of a number from RFC 6350, where a text message is `text`.
PHONE_TYPES = {"voice": "voice", "sms": "text"}
# Fields that are written as they stand in the database.
PLAIN = (
    "key",
    "name",
    "description",
    "status",
    "eligibility_description",
    "sector",
    "can_contribute",
    "cannot_do",
    "confidence",
    "bot_use",
)


def service_shapes(services: Iterable[Service], today: date) -> list[Shape]:
    """Return what ServiceSerializer describes: the services as they may be shown on that day.

    Args:
        services: rows of api/queries.py, which gives each its organization and the code of its role.
        today: the day in Denmark.
    """
    found = list(services)
    ids = [service.pk for service in found]
    _give_contacts(found, ids)
    topics, areas, schedules = _topics(ids), _areas(ids), _schedules(ids)
    return [
        _shape(service, today)
        | {"topics": topics[service.pk], "service_areas": areas[service.pk], "schedules": schedules[service.pk]}
        for service in found
    ]


def _give_contacts(services: list[Service], ids: list[UUID]) -> None:
    """Hand the services what resources/freshness.py judges: confirmations, and the numbers and contacts in use."""
    kinds: dict[str, QuerySet[Any]] = {
        "verifications": Verification.objects.all(),
        # In an order that never varies, so that the same rows are the same answer (its ETag).
        "phones": Phone.objects.filter(published=True).order_by("number", "id"),
        "contacts": Contact.objects.filter(published=True).order_by("name", "id"),
    }
    for name, rows in kinds.items():
        owned: Owned = defaultdict(list)
        for row in rows.filter(service__among=ids):
            owned[row.service_id].append(row)
        for service in services:
            # Where Django keeps what it has prefetched: `service.phones.all()` then gives it as it is.
            vars(service).setdefault("_prefetched_objects_cache", {})[name] = owned[service.pk]


def _topics(ids: list[UUID]) -> Owned:
    links = Service.topics.through.objects.filter(service__among=ids).order_by("taxonomyterm__position")
    owned: Owned = defaultdict(list)
    for service, code in links.values_list("service_id", "taxonomyterm__code"):
        owned[service].append(code)
    return owned


def _areas(ids: list[UUID]) -> Owned:
    owned: Owned = defaultdict(list)
    rows = ServiceArea.objects.filter(service__among=ids)
    for service, pk, name, uri in rows.values_list("service_id", "id", "name", "uri"):
        owned[service].append({"id": str(pk), "name": name, "uri": uri})
    return owned


def _schedules(ids: list[UUID]) -> Owned:
    owned: Owned = defaultdict(list)
    rows = Schedule.objects.filter(service__among=ids).order_by("id")
    for service, pk, description in rows.values_list("service_id", "id", "description"):
        owned[service].append({"id": str(pk), "description": description})
    return owned


def _shape(service: Service, today: date) -> Shape:
    found, phones = service_contact(service, today)
    until = found.last_day if found.is_contact else service.phone_until if phones else None
    return {
        "id": str(service.pk),
        **{name: getattr(service, name) for name in PLAIN},
        **_known_of_hsds(service, found),
        "organization": _organization_shape(service.organization),
        "role": vars(service)["role_code"],
        "phones": [{"id": str(phone.pk), "number": phone.number, "type": PHONE_TYPES[phone.type]} for phone in phones],
        "assurer": found.assurer,
        "valid_to": until.isoformat() if until else None,
        "contact_state": found.state,
        "source": {"name": service.source_name, "url": service.source_url or None, "date": service.source_date},
    }


def _known_of_hsds(service: Service, found: Assurance) -> Shape:
    """Return the optional fields of HSDS that have a value."""
    contacts = published_contacts(service) if found.is_contact else []
    fields = {
        "url": _first(contacts, "url") or service.url or service.organization.website,
        "email": _first(contacts, "email"),
        "minimum_age": service.minimum_age,
        "maximum_age": service.maximum_age,
        "application_process": service.application_process,
        "assured_date": found.assured_date.isoformat() if found.assured_date else None,
    }
    return {name: value for name, value in fields.items() if value not in (None, "")}


def _first(contacts: list[Contact], name: str) -> str:
    """Return that field of the first contact that has it."""
    return next((value for contact in contacts if (value := getattr(contact, name))), "")


def _organization_shape(organization: Organization) -> Shape:
    website = {"website": organization.website} if organization.website else {}
    return {"id": str(organization.pk), "name": organization.name, "description": organization.description, **website}
