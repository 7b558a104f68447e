"""A handover while it is open, and what is counted of it for ever after. No row here keeps a history."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.timezone import localdate

from directory.handovers.environment import LONGEST_DAYS, UNTOUCHED_DAYS
from directory.resources.models import Municipality
from directory.schools.models import School
from directory.schools.models.fields import role_field


class Urgency(models.TextChoices):
    """How much the situation hurries, by the plan's own rules. Of the situation, never of the pupil."""

    ACUTE = "acute", "Fare nu"
    URGENT = "urgent", "Skal ske i dag"
    CHECK = "check", "Se på det snart"
    NONE = "none", "Haster ikke"


class State(models.TextChoices):
    """Where a handover is."""

    NEW = "new", "Ny"
    TAKEN = "taken", "Taget over"
    CLOSED = "closed", "Afsluttet"


class Ending(models.TextChoices):
    """How it ended: what came of it, or why the school went no further. Fixed words, so that none names anybody."""

    HELP_FOUND = "help_found", "Eleven har fået kontakt til den rette hjælp"
    HELP_HERE = "help_here", "Eleven får hjælp på skolen"
    NOTIFIED = "notified", "Skolen har underrettet kommunen"
    HAD_HELP = "had_help", "Eleven havde allerede hjælp, og de ved besked"
    LESS = "less", "Bekymringen var mindre, end den så ud til"
    PUPIL_NO = "pupil_no", "Eleven vil ikke have hjælp nu, og vi må vente"
    NO_ANSWER = "no_answer", "Vi fik ikke svar udefra"
    NO_PLACE = "no_place", "Der er ingen, der kan tage imod"
    LEFT = "left", "Eleven går her ikke mere"
    TWICE = "twice", "Vi har den i forvejen"
    WRONG_PLACE = "wrong_place", "Den hører ikke til her"


# The reasons for going no further; the others say what came of it.
NO_FURTHER = (
    Ending.LESS, Ending.PUPIL_NO, Ending.NO_ANSWER, Ending.NO_PLACE, Ending.LEFT, Ending.TWICE, Ending.WRONG_PLACE
)  # fmt: skip


class Handover(models.Model):
    """What a teacher passed on. The words are sealed (sealing.py); who has taken it stands here while it is open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="handovers", verbose_name="skole")
    # Made by the teacher's page, so that what is sent twice lands once.
    client_id = models.CharField("afsenderens id", max_length=64)
    reference = models.CharField("nummer", max_length=4)
    to_role = role_field("til")
    urgency = models.CharField("haster", max_length=6, choices=Urgency.choices)
    topics: "models.JSONField[list[str], list[str]]" = models.JSONField("emner", default=list)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="elevens hjemkommune"
    )
    sealed_note = models.TextField("note, forseglet")
    # Codes of what was told and answered besides (triage.py); none where none came with the note.
    sealed_facts = models.TextField("oplysninger, forseglet", blank=True)
    created = models.DateTimeField("modtaget")
    mailed = models.BooleanField("postkassen har fået besked", default=False)
    state = models.CharField("tilstand", max_length=6, choices=State.choices, default=State.NEW)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="tovholder"
    )
    sealed_step = models.TextField("næste skridt, forseglet", blank=True)
    next_date = models.DateField("næste dato")
    # What was counted already, so that nothing is counted twice.
    contacted = models.BooleanField("der er kontakt", default=False)
    touched = models.DateField("sidst rørt", default=localdate)
    closed = models.DateField("afsluttet", null=True)
    ending = models.CharField("udfald", max_length=12, choices=Ending.choices, blank=True)
    reminded: "models.JSONField[list[str], list[str]]" = models.JSONField("mindet om", default=list)

    class Meta:
        verbose_name = "overlevering"
        verbose_name_plural = "overleveringer"
        ordering = ("next_date", "created")
        constraints = (
            models.UniqueConstraint(fields=("school", "client_id"), name="one_handover_per_client_id"),
            models.UniqueConstraint(fields=("school", "reference"), name="one_handover_per_reference"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether somebody must still do something."""
        return self.state != State.CLOSED

    @property
    def last_day(self) -> date:
        """The last day it is kept; it is deleted the day after."""
        if self.closed is not None:
            return self.closed + timedelta(days=settings.HANDOVERS.days)
        longest = localdate(self.created) + timedelta(days=LONGEST_DAYS)
        return min(self.touched + timedelta(days=UNTOUCHED_DAYS), longest)


class HandoverCount(models.Model):
    """What stays: how many, by school, the month they came, main topic, home municipality and step. No day, no id."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+", verbose_name="skole")
    month = models.DateField("måned")
    topic = models.CharField("emne", max_length=40)
    municipality = models.CharField("kommune", max_length=4, blank=True)
    step = models.CharField("skridt", max_length=20)
    number = models.PositiveIntegerField("antal", default=0)

    class Meta:
        verbose_name = "antal overleveringer"
        verbose_name_plural = "antal overleveringer"
        constraints = (
            models.UniqueConstraint(
                fields=("school", "month", "topic", "municipality", "step"), name="one_count_of_handovers"
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.topic} {self.step}: {self.number}"


def seen_in(schools: Any) -> "models.QuerySet[Handover]":
    """Return the handovers of some schools with what a page shows of them."""
    return Handover.objects.filter(school__in=schools).select_related("school", "to_role", "municipality", "taken_by")
