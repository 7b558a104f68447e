"""Who belongs to which school, and what they may do there."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from directory.schools.models import School


class Membership(models.Model):
    """What a user may do at one school. An administrator (Django's superuser) needs none."""

    class Role(models.TextChoices):
        """The three roles; each may do what the ones before it may."""

        READER = "reader", "Læser"
        EDITOR = "editor", "Redaktør (vejleder)"
        APPROVER = "approver", "Godkender (leder)"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name="bruger"
    )
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="memberships", verbose_name="skole")
    role = models.CharField("må", max_length=10, choices=Role.choices, default=Role.READER)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "adgang til en skole"
        verbose_name_plural = "adgang til skoler"
        constraints = (models.UniqueConstraint(fields=("user", "school"), name="one_role_per_school"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.school}"
