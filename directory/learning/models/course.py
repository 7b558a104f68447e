"""A course, a conference, or a programme that a school takes by itself."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from directory.learning.models.sourced import Sourced
from directory.learning.saying import say


class Kind(models.TextChoices):
    """What it is."""

    COURSE = "course", "Kursus"
    CONFERENCE = "conference", "Konference"
    PROGRAMME = "programme", "Forløb, I selv tager"


class Status(models.TextChoices):
    """What the organizer says. That a day is past, nobody has to write."""

    OPEN = "open", "Åben for tilmelding"
    FULL = "full", "Fyldt"
    CANCELLED = "cancelled", "Aflyst"
    ASK = "ask", "Spørg arrangøren"
    NONE = "none", "Ingen aktuelle"
    ALWAYS = "always", "Altid åbent"


OF_A_DAY = (Status.OPEN, Status.FULL, Status.CANCELLED)
WITHOUT_DAY = (Status.NONE, Status.ALWAYS)
AUDIENCES = ("leaders", "staff", "key_persons")


class Course(Sourced):
    """One course. With a day it is listed until that day is over; without one it says where to look."""

    FACTS = (*Sourced.FACTS, "organizer", "status", "starts_on", "ends_on", "sign_up_by")
    FREE_TEXTS = (*Sourced.FREE_TEXTS, "organizer", "place")

    kind = models.CharField("slags", max_length=10, choices=Kind.choices, default=Kind.COURSE)
    organizer = models.CharField("arrangør", max_length=120)
    for_leaders = models.BooleanField("for ledere", default=False)
    for_staff = models.BooleanField("for medarbejdere", default=False)
    for_key_persons = models.BooleanField("for nøglepersoner", default=False)
    status = models.CharField("status", max_length=10, choices=Status.choices, default=Status.ASK)
    starts_on = models.DateField("første dag", null=True, blank=True)
    ends_on = models.DateField("sidste dag", null=True, blank=True)
    sign_up_by = models.DateField("tilmeld senest", null=True, blank=True)
    place = models.CharField("hvor", max_length=120, blank=True)

    class Meta:
        verbose_name = "kursus eller konference"
        verbose_name_plural = "kurser og konferencer"
        ordering = ("starts_on", "position", "title", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_on__isnull=False) | ~Q(status__in=OF_A_DAY), name="course_with_a_status_has_a_day"
            ),
        )

    def clean(self) -> None:
        """Refuse a status without its day, a day without sense, and a course for nobody.

        Raises:
            ValidationError: by field, with a Danish message.
        """
        super().clean()
        wrong = {}
        if self.status in OF_A_DAY and not self.starts_on:
            wrong["starts_on"] = say("day_missing")
        if self.status in WITHOUT_DAY and self.starts_on:
            wrong["starts_on"] = say("day_unwanted")
        if self.ends_on and (not self.starts_on or self.ends_on < self.starts_on):
            wrong["ends_on"] = say("days_crossed")
        if self.sign_up_by and (not self.starts_on or self.sign_up_by > self.starts_on):
            wrong["sign_up_by"] = say("sign_up_late")
        if not any(getattr(self, f"for_{one}") for one in AUDIENCES):
            wrong["for_leaders"] = say("nobody")
        if wrong:
            raise ValidationError(wrong)

    def state(self, today: date) -> str:
        """Return what to say of a course that is not over: its status, or `closed` after the last day to sign up."""
        if self.status in (Status.OPEN, Status.ASK) and self.sign_up_by and self.sign_up_by < today:
            return "closed"
        return self.status

    def audience(self) -> str:
        """Return in words for whom it is."""
        *first, last = [say(f"for_{one}") for one in AUDIENCES if getattr(self, f"for_{one}")] or [""]
        return say("for_several", first=", ".join(first), last=last) if first else last
