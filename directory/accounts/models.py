"""Who belongs to which school, what they may do there, and how they sign in."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone
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


class Identity(models.Model):
    """A user's account at the school's sign-in. Issuer and subject are the key: an e-mail may change hands."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identity", verbose_name="bruger"
    )
    issuer = models.CharField("udsteder", max_length=255)
    subject = models.CharField("brugerens id hos udstederen", max_length=255)

    class Meta:
        verbose_name = "konto hos skolen"
        verbose_name_plural = "konti hos skolen"
        constraints = (models.UniqueConstraint(fields=("issuer", "subject"), name="one_user_per_identity"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.issuer}"


def end_of_first_password() -> datetime:
    """Return when a one-time password of now runs out."""
    return timezone.now() + timedelta(days=settings.ONE_TIME_PASSWORD_DAYS)


class OneTimePassword(models.Model):
    """Says that the user's password was made by an administrator: it must be changed at the first sign-in, in time."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="one_time_password", verbose_name="bruger"
    )
    valid_to = models.DateTimeField("gælder til", default=end_of_first_password)

    class Meta:
        verbose_name = "engangskode"
        verbose_name_plural = "engangskoder"

    def __str__(self) -> str:
        return str(self.user)


class Person(User):
    """Gives users their place beside the log in the admin."""

    class Meta:
        proxy = True
        app_label = "accounts"
        verbose_name = "bruger"
        verbose_name_plural = "brugere"


class Log(LogEntry):
    """Gives the page of sign-ins and changes its place in the admin; the page itself reads several tables (log.py)."""

    class Meta:
        proxy = True
        app_label = "accounts"
        verbose_name = "linje i loggen"
        verbose_name_plural = "log"
