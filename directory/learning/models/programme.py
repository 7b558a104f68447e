"""What region and municipalities have agreed on a kind of trouble: background for a counsellor, never for a pupil."""

from django.db import models

from directory.learning.models.sourced import Sourced
from directory.resources.models import TaxonomyTerm


class Nature(models.TextChoices):
    """What it is."""

    PROGRAMME = "programme", "Forløbsprogram"
    AGREEMENT = "agreement", "Samarbejdsaftale"
    REVIEW = "review", "Undersøgelse"


class Programme(Sourced):
    """A programme, an agreement or a review of them."""

    FACTS = (*Sourced.FACTS, "at_school", "nature")
    FREE_TEXTS = (*Sourced.FREE_TEXTS, "at_school")

    nature = models.CharField("slags", max_length=10, choices=Nature.choices, default=Nature.PROGRAMME)
    topics = models.ManyToManyField(
        TaxonomyTerm,
        blank=True,
        related_name="+",
        limit_choices_to={"taxonomy": "topic"},
        verbose_name="emner",
        help_text="Vælg ingen, hvis det gælder for alt.",
    )
    _history_m2m_fields = ("topics",)
    at_school = models.TextField(
        "det betyder det på skolen",
        max_length=400,
        help_text="Ikke om diagnose eller behandling: det er ikke skolens.",
    )

    class Meta:
        verbose_name = "baggrund"
        verbose_name_plural = "baggrund"
        ordering = ("position", "title", "id")
