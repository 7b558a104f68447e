"""A school's own copy of a shared row: who wants to change a municipality's or a region's row gets one to change."""

from typing import Any

from django.db import IntegrityError, transaction

from directory.resources.models import Contact, Origin, Phone, Record, Schedule, Scope, Service, ServiceArea
from directory.schools.models import School

# What a copy has of its own. It shows no unconfirmed number, so it needs no last day for one.
OWN_FIELDS = ("id", "origin", "school", "phone_until")


class CannotAdopt(ValueError):
    """The row cannot be copied; `code` is a code of messages.yml that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def adopt(service: Service, school: School) -> Service:
    """Return the school's own row for a shared one, made now when there is none.

    Areas, topics and opening hours are copied. Contacts and numbers come along as drafts, and no confirmation does:
    what somebody confirmed for all schools is not the word of this school.

    Raises:
        CannotAdopt: the row is a school's own already, or national, which the administrator keeps for everybody.
    """
    if service.school_id is not None:
        raise CannotAdopt("adopt_own")
    if service.scope == Scope.NATIONAL:
        raise CannotAdopt("adopt_national")
    present = own_row(service, school)
    if present is not None:
        return present
    try:
        with transaction.atomic():
            return _copy(service, school)
    except IntegrityError:
        # Somebody else at the school pressed the same button in the same moment.
        return Service.objects.get(school=school, key=service.key, organization=service.organization_id)


def own_row(service: Service, school: School) -> Service | None:
    """Return the row that the school has in the place of a shared one."""
    return Service.objects.filter(school=school, key=service.key, organization=service.organization_id).first()


def shared_row(service: Service) -> Service | None:
    """Return the shared row that an own row stands in the place of."""
    return Service.objects.filter(school=None, key=service.key, organization=service.organization_id).first()


def _copy(service: Service, school: School) -> Service:
    own = Service(school=school, origin=Origin.PERSON, **_values(service, OWN_FIELDS))
    own.save()
    own.topics.set(service.topics.all())
    for model in (ServiceArea, Schedule, Phone, Contact):
        for row in model._default_manager.filter(service=service):
            copy_to(own, row)
    return own


def copy_to(own: Service, row: Record, *, published: bool = False) -> Record:
    """Copy one line of another row's tables to an own row; numbers and contacts as drafts unless told otherwise."""
    values = _values(row, ("id", "origin", "service", "organization"))
    if "published" in values:
        values["published"] = published
    model: Any = type(row)
    made: Record = model(service=own, origin=Origin.PERSON, **values)
    made.save()
    return made


def _values(row: Record, without: tuple[str, ...]) -> dict[str, Any]:
    """Return a row's values by the names of its columns."""
    fields = [field for field in row._meta.concrete_fields if field.name not in without]
    return {field.attname: getattr(row, field.attname) for field in fields}
