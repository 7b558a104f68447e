"""Drafts as suggestions: what a municipality's own page once said, offered to the person who keeps the row.

A draft is never shown to a teacher. Taken into use it becomes the person's, and it is shown when she has confirmed it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from directory.resources.adopting import copy_to, shared_row
from directory.resources.confirming import contact_lines
from directory.resources.models import Contact, Origin, Phone, Service

NUMBER = re.compile(r"(?<!\d)\d\d ?\d\d ?\d\d ?\d\d(?!\d)")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# What is left around a number in "39 57 54 10 (Familieafdelingen)".
AROUND = " \t():,.-"


@dataclass(frozen=True)
class Suggestion:
    """One number, e-mail or page that nobody has confirmed; `key` names it in a form."""

    key: str
    value: str
    about: str
    row: Phone | Contact | None = None
    name: str = ""


def suggestions(service: Service) -> list[Suggestion]:
    """Return what may be taken into use: the row's own drafts, those of the shared row, and the switchboard."""
    shared = shared_row(service) if service.school_id else None
    sources = [service] if shared is None else [service, shared]
    used = {_squeezed(line) for line in contact_lines(service)}
    found: dict[str, Suggestion] = {}
    for one in [*_of_rows(sources), *_of_phones(service.organization.phones.filter(published=False), "switchboard")]:
        if _squeezed(one.value) not in used:
            found.setdefault(one.key, one)
    return list(found.values())


def _of_rows(sources: Iterable[Service]) -> Iterator[Suggestion]:
    for source in sources:
        yield from _of_phones(source.phones.filter(published=False), "")
        # Also those in use: their page may have said a number that is not.
        for contact in source.contacts.all():
            yield from _of_contact(contact)


def _of_phones(phones: Iterable[Phone], about: str) -> Iterator[Suggestion]:
    for phone in phones:
        yield Suggestion(f"number:{_squeezed(phone.number)}", phone.number, about, phone)


def _of_contact(contact: Contact) -> Iterator[Suggestion]:
    """Yield the page and e-mail of a draft, and the numbers and e-mails in what its page said."""
    # Such as "ældre side (ca. 2013)": the person must know before she tries it.
    about_page = ", ".join(part for part in (contact.name, contact.remark) if part)
    value = contact.url or contact.email
    if value:
        yield Suggestion(f"contact:{value}", value, about_page, contact)
    for part in re.split(r"[;\n]", contact.as_stated):
        for number in NUMBER.findall(part):
            about = NUMBER.sub("", part).strip(AROUND)
            yield Suggestion(f"number:{_squeezed(number)}", number, about or contact.name)
        for mail in MAIL.findall(part):
            yield Suggestion(f"mail:{mail}", mail, about_page, name=contact.name)


@transaction.atomic
def use(service: Service, key: str) -> Suggestion | None:
    """Take a suggestion into use on the row, and return it; None when there is no such suggestion any more."""
    found = next((one for one in suggestions(service) if one.key == key), None)
    if found is None:
        return None
    row: Any = found.row
    if row is not None and row.service_id == service.pk:
        row.published = True
        # A number of the knowledge files may be shown unconfirmed; this one is a person's, and must be confirmed.
        row.origin = Origin.PERSON
        row.save()
    elif row is not None:
        copy_to(service, row, published=True)
    elif found.key.startswith("number:"):
        Phone.objects.create(service=service, number=found.value)
    else:
        Contact.objects.create(service=service, name=found.name, email=found.value, published=True)
    return found


def _squeezed(text: str) -> str:
    return "".join(text.split())
