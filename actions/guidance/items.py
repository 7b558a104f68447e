"""The small pieces of an Answer (docs/contracts.md, section 5): sections, items, links and sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from actions.guidance.contacts import AGEING, CONFIRMED, Contact
from actions.guidance.knowledge import Json, Source, Wording


def section(section_id: str, heading: str, items: Sequence[Json], folded: bool = False) -> Json:
    """Return one section."""
    return {"id": section_id, "heading": heading, "folded": folded, "items": list(items)}


def item(
    title: str,
    text: str,
    *,
    details: Sequence[str] = (),
    links: Sequence[Json] = (),
    status: str | None = None,
    status_text: str | None = None,
    source: Json | None = None,
    owner: str | None = None,
    due: Json | None = None,
    hours: Json | None = None,
) -> Json:
    """Return one item; empty details are left out, and so are owner, due and hours where there are none."""
    known = {key: value for key, value in (("owner", owner), ("due", due), ("hours", hours)) if value}
    return known | {
        "title": title,
        "text": text,
        "details": [detail for detail in details if detail],
        "links": list(links),
        "status": status,
        "status_text": status_text,
        "source": source,
    }


def source_of(source: Source) -> Json:
    """Return a source as channels show it."""
    return {"text": source.name, "url": source.url, "date": source.date}


def answer_of(
    kind: str, text: str, sections: Sequence[Json], choices: Sequence[Json] = (), note: Json | None = None
) -> Json:
    """Return a whole Answer; sections without items are left out."""
    kept = [part for part in sections if part["items"]]
    return {"kind": kind, "text": text, "sections": kept, "choices": list(choices), "note": note}


def capital(text: str) -> str:
    """Return the text with its first letter large; `str.capitalize` would make the rest small (SSP, KUI)."""
    return text[:1].upper() + text[1:]


def danish_date(day: date, wording: Wording) -> str:
    """Return a day in words, for example a weekday with its date."""
    weekday, month = wording.get("weekdays")[day.weekday()], wording.get("months")[day.month - 1]
    return wording("date", weekday=weekday, day=day.day, month=month, year=day.year)


def copy_words(as_of: datetime, wording: Wording) -> str:
    """Return one sentence that says how old a copy of the directory is."""
    month = wording.get("months")[as_of.month - 1]
    return wording("lead.directory_copy", day=as_of.day, month=month, time=as_of.strftime("%H.%M"))


def contact_links(contact: Contact, wording: Wording) -> list[Json]:
    """Return the links of a contact; a number and a mail address only when a person has confirmed them."""
    links: list[Json] = []
    if contact.is_usable:
        links += [
            {"label": wording("contact.call", number=number), "href": "tel:" + number.replace(" ", "")}
            for number in contact.numbers
        ]
        if contact.email:
            links.append({"label": wording("contact.mail"), "href": f"mailto:{contact.email}"})
    if contact.url and contact.url.startswith("https://"):
        links.append({"label": wording("contact.page"), "href": contact.url})
    return links


def short_date(day: date, wording: Wording) -> str:
    """Return a day in words without its weekday."""
    return wording("day", day=day.day, month=wording.get("months")[day.month - 1], year=day.year)


def contact_status(contact: Contact, wording: Wording) -> tuple[str, str]:
    """Return the status code of a contact and the words that say how far it can be trusted."""
    if contact.is_usable:
        # 112 and 114 need no one to vouch for them, so they carry no date.
        if not contact.assured_date:
            return CONFIRMED, ""
        assurer = contact.assurer or wording("contact.assurer_unknown")
        seen = short_date(date.fromisoformat(contact.assured_date), wording)
        state = AGEING if contact.state == AGEING else CONFIRMED
        return state, wording(f"contact.{state}", assurer=assurer, date=seen)
    if contact.state == "example":
        return "example", wording("contact.example")
    if contact.state == "expired":
        return "unconfirmed", wording("contact.expired")
    if contact.numbers:
        named = {"source": contact.source.name, "date": contact.source.date}
        return "unconfirmed", wording("contact.number_unconfirmed", **named)
    return "unconfirmed", wording("contact.unconfirmed")
