"""When a service is open: in words, in days and times that can be reckoned with, or both."""

from datetime import time

from django.core.exceptions import ValidationError
from django.db import models

from directory.messages import message
from directory.resources.models.record import Record
from directory.resources.models.services import Service
from directory.resources.plain_text import hides_contact

# The days of iCalendar (RFC 5545), in which HSDS writes them, from Monday.
DAYS = {
    "MO": "mandag",
    "TU": "tirsdag",
    "WE": "onsdag",
    "TH": "torsdag",
    "FR": "fredag",
    "SA": "lørdag",
    "SU": "søndag",
}


# So many days in a row are told by the first and the last.
A_RUN = 3


class Holidays(models.TextChoices):
    """Whether hours hold on public holidays. Empty: nobody has said, and then nobody is told that it is open."""

    OPEN = "open", "Også på helligdage"
    CLOSED = "closed", "Ikke på helligdage"
    ONLY = "only", "Kun på helligdage"


class Schedule(Record):
    """Opening hours. One row is the days of a week that have the same times.

    A closing time that is not later than the opening time is on the next day: from 22 to 5, and from 0 to 0 all day.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="schedules", verbose_name="tilbud")
    description = models.TextField(
        "med ord", blank=True, help_text="Det, læreren læser. Må være tom, når der er tider. Skal passe med tiderne."
    )
    byday = models.CharField("dage", max_length=20, blank=True)
    opens_at = models.TimeField("åbner", null=True, blank=True)
    closes_at = models.TimeField(
        "lukker", null=True, blank=True, help_text="Midnat er 00:00. Fra 00:00 til 00:00 er hele døgnet."
    )
    holidays = models.CharField("helligdage", max_length=6, choices=Holidays.choices, blank=True)
    valid_from = models.DateField("gælder fra", null=True, blank=True)
    valid_to = models.DateField("gælder til og med", null=True, blank=True)

    class Meta:
        verbose_name = "åbningstid"
        verbose_name_plural = "åbningstider"

    def __str__(self) -> str:
        return "; ".join(part for part in (self.description, self.times()) if part)

    def times(self) -> str:
        """Return the days and times as a sheet has them, "" when the row has words alone."""
        if not self.byday or self.opens_at is None or self.closes_at is None:
            return ""
        closes = "24" if self.closes_at == time(0) else _clock(self.closes_at)
        times = f"{self._days()} {_clock(self.opens_at)}-{closes}"
        return f"{times} ({self.get_holidays_display().lower()})" if self.holidays else times

    def _days(self) -> str:
        """Return the days in short, a row of three or more by its first and last."""
        ticked = [number for number, code in enumerate(DAYS) if code in self.byday.split(",")]
        names = [name[:3] for name in DAYS.values()]
        if len(ticked) >= A_RUN and ticked[-1] - ticked[0] == len(ticked) - 1:
            return f"{names[ticked[0]]}-{names[ticked[-1]]}"
        return ", ".join(names[number] for number in ticked)

    def clean(self) -> None:
        """Refuse numbers and mail addresses in the words, half-told times, and a row that says nothing.

        Raises:
            ValidationError: by field, with a Danish message.
        """
        wrong = {}
        if hides_contact(self.description):
            wrong["description"] = message("number_in_text")
        told = {"byday": self.byday, "opens_at": self.opens_at, "closes_at": self.closes_at}
        missing = [name for name, value in told.items() if value in ("", None)]
        if 0 < len(missing) < len(told):
            wrong |= {name: message("hours_half_told") for name in missing}
        elif missing and not self.description.strip():
            wrong["description"] = message("hours_untold")
        if set(filter(None, self.byday.split(","))) - DAYS.keys():
            wrong["byday"] = message("hours_unknown_day")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            wrong["valid_to"] = message("hours_valid_crossed")
        if wrong:
            raise ValidationError(wrong)


def _clock(moment: time) -> str:
    """Return a time of day as Danes write it: 9, 12.30."""
    return f"{moment.hour}.{moment.minute:02}" if moment.minute else str(moment.hour)
