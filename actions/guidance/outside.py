"""The items of an answer about whom to turn to: who is responsible and who else can help, with their contacts."""

from __future__ import annotations

from datetime import date
from functools import partial

from actions.guidance.contacts import Contact
from actions.guidance.deadline import within_words
from actions.guidance.hours_words import contact_details, contact_hours
from actions.guidance.items import capital, contact_links, contact_status, danish_date, item, source_of
from actions.guidance.knowledge import Json, Knowledge
from actions.guidance.onsite import is_member
from actions.guidance.plan import Helper, Plan, Service


def whereabouts(role: str, school_plan: Json | None, knowledge: Knowledge) -> list[str]:
    """Return where the school's plan says that a role is found."""
    wording, lines = knowledge.wording, []
    for contact in (school_plan or {}).get("plan", {}).get("contacts") or []:
        if contact["role"] == role:
            lines.append(wording("step.where", name=contact["name"], where=contact["where"]))
            if contact.get("phone"):
                lines.append(wording("step.phone", phone=contact["phone"]))
    return lines


def role_short(role: str, knowledge: Knowledge) -> str:
    """Return the everyday word for a role; a role that only a school's plan knows keeps its own name."""
    return knowledge.roles[role].short if role in knowledge.roles else role


def helper_items(helper: Helper, plan: Plan, knowledge: Knowledge) -> list[Json]:
    """Return the role with its best contact, and one item more for every other confirmed contact."""
    wording, role = knowledge.wording, knowledge.roles[helper.role]
    municipal = role.sector == "kommune"
    details = []
    if is_member(helper.role, plan.onsite, plan.school_plan, plan.concern):
        details.append(wording("onsite.member"))
    if helper is plan.owner and helper.within:
        details.append(wording("step.within", within=within_words(helper.within, knowledge)))
    best = helper.contacts[0] if helper.contacts else None
    # What somebody has confirmed for this very municipality says more than what the role does everywhere.
    known = best if best is not None and best.is_usable else None
    can, cannot = (known.can_contribute, known.cannot_do) if known else ("", "")
    frames = {"can": can or role.can_contribute, "cannot": cannot or role.cannot_do}
    if helper is plan.owner:
        frames |= {"needs": role.needs_from_you, "expect": role.expect}
    details += [wording(f"contact.{frame}", text=text) for frame, text in frames.items()]
    make = partial(item, _helper_title(helper, plan, knowledge), helper.text, source=source_of(helper.source))
    if best is None and not municipal:
        details += whereabouts(helper.role, plan.school_plan, knowledge)
        return [make(details=details)]
    links = contact_links(best, wording) if best else []
    if best is None or not best.is_usable:
        if municipal:
            website = _website(plan, knowledge)
            links = [link for link in links if link["href"] not in {page["href"] for page in website}] + website
            details.append(wording("contact.none" if plan.municipality else "contact.none_unknown"))
        status, status_text = contact_status(best, wording) if best else ("unconfirmed", wording("contact.unconfirmed"))
    else:
        status, status_text = contact_status(best, wording)
    details = [*details, *(contact_details(best, day_of(plan), wording) if best else [])]
    hours = contact_hours(best, plan.opening, knowledge)
    first = make(details=details, links=links, status=status, status_text=status_text, hours=hours)
    return [first, *(_contact_item(contact, plan, knowledge) for contact in helper.contacts[1:])]


def closed_items(plan: Plan, knowledge: Knowledge) -> list[Json]:
    """Return what to do when the municipality is likely closed; in danger it comes before the phone nobody answers."""
    if plan.opening is None or plan.opening.municipality:
        return []
    wording = knowledge.wording
    opens = wording("closed.opens", date=danish_date(plan.opening.next_open, wording))
    if not plan.concern.is_danger:
        return [item(wording("closed.title"), opens)]
    age = plan.concern.age_group
    links = [{"label": wording("contact.call", number="114"), "href": "tel:114"}] if age != "over18" else []
    return [item(wording("closed.title"), wording(f"closed.{age}"), details=[opens], links=links)]


def _helper_title(helper: Helper, plan: Plan, knowledge: Knowledge) -> str:
    role, wording = knowledge.roles[helper.role], knowledge.wording
    name = capital(role.short)
    if role.sector != "kommune":
        return name
    if plan.municipality is None:
        return wording("contact.title_unknown", role=name)
    return wording("contact.title", role=name, municipality=plan.municipality["name"])


def _website(plan: Plan, knowledge: Knowledge) -> list[Json]:
    website = str((plan.municipality or {}).get("website") or "")
    return [{"label": knowledge.wording("contact.website"), "href": website}] if website.startswith("https://") else []


def _contact_item(contact: Contact, plan: Plan, knowledge: Knowledge, text: str | None = None) -> Json:
    wording = knowledge.wording
    status, status_text = contact_status(contact, wording)
    details = [wording("contact.cannot", text=contact.cannot_do)] if contact.cannot_do else []
    return item(
        contact.name,
        text or contact.can_contribute,
        details=[*details, *contact_details(contact, day_of(plan), wording)],
        links=contact_links(contact, wording),
        hours=contact_hours(contact, plan.opening, knowledge),
        status=status,
        status_text=status_text,
        source=source_of(contact.source),
    )


def service_item(service: Service, plan: Plan, knowledge: Knowledge) -> Json:
    """Return a doctor's, regional or national service; the role alone where no service is known."""
    if service.contact is not None:
        return _contact_item(service.contact, plan, knowledge, service.text)
    role = knowledge.roles[str(service.role)]
    return item(capital(role.short), service.text or role.can_contribute, source=source_of(service.source))


def day_of(plan: Plan) -> date | None:
    """Return the day of the answer; None where no clock is known."""
    return plan.opening.today if plan.opening else None
