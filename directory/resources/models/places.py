"""Regions with dates, and municipalities."""

from datetime import date

from django.db import models

from directory.resources.models.record import Record


class Region(Record):
    """A region in the time it exists: on 1 January 2027 two of them become one."""

    code = models.CharField("kode", max_length=30, unique=True)
    name = models.CharField("navn", max_length=60)
    valid_from = models.DateField("første dag", null=True, blank=True)
    valid_to = models.DateField("sidste dag", null=True, blank=True)

    class Meta:
        verbose_name = "region"
        verbose_name_plural = "regioner"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def exists_on(self, day: date) -> bool:
        """Tell whether the region exists on that day; both ends count."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Municipality(Record):
    """One of the 98. Its organization holds the name, the web site and the switchboard."""

    code = models.CharField("kommunekode", max_length=4, unique=True)
    name = models.CharField("navn", max_length=60)
    organization = models.OneToOneField("resources.Organization", on_delete=models.PROTECT, verbose_name="organisation")
    regions = models.ManyToManyField(
        Region, verbose_name="regioner", help_text="Alle de regioner, som kommunen hører til, før og efter 2027."
    )

    class Meta:
        verbose_name = "kommune"
        verbose_name_plural = "kommuner"
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def region_on(self, day: date) -> Region | None:
        """Return the region that the municipality belongs to on that day."""
        return next((region for region in self.regions.all() if region.exists_on(day)), None)
