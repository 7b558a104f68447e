"""Services as the API writes them: plain data, ready for JSON.

The serializers document these shapes but do not make them, and no model's rows are made on the way: the two were much
of the time of an answer (`make bench`). tests/directory/test_directory_speed.py holds shapes and serializers together,
and counts the queries.
"""

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any

from directory.api.children import Children, Kept, fetch, told
from directory.resources.freshness import service_contact

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
# All that resources/freshness.py judges a contact by, besides the rows that belong to it.
JUDGED = ("url", "bot_use", "is_example", "is_crisis", "phone_until")
# All that is read of a service (api/queries.py).
READ = (
    "id",
    *PLAIN,
    "url",
    "is_example",
    "is_crisis",
    "phone_until",
    "minimum_age",
    "maximum_age",
    "application_process",
    "source_name",
    "source_url",
    "source_date",
    "organization_id",
    "organization__name",
    "organization__description",
    "organization__website",
)


def service_shapes(services: Iterable[Shape], today: date) -> list[Shape]:
    """Return what ServiceSerializer describes: the services as they may be shown on that day.

    Args:
        services: rows of api/queries.py.
        today: the day in Denmark.
    """
    found = list(services)
    if not found:
        return []
    children = fetch([service["id"] for service in found])
    return [_shape(service, children, today) for service in found]


def _shape(service: Shape, children: Children, today: date) -> Shape:
    pk = service["id"]
    judged = _judged(service, children)
    found, phones = service_contact(judged, today)
    until = found.last_day if found.is_contact else service["phone_until"] if phones else None
    contacts = judged.contacts if found.is_contact else []
    known = {
        "url": _first(contacts, "url") or service["url"] or service["organization__website"],
        "email": _first(contacts, "email"),
        "minimum_age": service["minimum_age"],
        "maximum_age": service["maximum_age"],
        "application_process": service["application_process"],
        "assured_date": found.assured_date.isoformat() if found.assured_date else None,
    }
    return {
        "id": str(pk),
        **{name: service[name] for name in PLAIN},
        # HSDS's optional fields: only those that have a value.
        **{name: value for name, value in known.items() if value not in (None, "")},
        "organization": _organization(service),
        "role": service["role_code"],
        "topics": [code for (code,) in children.topics[pk]],
        "service_areas": [{"id": told(area), "name": name, "uri": uri} for area, name, uri in children.areas[pk]],
        "schedules": [_schedule(row) for row in children.schedules[pk] if _still_holds(row, today)],
        "phones": [{"id": phone.id, "number": phone.number, "type": PHONE_TYPES[phone.type]} for phone in phones],
        "assurer": found.assurer,
        "valid_to": until.isoformat() if until else None,
        "contact_state": found.state,
        "source": {
            "name": service["source_name"],
            "url": service["source_url"] or None,
            "date": service["source_date"],
        },
    }


def _judged(service: Shape, children: Children) -> Any:
    """Return the contact as resources/freshness.py reads a service's."""
    pk = service["id"]
    phones = (
        SimpleNamespace(id=told(one), number=number, type=kind, origin=origin, published=True)
        for one, number, kind, origin in children.phones[pk]
    )
    contacts = (SimpleNamespace(email=email, url=url, published=True) for email, url in children.contacts[pk])
    return SimpleNamespace(
        **{name: service[name] for name in JUDGED},
        phones=Kept(phones),
        contacts=Kept(contacts),
        verifications=Kept(children.verifications[pk]),
    )


def _first(contacts: list[Any], name: str) -> str:
    """Return that field of the first contact that has it."""
    return next((value for contact in contacts if (value := getattr(contact, name))), "")


def _still_holds(row: list[Any], today: date) -> bool:
    """Tell whether opening hours are not over for good."""
    last = row[-1]
    return last is None or str(last) >= today.isoformat()


def _schedule(row: list[Any]) -> Shape:
    """Return opening hours; of HSDS's optional fields only those that have a value. SQLite keeps times as text."""
    one, text, days, opens, closes, holidays, first, last = row
    known = {
        "description": text,
        "freq": "WEEKLY" if days else "",
        "byday": days,
        "opens_at": str(opens)[:5] if opens is not None else "",
        "closes_at": str(closes)[:5] if closes is not None else "",
        "holidays": holidays,
        "valid_from": str(first) if first else "",
        "valid_to": str(last) if last else "",
    }
    return {"id": told(one), **{name: value for name, value in known.items() if value}}


def _organization(service: Shape) -> Shape:
    shape = {
        "id": str(service["organization_id"]),
        "name": service["organization__name"],
        "description": service["organization__description"],
    }
    website = service["organization__website"]
    return shape | {"website": website} if website else shape
