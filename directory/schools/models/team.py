"""Helpers from outside who sit at the school on fixed days, such as a municipality's Elevtjeneste."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from directory.messages import message
from directory.resources.models import Record, TaxonomyTerm
from directory.schools.models.fields import role_field, topics_field
from directory.schools.models.school import School

# Hours are looked at anew with each school year; a little more, so that next year's can be written in time.
LONGEST_DAYS = 400


class Weekday(models.IntegerChoices):
    """Days as ISO counts them."""

    MONDAY = 1, "Mandag"
    TUESDAY = 2, "Tirsdag"
    WEDNESDAY = 3, "Onsdag"
    THURSDAY = 4, "Torsdag"
    FRIDAY = 5, "Fredag"


class OnsiteTeam(Record):
    """Who comes to the school. After `valid_to` nobody is sent there any more."""

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="onsite_team", verbose_name="skole")
    name = models.CharField("navn", max_length=80, help_text="Fx Elevtjenesten.")
    roles = models.ManyToManyField(
        TaxonomyTerm,
        related_name="+",
        limit_choices_to={"taxonomy": "role"},
        verbose_name="hvem er med",
        help_text="Funktioner, aldrig navne på personer.",
    )
    topics = topics_field("Det, teamet hjælper med. Vælg ingen, hvis det hjælper med alt.")
    _history_m2m_fields = ("roles", "topics")
    phone = models.CharField("nummer", max_length=30, blank=True, help_text="Kun et nummer, I selv har prøvet.")
    valid_to = models.DateField(
        "tiderne gælder til og med", help_text="Fx sidste skoledag før ferien. Derefter vises teamet ikke."
    )

    class Meta:
        verbose_name = "team på skolen"
        verbose_name_plural = "teams på skolen"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse hours that nobody looks at for more than a school year.

        Raises:
            ValidationError: with what to write instead.
        """
        if self.valid_to and self.valid_to > timezone.localdate() + timedelta(days=LONGEST_DAYS):
            raise ValidationError({"valid_to": message("team_too_long")})


class Presence(Record):
    """When and where the team, or one of its roles, is at the school each week."""

    team = models.ForeignKey(OnsiteTeam, on_delete=models.CASCADE, related_name="presence", verbose_name="team")
    weekday = models.PositiveSmallIntegerField("ugedag", choices=Weekday.choices)
    opens_at = models.TimeField("fra")
    closes_at = models.TimeField("til")
    where = models.CharField("hvor", max_length=120)
    role = role_field("hvem", optional=True)

    class Meta:
        verbose_name = "tid på skolen"
        verbose_name_plural = "tider på skolen"
        ordering = ("weekday", "opens_at")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="presence_ends_after_it_begins",
                violation_error_message="Slut skal være senere end start.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H.%M}–{self.closes_at:%H.%M}"
