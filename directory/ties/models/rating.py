"""One answer about one tie. It says what was answered and in which month, and nothing of who or when."""

import uuid

from django.db import models
from django.db.models import Q

from directory.resources.models import Municipality
from directory.schools.models import School
from directory.schools.models.fields import role_field
from directory.ties.questions import HIGHEST, LOWEST, QUALITIES


def _score(verbose_name: str) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(verbose_name, null=True)


def _answered() -> Q:
    """The seven scores are there when somebody was reached, and only then."""
    # A comparison with nothing is neither true nor false, and a database lets it pass: so "not empty" is said too.
    there = {f"{code}__isnull": False for code in QUALITIES} | {
        f"{code}__range": (LOWEST, HIGHEST) for code in QUALITIES
    }
    return Q(reached=True, **there) | Q(reached=False, **{f"{code}__isnull": True for code in QUALITIES})


class Rating(models.Model):
    """What one person in `from_role` says of the contact with `to_role`; `municipality` is empty inside the school.

    The id is random, so that it does not tell the order in which answers came. There is no history.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+", verbose_name="skole")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="kommune"
    )
    from_role = role_field("fra")
    to_role = role_field("til")
    month = models.DateField("måned")
    reached = models.BooleanField("nåede frem")
    frequent = _score("hyppig")
    timely = _score("rettidig")
    accurate = _score("præcis")
    problem_solving = _score("problemløsende")
    shared_goals = _score("fælles mål")
    shared_knowledge = _score("delt viden")
    mutual_respect = _score("gensidig respekt")

    class Meta:
        verbose_name = "svar om en kontakt"
        verbose_name_plural = "svar om kontakter"
        indexes = (models.Index(fields=("school", "month")),)
        constraints = (
            models.CheckConstraint(condition=_answered(), name="rating_scores_when_reached"),
            models.CheckConstraint(condition=~Q(from_role=models.F("to_role")), name="rating_between_two_roles"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class UsedLink(models.Model):
    """A link, or a channel's answer, that was used. Nothing ties it to the answer; it goes when the link runs out."""

    key = models.CharField("nøgle", primary_key=True, max_length=64)
    expires = models.DateField("udløber", db_index=True)

    class Meta:
        verbose_name = "brugt link"
        verbose_name_plural = "brugte links"

    def __str__(self) -> str:
        return str(self.expires)
