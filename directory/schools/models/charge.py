"""Who keeps the plan and the directory, who steps in, and the group that meets about them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from directory.resources.models import Municipality
from directory.schools.models.fields import role_field
from directory.schools.models.school import School


class Subject(models.TextChoices):
    """What is kept."""

    PLAN = "plan", "Beredskabsplanen"
    DIRECTORY = "directory", "Kontaktregistret"


class Charge(models.Model):
    """The owner of one thing, and the deputy. A person is an account at the school, never a written name."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="charges", verbose_name="skole")
    subject = models.CharField("hvad", max_length=10, choices=Subject.choices)
    role = role_field("ejer")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ejerens konto",
    )
    deputy_role = role_field("stedfortræder")
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="stedfortræderens konto",
    )
    # Since when the owner has been reminded without doing anything; empty when nothing waits.
    reminded_on = models.DateField("mindet om det den", null=True, editable=False)
    history = HistoricalRecords(excluded_fields=["reminded_on"])

    class Meta:
        verbose_name = "ansvar"
        verbose_name_plural = "ansvar"
        ordering = ("-subject",)
        constraints = (models.UniqueConstraint(fields=("school", "subject"), name="one_charge_per_subject"),)

    def __str__(self) -> str:
        return self.get_subject_display()


class ProjectGroup(models.Model):
    """The group's next meeting. Its members are rows of their own."""

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="group", verbose_name="skole")
    next_meeting = models.DateField("næste møde", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "projektgruppe"
        verbose_name_plural = "projektgrupper"

    def __str__(self) -> str:
        return str(self.school)


class GroupMember(models.Model):
    """A role in the group; `municipality` says which one's, and is empty for the school's own."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="group_members", verbose_name="skole")
    role = role_field("rolle")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kommune"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "medlem af projektgruppen"
        verbose_name_plural = "medlemmer af projektgruppen"
        ordering = ("role__position", "municipality__name", "pk")
        constraints = (
            # A database counts two empty places as different.
            models.UniqueConstraint(
                fields=("school", "role"), condition=Q(municipality=None), name="one_member_per_role_at_the_school"
            ),
            models.UniqueConstraint(
                fields=("school", "role", "municipality"), name="one_member_per_role_and_municipality"
            ),
        )

    def __str__(self) -> str:
        return str(self.role)
