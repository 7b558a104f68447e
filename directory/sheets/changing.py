"""Changing one row that the school has already, cell by cell, each with its history."""

from typing import Any

from directory.resources.hours_text import rows_of
from directory.resources.models import Contact, Origin, Phone, Record, Service
from directory.sheets.compare import Planned
from directory.sheets.stored import phone_text, published_phones
from directory.sheets.vocabulary import Vocabulary
from directory.sheets.wording import choices, folded, message


def change(service: Service, row: Planned, vocabulary: Vocabulary, user: Any) -> None:
    """Write the changes of one row."""
    pen = _Pen(user)
    topics = row.after("topics")
    if topics is not None:
        pen.sign(service)
        service.topics.set(vocabulary.terms(topics))
    if set_fields(service, row):
        pen.save(service)
    hours = row.after("hours")
    if hours is not None:
        for schedule in service.schedules.all():
            pen.delete(schedule)
        for schedule in rows_of(hours):
            schedule.service = service
            pen.save(schedule)
    phones = row.after("phone")
    if phones is not None:
        _change_phones(service, phones, pen)
    for column, attribute in (("email", "email"), ("url", "url")):
        value = row.after(column)
        if value is not None:
            _change_contact(service, row.label, attribute, value, pen)


class _Pen:
    """Saves and deletes in the name of a user, with the reason that the history shows."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def sign(self, row: Any) -> None:
        """Say who and why on the row's next line of history."""
        row._change_reason = message("reason")
        if self.user is not None:
            row._history_user = self.user

    def save(self, row: Record) -> None:
        """Save a row as a person's."""
        self.sign(row)
        row.origin = Origin.PERSON
        row.save()

    def delete(self, row: Record) -> None:
        """Delete a row; its history stays."""
        self.sign(row)
        row.delete()


def set_fields(service: Service, row: Planned) -> bool:
    """Set the service's own fields to what the sheet says; tell whether anything was set."""
    new: dict[str, Any] = {}
    for column in ("name", "can_contribute", "cannot_do"):
        new[column] = row.after(column)
    for column, attribute in (("age_from", "minimum_age"), ("age_to", "maximum_age")):
        age = row.after(column)
        if age is not None:
            setattr(service, attribute, int(age) if age else None)
    status = row.after("status")
    new["status"] = choices("status")[folded(status)] if status else None
    if new["can_contribute"] and service.description == service.can_contribute:
        # The loaded description repeats what they can contribute; an old copy of it would contradict the new text.
        service.description = new["can_contribute"]
    for name, value in new.items():
        if value is not None:
            setattr(service, name, value)
    return any(value is not None for value in new.values()) or any(
        row.after(c) is not None for c in ("age_from", "age_to")
    )


def number_and_kind(text: str) -> tuple[str, str]:
    """Return a number of a sheet as it is stored: the number, and `voice` or `sms`."""
    return (text.removeprefix("sms "), "sms") if text.startswith("sms ") else (text, "voice")


def _change_phones(service: Service, wanted: str, pen: _Pen) -> None:
    """Bring the numbers in use to those wanted: equal ones stay, a draft with a wanted number is taken into use."""
    texts = wanted.split("; ") if wanted else []
    used = {phone_text(phone): phone for phone in published_phones(service)}
    drafts = {phone_text(phone): phone for phone in service.phones.all() if not phone.published}
    for text, phone in used.items():
        if text not in texts:
            pen.delete(phone)
    for text in texts:
        if text in used:
            continue
        number, kind = number_and_kind(text)
        phone = drafts.get(text) or Phone(service=service, number=number, type=kind)
        phone.published = True
        pen.save(phone)


def _change_contact(service: Service, label: str, attribute: str, value: str, pen: _Pen) -> None:
    """Set the first e-mail or page of the contacts in use, or empty them all; a contact left with nothing goes."""
    used = list(Contact.objects.filter(service=service, published=True).order_by("name", "pk"))
    holders = [contact for contact in used if getattr(contact, attribute)]
    if value:
        contact = next(iter(holders + used), None) or Contact(service=service, name=label[:120], published=True)
        setattr(contact, attribute, value)
        pen.save(contact)
        return
    for contact in holders:
        setattr(contact, attribute, "")
        if contact.email or contact.url:
            pen.save(contact)
        else:
            pen.delete(contact)
    if attribute == "url" and service.url:
        service.url = ""
        pen.save(service)
