"""A school, where its pupils come from, and its shared mailboxes."""

from django.db import models

from directory.resources.models import Municipality, Record
from directory.schools.models.fields import check_shared_mailbox

SHARED = "En fælles postkasse, som flere læser. Aldrig en persons egen."


class School(Record):
    """A school that uses Vejviser."""

    slug = models.SlugField("kort navn i adressen", unique=True)
    name = models.CharField("navn", max_length=120)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, verbose_name="kommune")
    pupil_municipalities = models.ManyToManyField(
        Municipality,
        blank=True,
        related_name="+",
        verbose_name="kommuner, som eleverne kommer fra",
        help_text="Hjælpen findes i elevens hjemkommune. Vælg dem, I har flest elever fra.",
    )
    _history_m2m_fields = ("pupil_municipalities",)
    digest_mailbox = models.EmailField(
        "ansvarlig postkasse",
        blank=True,
        validators=[check_shared_mailbox],
        help_text=f"Her får I besked om kontakter, der skal bekræftes igen. {SHARED}",
    )
    is_example = models.BooleanField("eksempel", default=False, help_text="Eksempler vises ikke i drift.")

    class Meta:
        verbose_name = "skole"
        verbose_name_plural = "skoler"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Purpose(models.TextChoices):
    """What a mailbox inside the school is for."""

    CONCERN = "bekymring", "Bekymringer om elever"
    TOVHOLDER = "tovholder", "Tovholderen"
    LEADERS = "ledelse", "Ledelsen"


class SchoolMailbox(Record):
    """A mailbox inside the school that several people read, so that nothing waits for one who is away."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="mailboxes", verbose_name="skole")
    purpose = models.CharField("til", max_length=12, choices=Purpose.choices)
    address = models.EmailField("adresse", validators=[check_shared_mailbox], help_text=SHARED)

    class Meta:
        verbose_name = "intern postkasse"
        verbose_name_plural = "interne postkasser"
        ordering = ("purpose",)
        constraints = (models.UniqueConstraint(fields=("school", "purpose"), name="one_mailbox_per_purpose"),)

    def __str__(self) -> str:
        return self.get_purpose_display()
