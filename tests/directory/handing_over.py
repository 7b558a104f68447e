"""A teacher's note on its way, for the tests of handovers: how it is delivered, and a search of all that is kept."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from django.utils.timezone import localdate

from directory.handovers.models import Handover
from directory.handovers.sealing import seal
from directory.schools.models import School

# Words that stand nowhere else in the database.
NOTE = """Det har jeg set og hørt:
- hun sover i en campingvogn bag tankstationen og græder i frokostpausen

Siden hvornår: efterårsferien"""
WORDS = ("campingvogn", "tankstationen", "frokostpausen", "efterårsferien")
STEP = "Vi spiser boghvedegrød sammen"
STEP_WORD = "boghvedegrød"


def order(**other: Any) -> dict[str, Any]:
    """Return what the door of the chat posts."""
    return {
        "id": "3405691582-3735928559-1",
        "school": "eksempelskolen",
        "to_role": "studievejleder",
        "topics": ["hjemloeshed", "ensomhed"],
        "municipality": "0756",
        "urgency": "none",
        "next_date": None,
        "note": NOTE,
    } | other


def post(body: Any, client: Client | None = None, **headers: Any) -> Any:
    """Deliver it."""
    content = body if isinstance(body, str) else json.dumps(body)
    return (client or Client()).post("/api/handovers", content, content_type="application/json", **headers)


def handed(school: School | None = None, **other: Any) -> Handover:
    """Deliver a note and return what was kept."""
    if school is not None:
        school.mailboxes.get_or_create(purpose="bekymring", defaults={"address": f"bekymring@{school.slug}.example"})
        other["school"] = school.slug
    number = Handover.objects.count()
    answer = post(order(id=f"fixed-id-of-a-test-{number}") | other)
    assert answer.status_code == 201, answer.content
    return Handover.objects.get(school__slug=answer.json()["school"]["slug"], reference=answer.json()["reference"])


@contextmanager
def mails() -> Iterator[list[Any]]:
    """Let mail be sent, and give what was."""
    mail.outbox = []
    with override_settings(EMAIL_HOST="mail.example", DEFAULT_FROM_EMAIL="vejviser@mail.example"):
        yield mail.outbox


def everything_kept() -> str:
    """Return every value of every table as text, in the database's own words."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found.append(f"{table} {cursor.fetchall()}")
    return "\n".join(found)


# For the walk through every door (two_tenants.py): whose row each page is about, and what a person posts there.
PAGES = (
    "handover",
    "handover_take",
    "handover_step",
    "handover_missing",
    "handover_contact",
    "handover_rate",
    "handover_close",
)
ROWS = dict.fromkeys(PAGES, "handover")


def planted(school: School, words: str) -> Handover:
    """Return a handover of the school with these words wherever words can be."""
    one = handed(school, note=words)
    one.sealed_step = seal(words)
    one.save()
    return one


def bodies() -> dict[str, dict[str, str]]:
    """Return by page what its form holds."""
    tomorrow = localdate() + timedelta(days=1)
    return {
        "handover_take": {"seen": ""},
        "handover_step": {"step": "Overtaget", "day": tomorrow.isoformat()},
        "handover_missing": {"age_group": "under18"},
        "handover_rate": {"role": "kontaktlaerer"},
        "handover_close": {"ending": "less"},
    }
