"""The rows that belong to a page of services, one plain SQL question for each kind.

Django's query sets took longer to be built and prepared than the database took to answer: six of them were half of the
time of an answer, and `prefetch_related` was more (`make bench`). Everything here is read by ids from the database.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, UUIDField

from directory.resources.models import Contact, Phone, Service, Verification

Owned = dict[UUID, list[Any]]

_ID: "UUIDField[Any, Any]" = UUIDField()

TOPICS = """
    SELECT link.service_id, term.code
    FROM resources_service_topics link JOIN resources_taxonomyterm term ON term.id = link.taxonomyterm_id
    WHERE link.service_id IN ({ids}) ORDER BY term.position, term.code
"""
AREAS = "SELECT service_id, id, name, uri FROM resources_servicearea WHERE service_id IN ({ids}) ORDER BY uri, id"
SCHEDULES = "SELECT service_id, id, description FROM resources_schedule WHERE service_id IN ({ids}) ORDER BY id"
# What resources/freshness.py judges: the latest word first, and only numbers and contacts in use. The order never
# varies, so that the same rows are the same answer (its ETag).
JUDGED: dict[str, tuple[type[Model], str]] = {
    "verifications": (
        Verification,
        "SELECT * FROM resources_verification WHERE service_id IN ({ids}) ORDER BY assured_date DESC, created_at DESC",
    ),
    "phones": (Phone, "SELECT * FROM resources_phone WHERE service_id IN ({ids}) AND published ORDER BY number, id"),
    "contacts": (
        Contact,
        "SELECT * FROM resources_contact WHERE service_id IN ({ids}) AND published ORDER BY name, id",
    ),
}


@dataclass(frozen=True)
class Children:
    """By the service's id: topic codes, areas (id, name, uri) and opening hours (id, description)."""

    topics: Owned
    areas: Owned
    schedules: Owned


def fetch(services: Iterable[Service]) -> Children:
    """Return what belongs to the services, and hand each of them its confirmations, numbers and contacts.

    Args:
        services: the rows of one page.
    """
    by_id = {service.pk: service for service in services}
    if not by_id:
        return Children({}, {}, {})
    as_kept = {_ID.get_db_prep_value(pk, connection): pk for pk in by_id}
    marks = ", ".join(["%s"] * len(as_kept))
    for name, (model, question) in JUDGED.items():
        owned: Owned = defaultdict(list)
        for row in model._default_manager.raw(question.format(ids=marks), list(as_kept)):
            owned[vars(row)["service_id"]].append(row)
        for pk, service in by_id.items():
            # Where Django keeps what it has prefetched: `service.phones.all()` then gives it as it is.
            vars(service).setdefault("_prefetched_objects_cache", {})[name] = owned[pk]
    return Children(*(_asked(question.format(ids=marks), as_kept) for question in (TOPICS, AREAS, SCHEDULES)))


def _asked(question: str, as_kept: dict[Any, UUID]) -> Owned:
    owned: Owned = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(question, list(as_kept))
        for service, *row in cursor.fetchall():
            owned[as_kept[service]].append(row)
    return owned


def told(value: UUID | str) -> str:
    """Return an id as the API writes it. SQLite keeps ids as text without hyphens."""
    if isinstance(value, UUID):
        return str(value)
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"
