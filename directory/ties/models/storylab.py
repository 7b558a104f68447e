"""A storylab: what a school and a municipality bring to a meeting about their ties, and what they decide there."""

import uuid

from django.db import models
from simple_history.models import HistoricalRecords

from directory.resources.models import Municipality
from directory.schools.models import School
from directory.schools.models.fields import role_field

ONE_LINE = 200


class Storylab(models.Model):
    """A meeting. The three lines are of the cooperation, never of a pupil; the history does not hold them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="storylabs", verbose_name="skole")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", verbose_name="kommune")
    half = models.DateField("periodens første dag")
    meets_on = models.DateField("mødet er")
    workflows = models.CharField("samarbejdsgange", max_length=ONE_LINE, blank=True)
    effects = models.CharField("effekter", max_length=ONE_LINE, blank=True)
    next_steps = models.CharField("fastholde eller justere", max_length=ONE_LINE, blank=True)
    history = HistoricalRecords(excluded_fields=["workflows", "effects", "next_steps"])

    class Meta:
        verbose_name = "storylab"
        verbose_name_plural = "storylabs"
        ordering = ("-meets_on", "pk")

    def __str__(self) -> str:
        return f"{self.municipality.name}, {self.meets_on:%d.%m.%Y}"


class Decision(models.Model):
    """What was decided: a task with a role that owns it and a day; it is listed until it is done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    storylab = models.ForeignKey(Storylab, on_delete=models.CASCADE, related_name="decisions", verbose_name="storylab")
    text = models.CharField("beslutning", max_length=ONE_LINE)
    owner_role = role_field("hvem gør det")
    due = models.DateField("senest")
    done_on = models.DateField("gjort", null=True)
    history = HistoricalRecords(excluded_fields=["text"])

    class Meta:
        verbose_name = "beslutning"
        verbose_name_plural = "beslutninger"
        ordering = ("due", "pk")

    def __str__(self) -> str:
        return f"{self.due:%d.%m.%Y}"
