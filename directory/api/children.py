"""The rows that belong to a page of services, one plain SQL question for each kind.

Django's query sets took longer to be built and prepared than the database took to answer: six of them were half of the
time of an answer, and `prefetch_related` was more (`make bench`). Everything here is read by ids from the database.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from directory.resources.models import Verification

Owned = dict[UUID, list[Any]]

TOPICS = """
    SELECT link.service_id, term.code
    FROM resources_service_topics link JOIN resources_taxonomyterm term ON term.id = link.taxonomyterm_id
    WHERE link.service_id {among} ORDER BY term.position, term.code
"""
AREAS = "SELECT service_id, id, name, uri FROM resources_servicearea WHERE service_id {among} ORDER BY uri, id"
SCHEDULES = """
    SELECT service_id, id, description, byday, opens_at, closes_at, holidays, valid_from, valid_to
    FROM resources_schedule WHERE service_id {among} ORDER BY id
"""
# Only what is in use, in an order that never varies, so that the same rows are the same answer (its ETag).
PHONES = """
    SELECT service_id, id, number, type, origin FROM resources_phone
    WHERE service_id {among} AND published ORDER BY number, id
"""
CONTACTS = """
    SELECT service_id, email, url FROM resources_contact
    WHERE service_id {among} AND published ORDER BY name, id
"""
# The latest word first.
VERIFICATIONS = """
    SELECT * FROM resources_verification WHERE service_id {among} ORDER BY assured_date DESC, created_at DESC, id
"""


class Kept(list[Any]):
    """Rows at hand, which resources/freshness.py reads as it reads those of a model."""

    def all(self) -> "Kept":
        """Return them."""
        return self


@dataclass
class Children:
    """What belongs to each service, by its id: topic codes, and rows as they are selected above."""

    topics: Owned
    areas: Owned
    schedules: Owned
    phones: Owned
    contacts: Owned
    verifications: Owned = field(default_factory=lambda: defaultdict(list))


def fetch(ids: list[UUID]) -> Children:
    """Return what belongs to the services of those ids; at least one."""
    if connection.vendor == "postgresql":
        among, values = "= ANY(%s::uuid[])", ["{" + ",".join(map(str, ids)) + "}"]
        as_kept: dict[Any, UUID] = {one: one for one in ids}
    else:
        among, values = f"IN ({', '.join(['%s'] * len(ids))})", [one.hex for one in ids]
        as_kept = dict(zip(values, ids, strict=True))
    questions = (TOPICS, AREAS, SCHEDULES, PHONES, CONTACTS)
    found = Children(*(_asked(question.format(among=among), values, as_kept) for question in questions))
    for word in Verification.objects.raw(VERIFICATIONS.format(among=among), values):
        found.verifications[vars(word)["service_id"]].append(word)
    return found


def _asked(question: str, values: list[str], as_kept: dict[Any, UUID]) -> Owned:
    owned: Owned = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        for service, *row in cursor.fetchall():
            owned[as_kept[service]].append(row)
    return owned


def told(value: UUID | str) -> str:
    """Return an id as the API writes it. SQLite keeps ids as text without hyphens."""
    if isinstance(value, UUID):
        return str(value)
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"
