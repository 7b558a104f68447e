"""A school's own answer to a heading of the skeleton (knowledge/plan_skeleton.yml); unanswered ones have no row."""

from django.db import models

from directory.resources.models import Record
from directory.schools.models.fields import role_field
from directory.schools.models.plan import Plan

LONGEST_ANSWER = 500


class PlanSection(Record):
    """One heading that the school has answered, wholly or in part. It is part of the draft, as a step is."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections", verbose_name="plan")
    code = models.CharField("overskrift", max_length=20)
    role = role_field("hvem har ansvaret", optional=True)
    text = models.TextField("svar", max_length=LONGEST_ANSWER, blank=True)

    class Meta:
        verbose_name = "afsnit i planen"
        verbose_name_plural = "afsnit i planen"
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("plan", "code"), name="one_answer_per_heading"),)

    def __str__(self) -> str:
        return self.code
