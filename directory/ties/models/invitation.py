"""A balkort: an invitation to talk about one tie, from a draft to new answers about it."""

import uuid

from django.db import models
from simple_history.models import HistoricalRecords

from directory.resources.models import Municipality
from directory.schools.models import School
from directory.schools.models.fields import role_field
from directory.ties.questions import QUALITIES

# Why a talk is needed, besides the seven qualities.
UNREACHED, ONE_SIDED, UNKNOWN = "unreached", "one_sided", "unknown"
REASONS = (*QUALITIES, UNREACHED, ONE_SIDED, UNKNOWN)


class State(models.TextChoices):
    """Where a balkort is."""

    DRAFTED = "drafted", "Kladde"
    SENT = "sent", "Sendt"
    ACCEPTED = "accepted", "Sagt ja"
    HELD = "held", "Holdt"
    RATED = "rated", "Spurgt igen"
    DECLINED = "declined", "Sagt nej"
    CANCELLED = "cancelled", "Aflyst"


class Invitation(models.Model):
    """A balkort. Its text and place are deleted when it is sent or given up; the history never holds them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="invitations", verbose_name="skole")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="kommune"
    )
    role = role_field("hvem indbydes")
    own_role = role_field("hvem indbyder")
    reason = models.CharField("om", max_length=20, choices=[(one, one) for one in REASONS])
    starts = models.DateTimeField("hvornår")
    where = models.CharField("hvor", max_length=80, blank=True)
    text = models.TextField("tekst", max_length=2000, blank=True)
    state = models.CharField("tilstand", max_length=10, choices=State.choices, default=State.DRAFTED)
    drafted_on = models.DateField("skrevet")
    sent_on = models.DateField("sendt", null=True)
    accepted_on = models.DateField("sagt ja", null=True)
    held_on = models.DateField("holdt", null=True)
    rated_on = models.DateField("spurgt igen", null=True)
    ended_on = models.DateField("sagt nej eller aflyst", null=True)
    history = HistoricalRecords(excluded_fields=["text", "where"])

    class Meta:
        verbose_name = "balkort"
        verbose_name_plural = "balkort"
        ordering = ("-drafted_on", "pk")

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.drafted_on:%d.%m.%Y}"
