"""A school's new row: a copy of the shared one with what the sheet says, or an offer that only the school knows."""

from dataclasses import dataclass, field

from directory.resources.hours_text import rows_of
from directory.resources.models import (
    Contact,
    Municipality,
    Phone,
    Record,
    Schedule,
    Scope,
    Service,
    ServiceArea,
    TaxonomyTerm,
)
from directory.resources.models.services import Sector
from directory.schools.models import School
from directory.sheets.changing import number_and_kind, set_fields
from directory.sheets.compare import Comparer, Planned

# What a copy has of its own. The unconfirmed number of a shared row has a last day; a copy has none.
OWN_FIELDS = {"id", "origin", "school", "phone_until", "service"}


@dataclass
class Made:
    """A new service with all that belongs to it, not saved yet."""

    service: Service
    topics: list[TaxonomyTerm]
    children: list[Record] = field(default_factory=list)


def made_for(row: Planned, school: School, comparer: Comparer) -> Made:
    """Return the new row of a difference. Contacts and numbers of the shared row come along as drafts."""
    shared = comparer.shared.get(row.identity)
    made = _copied(shared, school) if shared else _fresh(row, school)
    set_fields(made.service, row)
    topics = row.after("topics")
    if topics is not None:
        made.topics = comparer.vocabulary.terms(topics)
    hours = row.after("hours")
    if hours is not None:
        made.children = [child for child in made.children if not isinstance(child, Schedule)]
        for schedule in rows_of(hours):
            schedule.service = made.service
            made.children.append(schedule)
    _add_phones(made, row.after("phone") or "")
    email, page = row.after("email") or "", row.after("url") or ""
    if email or page:
        name = row.label[:120]
        made.children.append(Contact(service=made.service, name=name, email=email, url=page, published=True))
    return made


def _copied(shared: Service, school: School) -> Made:
    """Return a copy, with its areas and opening hours, and its numbers and contacts as drafts."""
    own = Service(school=school, **_values(shared))
    made = Made(own, list(shared.topics.all()))
    for child in (*shared.service_areas.all(), *shared.schedules.all(), *shared.phones.all(), *shared.contacts.all()):
        copy = type(child)(**_values(child) | {"service": own})
        if isinstance(copy, Phone | Contact):
            copy.published = False
        made.children.append(copy)
    return made


def _values(row: Record) -> dict[str, object]:
    """Return a row's values by the names of its columns, without what a copy has of its own."""
    fields = [field for field in row._meta.concrete_fields if field.name not in OWN_FIELDS]
    return {field.attname: getattr(row, field.attname) for field in fields}


def _fresh(row: Planned, school: School) -> Made:
    """Return an offer that has no shared row behind it; the municipality it is in stands as the one who runs it."""
    organization = Municipality.objects.select_related("organization").get(code=row.place).organization
    service = Service(
        school=school,
        key=row.key,
        organization=organization,
        scope=Scope.MUNICIPAL,
        sector=Sector.MUNICIPALITY,
        description=row.after("can_contribute") or "",
    )
    return Made(service, [], [ServiceArea(service=service, name=organization.name, uri=row.place)])


def _add_phones(made: Made, wanted: str) -> None:
    """Add the numbers; one that came along as a draft is taken into use instead."""
    drafts = {(child.number.replace(" ", ""), child.type): child for child in made.children if isinstance(child, Phone)}
    for text in wanted.split("; ") if wanted else []:
        number, kind = number_and_kind(text)
        draft = drafts.get((number.replace(" ", ""), kind))
        if draft is not None:
            draft.published = True
        else:
            made.children.append(Phone(service=made.service, number=number, type=kind))
