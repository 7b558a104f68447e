"""Services as the API writes them: plain data, ready for JSON.

The serializers document these shapes but do not make them: that was much of the time of an answer (`make bench`).
tests/directory/test_directory_speed.py holds shapes and serializers together, and counts the queries.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from directory.api.children import Children, fetch, told
from directory.resources.freshness import Assurance, published_contacts, service_contact
from directory.resources.models import Contact, Organization, Service

Shape = dict[str, Any]

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
    children = fetch(found)
    return [_shape(service, children, today) for service in found]


def _shape(service: Service, children: Children, today: date) -> Shape:
    found, phones = service_contact(service, today)
    until = found.last_day if found.is_contact else service.phone_until if phones else None
    return {
        "id": str(service.pk),
        **{name: getattr(service, name) for name in PLAIN},
        **_known_of_hsds(service, found),
        "organization": _organization_shape(service.organization),
        "role": vars(service)["role_code"],
        "topics": [code for (code,) in children.topics[service.pk]],
        "service_areas": [{"id": told(pk), "name": name, "uri": uri} for pk, name, uri in children.areas[service.pk]],
        "schedules": [{"id": told(pk), "description": text} for pk, text in children.schedules[service.pk]],
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
