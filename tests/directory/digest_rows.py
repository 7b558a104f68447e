"""Rows that the tests of the digest need."""

from datetime import date
from typing import Any

from directory.resources.models import Municipality, Phone, Service, ServiceArea, Verification
from directory.schools.models import School

TODAY = date(2026, 11, 22)
COPIED = ("key", "organization", "scope", "sector", "can_contribute", "cannot_do", "is_crisis", "position")


def new_school(slug: str = "nyskolen", *, municipality: str = "0756", mailbox: str | None = None) -> School:
    """Make a school that has every function of its municipality looked at and out of use, so that nothing is due."""
    made = School.objects.create(
        slug=slug,
        name=slug.capitalize(),
        municipality=Municipality.objects.get(code=municipality),
        digest_mailbox=f"postkasse@{slug}.example" if mailbox is None else mailbox,
    )
    shared = Service.objects.filter(school=None, scope=1, organization__municipality__code=municipality)
    rows = [
        Service(school=made, name=one.name, status="inactive", **{name: getattr(one, name) for name in COPIED})
        for one in shared
    ]
    Service.objects.bulk_create(rows)
    ServiceArea.objects.bulk_create(ServiceArea(service=row, name=municipality, uri=municipality) for row in rows)
    return made


def own(school: School, key: str = "ssp", assured: date | None = None, **values: Any) -> Service:
    """Take the school's own row of a kind into use, with a number that was confirmed on that day."""
    row = Service.objects.get(school=school, key=key)
    row.status = "active"
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    Phone.objects.create(service=row, number="99 60 00 00")
    if assured:
        Verification.objects.create(service=row, assurer="studievejleder", assured_date=assured)
    return row
