"""A person's word that a contact is right, for a while."""

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from directory.messages import message
from directory.resources.assurers import names_a_function
from directory.resources.freshness import contact_fingerprint, last_day
from directory.resources.models.services import Organization, Service


def default_expiry() -> date:
    """Return the last day of a confirmation of today; `save` moves it nearer for a crisis number."""
    return last_day(timezone.localdate(), crisis=False)


class How(models.TextChoices):
    """In which way a contact was checked."""

    PHONE = "phone", "Ringet op"
    MAIL = "mail", "Skrevet, og fået svar"
    WEBSITE = "website", "Set på hjemmesiden"
    MEETING = "meeting", "Talt sammen på et møde"


class Verification(models.Model):
    """What a person found out about a service's contact, or about an organization's switchboard.

    `confirmed_contact` keeps what the person saw. If a number, an e-mail or a page is changed afterwards, the
    confirmation no longer counts, and the new contact must be confirmed anew.
    """

    CONFIRMED = "confirmed"
    REJECTED = "rejected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, related_name="verifications", verbose_name="tilbud"
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="verifications",
        verbose_name="organisation",
    )
    result = models.CharField(
        "resultat", max_length=10, choices=[(CONFIRMED, "Passer"), (REJECTED, "Passer ikke")], default=CONFIRMED
    )
    assurer = models.CharField("hvem har bekræftet", max_length=80, help_text="Skriv funktionen, fx studievejleder.")
    how = models.CharField("hvordan", max_length=10, choices=How.choices, blank=True)
    assured_date = models.DateField("bekræftet den", default=timezone.localdate)
    valid_to = models.DateField("gælder til og med", default=default_expiry)
    confirmed_contact = models.TextField("det bekræftede", blank=True, editable=False)
    # For the trail of who did what; teachers see the function alone.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="skrevet ind af",
    )
    created_at = models.DateTimeField("oprettet", auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "bekræftelse"
        verbose_name_plural = "bekræftelser"
        ordering = ("-assured_date", "-created_at")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(service__isnull=True) ^ models.Q(organization__isnull=True),
                name="verification_of_one_owner",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.assured_date:%d.%m.%Y}"

    def clean(self) -> None:
        """Refuse a person in the place of a function, and a day that has not come.

        Raises:
            ValidationError: by field, with a Danish message.
        """
        wrong = {}
        if self.assurer and not names_a_function(self.assurer):
            wrong["assurer"] = message("assurer_is_person")
        if self.assured_date and self.assured_date > timezone.localdate():
            wrong["assured_date"] = message("assured_in_future")
        elif self.assured_date and self.valid_to and self.valid_to < self.assured_date:
            wrong["valid_to"] = message("valid_to_crossed")
        if wrong:
            raise ValidationError(wrong)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what is confirmed the first time the row is saved, for no longer than its kind may last."""
        if self._state.adding:
            # Read anew: the owner at hand may have been fetched before its numbers were saved.
            if self.service_id:
                self._keep(Service.objects.get(pk=self.service_id))
            elif self.organization_id:
                self._keep(Organization.objects.get(pk=self.organization_id))
        super().save(*args, **kwargs)

    def _keep(self, owner: Service | Organization) -> None:
        """Keep what the person saw; an earlier last day that a person has set stays."""
        self.confirmed_contact = contact_fingerprint(owner)
        latest = last_day(self.assured_date, crisis=getattr(owner, "is_crisis", False))
        self.valid_to = min(self.valid_to, latest)
