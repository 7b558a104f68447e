"""What every row here has: whose it is, where it is from, how sure, and who has looked at it last."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.timezone import localdate

from directory.learning.saying import say
from directory.messages import message
from directory.resources.assurers import names_a_function
from directory.resources.freshness import months_after
from directory.resources.models import Record, Region
from directory.resources.models.services import Confidence
from directory.resources.plain_text import hides_contact
from directory.schools.models import School

# A course page changes often, so a look at it does not last as long as a contact's.
LASTS_MONTHS = 6


class Sourced(Record):
    """A row with its source. A person's word counts for the very facts that the person saw, and for half a year."""

    # What a word is about; and what may hold no number or mail.
    FACTS: tuple[str, ...] = ("title", "about", "url", "region_id")
    FREE_TEXTS: tuple[str, ...] = ("title", "about", "source_name")

    title = models.CharField("navn", max_length=160)
    school = models.ForeignKey(
        School,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="skolens egen",
        help_text="Tom: fælles for alle skoler. Ellers ser kun den skole rækken.",
    )
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="region",
        help_text="Tom: hele landet.",
    )
    about = models.TextField("hvad er det", max_length=600, help_text="Korte sætninger med jeres egne ord.")
    url = models.URLField("webside", max_length=400, blank=True)
    shown = models.BooleanField("vises", default=True)
    source_name = models.CharField("kilde", max_length=200, blank=True)
    source_url = models.URLField("kildens adresse", max_length=400, blank=True)
    source_date = models.CharField("kildens dato", max_length=60, blank=True)
    confidence = models.CharField("sikkerhed", max_length=10, choices=Confidence.choices, default=Confidence.MEDIUM)
    checked_on = models.DateField("set efter den", null=True, blank=True)
    checked_by = models.CharField(
        "bekræftet af", max_length=80, blank=True, help_text="Skriv funktionen, fx studievejleder. Ikke et navn."
    )
    confirmed_facts = models.TextField("det bekræftede", blank=True, editable=False)
    position = models.PositiveSmallIntegerField("rækkefølge", default=0, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a person's name, a number in a text, a day that has not come, and a row without any source.

        Raises:
            ValidationError: by field, with a Danish message.
        """
        wrong = {name: message("number_in_text") for name in self.FREE_TEXTS if hides_contact(getattr(self, name))}
        if self.checked_by and not names_a_function(self.checked_by):
            wrong["checked_by"] = message("assurer_is_person")
        if self.checked_on and self.checked_on > localdate():
            wrong["checked_on"] = message("assured_in_future")
        if self.checked_by and not self.checked_on:
            wrong["checked_on"] = say("checked_by_missing")
        if not (self.source_name or self.checked_by):
            wrong["source_name"] = say("source_missing")
        if wrong:
            raise ValidationError(wrong)

    @property
    def page(self) -> str:
        """The address as a link may hold it, "" for one that is no web page: a form refuses that, a file might not."""
        return _web(self.url)

    @property
    def source_page(self) -> str:
        """The source's address, likewise."""
        return _web(self.source_url)

    def facts(self) -> str:
        """Return what a person can confirm."""
        return "\n".join(str(getattr(self, name)) for name in self.FACTS)

    def confirm(self) -> None:
        """Take down what whoever stands in `checked_by` has seen; without anybody nothing is confirmed."""
        self.confirmed_facts = self.facts() if self.checked_by else ""

    def is_confirmed(self, today: date) -> bool:
        """Tell whether a person's word counts today."""
        if not (self.checked_by and self.checked_on) or self.confirmed_facts != self.facts():
            return False
        return today <= months_after(self.checked_on, LASTS_MONTHS)


def _web(address: str) -> str:
    return address if address.startswith(("https://", "http://")) else ""
