"""What every loaded row has: an id that stays the same over reloads, and who made it."""

import uuid

from django.db import models
from simple_history.models import HistoricalRecords

# The root of all our ids. Never change it: every id would change with it.
NAMESPACE = uuid.UUID("6f3c2f0e-5f0b-5d0c-9b0a-6a1f5d6a7e21")


def record_id(kind: str, *key: str) -> uuid.UUID:
    """Return the id of the row of that kind with that natural key; the same key always gives the same id."""
    return uuid.uuid5(NAMESPACE, "/".join((kind, *key)))


class Origin(models.TextChoices):
    """Who made the row: the knowledge files, or a person in the admin. The loader leaves a person's rows alone."""

    KNOWLEDGE = "knowledge", "Videnfilerne"
    PERSON = "person", "Et menneske"


class Record(models.Model):
    """A row that may come from `knowledge/`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    origin = models.CharField(
        "oprindelse",
        max_length=10,
        choices=Origin.choices,
        default=Origin.PERSON,
        editable=False,
        help_text="Hvad et menneske har rettet, bliver ikke overskrevet, når viden indlæses igen.",
    )
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True
