"""A school's plan for when somebody is worried: the draft that is worked on, and what a leader has approved."""

from typing import Any

from django.conf import settings
from django.db import models

from directory.resources.models import Record
from directory.schools.models.fields import role_field, topics_field
from directory.schools.models.school import School


class Trigger(models.TextChoices):
    """How much it hurries."""

    ACUTE = "acute", "Fare nu"
    URGENT = "urgent", "Skal ske i dag"
    CONCERN = "concern", "Bekymring"


class Plan(Record):
    """The plan as it is being written. Teachers see the newest ApprovedPlan, never this."""

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="plan", verbose_name="skole")
    owner_role = role_field("ejer")
    tovholder_role = role_field("tovholder")
    tovholder_deputy_role = role_field("tovholderens stedfortræder")

    class Meta:
        verbose_name = "beredskabsplan"
        verbose_name_plural = "beredskabsplaner"
        ordering = ("school__name",)

    def __str__(self) -> str:
        return f"Beredskabsplan for {self.school}"

    @property
    def approved_now(self) -> "ApprovedPlan | None":
        """The approved plan that teachers see, None before the first approval."""
        return self.approvals.first()


class PlanStep(Record):
    """One thing that one role does, within a time. A draft may lack what the lint then asks for."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps", verbose_name="plan")
    trigger = models.CharField("hvornår", max_length=10, choices=Trigger.choices)
    order = models.PositiveSmallIntegerField("nr.", help_text="Skriv et nyt tal for at flytte skridtet.")
    role = role_field("hvem", optional=True)
    deputy_role = role_field("stedfortræder", optional=True)
    within = models.CharField("inden for", max_length=60, blank=True)
    text = models.TextField("hvad", help_text="Korte sætninger, højst 15 ord.")
    topics = topics_field("Det, skridtet gælder for. Vælg ingen, hvis det gælder for alt.")
    _history_m2m_fields = ("topics",)

    class Meta:
        verbose_name = "skridt"
        verbose_name_plural = "skridt"
        # "acute", "concern", "urgent": the plan's own order is made where it is shown.
        ordering = ("trigger", "order")

    def __str__(self) -> str:
        return f"{self.get_trigger_display()} {self.order}"


class PlanContact(Record):
    """Where a role is found at the school. Functions and rooms, never private persons."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="contacts", verbose_name="plan")
    role = role_field("rolle")
    name = models.CharField("funktion", max_length=120, help_text="Skriv funktionen, ikke en person.")
    where = models.CharField("hvor", max_length=120, blank=True)
    phone = models.CharField("nummer", max_length=30, blank=True, help_text="Kun et nummer, I selv har prøvet.")
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)

    class Meta:
        verbose_name = "kontakt på skolen"
        verbose_name_plural = "kontakter på skolen"
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name


class ApprovedPlan(Record):
    """What a leader approved, word for word. It is never changed: a change of the plan is a new version."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="approvals", verbose_name="plan")
    version = models.PositiveIntegerField("version")
    approved = models.DateField("godkendt den")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="godkendt af",
    )
    # The plan's part of the API's answer, with the ids of the steps (contracts.md 4).
    content: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField("indhold")

    class Meta:
        verbose_name = "godkendt plan"
        verbose_name_plural = "godkendte planer"
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=("plan", "version"), name="one_approval_per_version"),)

    def __str__(self) -> str:
        return f"Version {self.version}"
