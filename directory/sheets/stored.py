"""What the directory holds, in the words of a sheet."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from directory.resources.freshness import contact_fingerprint, published_contacts
from directory.resources.hours_text import text_of
from directory.resources.models import Phone, Service, Verification
from directory.schools.models import School
from directory.sheets.cells import number, tidy
from directory.sheets.vocabulary import Vocabulary
from directory.sheets.wording import CellError, choice_name

CONFIRMATION = ("confirmed_by", "confirmed_on", "how")


def fetched(rows: "QuerySet[Service]") -> "QuerySet[Service]":
    """Return the rows with all that a sheet shows of them, in few queries."""
    return rows.select_related("organization__municipality").prefetch_related(
        "phones", "contacts", "schedules", "topics", "verifications", "service_areas"
    )


def own_rows(school: School) -> list[Service]:
    """Return the school's own rows."""
    return list(fetched(Service.objects.filter(school=school)))


def shared_rows(organizations: Iterable[UUID] | None = None) -> list[Service]:
    """Return the shared rows, of these organizations alone when they are given."""
    rows = Service.objects.filter(school=None)
    return list(fetched(rows if organizations is None else rows.filter(organization__in=set(organizations))))


def place_of(service: Service) -> str:
    """Return the code of the municipality that runs the service, else the first area where it helps."""
    municipality = getattr(service.organization, "municipality", None)
    if municipality is not None:
        return str(municipality.code)
    return min((area.uri for area in service.service_areas.all()), default="")


def places_of(service: Service) -> list[str]:
    """Return every place under which a sheet may name the service."""
    if getattr(service.organization, "municipality", None) is not None:
        return [place_of(service)]
    return [area.uri for area in service.service_areas.all()]


def values_of(service: Service, vocabulary: Vocabulary) -> dict[str, str]:
    """Return what stands in each column but the first two; "" where there is nothing."""
    emails, pages = contact_values(service)
    return {
        "name": tidy(service.name),
        "phone": "; ".join(dict.fromkeys(map(phone_text, published_phones(service)))),
        "email": next(iter(emails), ""),
        "url": next(iter([*pages, service.url]), ""),
        "hours": hours_of(service),
        "can_contribute": tidy(service.can_contribute),
        "cannot_do": tidy(service.cannot_do),
        "age_from": "" if service.minimum_age is None else str(service.minimum_age),
        "age_to": "" if service.maximum_age is None else str(service.maximum_age),
        "topics": vocabulary.topics_text(set(service.topics.all())),
        "status": choice_name("status", service.status),
    } | confirmation_values(service)


def hours_of(service: Service) -> str:
    """Return the opening hours as one text."""
    return tidy(text_of(service.schedules.all()))


def published_phones(service: Service) -> list[Phone]:
    """Return the numbers in use, in the order in which they stand in a sheet."""
    used = [phone for phone in service.phones.all() if phone.published]
    return sorted(used, key=lambda phone: (phone.type != "voice", phone_text(phone)))


def phone_text(phone: Phone) -> str:
    """Return a number as a sheet writes it; one that a sheet would refuse stands as it is."""
    prefix = "sms " if phone.type == "sms" else ""
    try:
        return number(prefix + phone.number)
    except CellError:
        return prefix + phone.number


def contact_values(service: Service) -> tuple[list[str], list[str]]:
    """Return the e-mails and the pages of the contacts in use."""
    contacts = sorted(published_contacts(service), key=lambda contact: (contact.name, str(contact.pk)))
    return [one.email for one in contacts if one.email], [one.url for one in contacts if one.url]


def confirmation_values(service: Service) -> dict[str, str]:
    """Return the latest confirmation, also when it has run out; nothing when the contact was changed after it."""
    latest: Verification | None = next(iter(service.verifications.all()), None)
    seen = latest is not None and bool(latest.confirmed_contact)
    if latest is None or not seen or latest.result != Verification.CONFIRMED:
        return dict.fromkeys(CONFIRMATION, "")
    if latest.confirmed_contact != contact_fingerprint(service):
        return dict.fromkeys(CONFIRMATION, "")
    return {
        "confirmed_by": tidy(latest.assurer),
        "confirmed_on": f"{latest.assured_date:%d-%m-%Y}",
        "how": choice_name("how", latest.how),
    }
