"""A school and its own plan for when somebody is worried."""

from django.db import models

from directory.resources.models import Municipality, Record, TaxonomyTerm


def _role(verbose_name: str, *, optional: bool = False) -> "models.ForeignKey[TaxonomyTerm]":
    """Return a field that holds a role of roles.yml."""
    return models.ForeignKey(
        TaxonomyTerm,
        on_delete=models.PROTECT,
        null=optional,
        blank=optional,
        related_name="+",
        limit_choices_to={"taxonomy": "role"},
        verbose_name=verbose_name,
    )


class School(Record):
    """A school that uses Vejviser."""

    slug = models.SlugField("kort navn i adressen", unique=True)
    name = models.CharField("navn", max_length=120)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name="kommune")
    is_example = models.BooleanField("eksempel", default=False, help_text="Eksempler vises ikke i drift.")

    class Meta:
        verbose_name = "skole"
        verbose_name_plural = "skoler"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Plan(Record):
    """The plan that the school's leader has approved."""

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="plan", verbose_name="skole")
    version = models.CharField("version", max_length=20)
    approved = models.DateField("godkendt den")
    owner_role = _role("ejer")
    tovholder_role = _role("tovholder")
    tovholder_deputy_role = _role("tovholderens stedfortræder")

    class Meta:
        verbose_name = "beredskabsplan"
        verbose_name_plural = "beredskabsplaner"

    def __str__(self) -> str:
        return f"{self.school} {self.version}"


class PlanStep(Record):
    """One thing that one role does, within a time."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps", verbose_name="plan")
    trigger = models.CharField(
        "hvornår",
        max_length=10,
        choices=[("acute", "Fare nu"), ("urgent", "Skal ske i dag"), ("concern", "Bekymring")],
    )
    order = models.PositiveSmallIntegerField("rækkefølge")
    role = _role("hvem")
    deputy_role = _role("stedfortræder", optional=True)
    within = models.CharField("inden for", max_length=60)
    text = models.TextField("hvad", help_text="Korte sætninger, højst 15 ord.")

    class Meta:
        verbose_name = "skridt"
        verbose_name_plural = "skridt"
        ordering = ("trigger", "order")
        constraints = (models.UniqueConstraint(fields=("plan", "trigger", "order"), name="one_step_per_order"),)

    def __str__(self) -> str:
        return f"{self.get_trigger_display()} {self.order}"


class PlanContact(Record):
    """Where a role is found at the school. Functions and rooms, never private persons."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="contacts", verbose_name="plan")
    role = _role("rolle")
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
