"""Says a plan: from Plan to the Answer that every channel renders; all words come from `wording.yml`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import partial

from actions.guidance.concern import Concern
from actions.guidance.contacts import Contact
from actions.guidance.deadline import due_of, within_words
from actions.guidance.hours_words import contact_details, contact_hours
from actions.guidance.items import (
    answer_of,
    capital,
    contact_links,
    contact_status,
    copy_words,
    danish_date,
    item,
    section,
    source_of,
)
from actions.guidance.knowledge import Json, Knowledge, Rule
from actions.guidance.onsite import is_member, onsite_item, placed
from actions.guidance.plan import Helper, Plan, Service
from actions.guidance.quote import quote
from actions.guidance.school import TEACHER, SchoolStep

SECTIONS = ("acute", "school", "owner", "optional", "regional", "rule", "avoid", "tovholder", "expect")
FOLDED = frozenset({"optional", "expect"})


def answer(plan: Plan, knowledge: Knowledge, only: Collection[str] = SECTIONS) -> Json:
    """Return the Answer of a plan.

    Args:
        plan: what was decided.
        knowledge: all of `knowledge/`, for the words and the roles.
        only: ids of the sections to show, for an answer that is only about the danger or only about contacts.

    Returns:
        The shape of docs/contracts.md, section 5; kind `acute` when there is danger now, else `plan`.
    """
    wording = knowledge.wording
    makers: dict[str, Callable[[Plan, Knowledge], list[Json]]] = {
        "acute": lambda plan, knowledge: _school_items(plan.acute, plan, knowledge),
        "school": _inside_items,
        "owner": lambda plan, knowledge: [
            *(_closed_items(plan, knowledge) if plan.concern.is_danger else ()),
            *_helper_items(plan.owner, plan, knowledge),
            *(() if plan.concern.is_danger else _closed_items(plan, knowledge)),
        ],
        "optional": lambda plan, knowledge: [
            piece for helper in plan.optional for piece in _helper_items(helper, plan, knowledge)
        ],
        "regional": lambda plan, knowledge: [_service_item(service, plan, knowledge) for service in plan.regional],
        "rule": lambda plan, knowledge: [rule_item(rule, knowledge) for rule in plan.rules],
        "avoid": lambda plan, knowledge: [
            item(remark.text, "", source=source_of(remark.source)) for remark in plan.avoid
        ],
        "tovholder": lambda plan, knowledge: [_tovholder_item(plan, knowledge)],
        "expect": lambda plan, knowledge: [
            item(remark.text, "", source=source_of(remark.source)) for remark in plan.expect
        ],
    }
    sections = [
        section(name, wording(f"section.{name}"), makers[name](plan, knowledge), folded=name in FOLDED)
        for name in SECTIONS
        if name in only
    ]
    kind = "acute" if plan.acute else "plan"
    return answer_of(kind, _lead(plan, knowledge), sections, wording.get("choices.plan"))


# More of the teacher's own words would be a second retelling.
MOST_WORDS = 4


def heard(concern: Concern, municipality: Json | None, knowledge: Knowledge) -> str:
    """Return one line that says what was understood, so that the teacher can correct it."""
    wording = knowledge.wording
    topics = ", ".join(knowledge.topics[topic] for topic in concern.subjects[:3])
    words = [word for word in map(quote, concern.heard[:MOST_WORDS]) if word]
    if words:
        topics += " " + wording("lead.words", words=", ".join(words).lower())
    unknown = wording("municipality.unknown")
    home = str(municipality["name"]) if municipality and concern.municipality else unknown
    return wording("lead.heard", topics=topics, age=age_words(concern, knowledge), municipality=home)


def age_words(concern: Concern, knowledge: Knowledge) -> str:
    """Return the pupil's age in words."""
    if concern.age is not None:
        return knowledge.wording("age.number", age=concern.age)
    return knowledge.wording(f"age.{concern.age_group}")


def rule_item(rule: Rule, knowledge: Knowledge) -> Json:
    """Return one rule; no rule is shown as settled before a lawyer has read it."""
    status_text = knowledge.wording(f"rule.{rule.status}")
    return item(rule.title, rule.text, status="awaiting_lawyer", status_text=status_text, source=source_of(rule.source))


def school_item(step: SchoolStep, plan: Plan, knowledge: Knowledge) -> Json:
    """Return one step inside the school, with deputy and whereabouts where the school's plan gives them."""
    wording = knowledge.wording
    due = due_of(step.within, _today(plan), knowledge) if step.within else None
    details = [due["text"]] if due else []
    if step.deputy_role and step.role != TEACHER:
        details.append(wording("step.deputy", role=role_short(step.deputy_role, knowledge)))
    if step.role != TEACHER:
        details += whereabouts(step.role, plan.school_plan, knowledge)
    example = step.from_school_plan and bool(plan.school_plan and plan.school_plan["school"].get("example"))
    call = _call_112(step, knowledge)
    owner = wording("step.you") if step.role == TEACHER else capital(role_short(step.role, knowledge))
    return item(
        owner,
        step.text,
        owner=owner,
        due=due,
        details=details,
        links=call,
        status="example" if example else None,
        status_text=wording("step.school_example") if example else None,
        source=source_of(step.source),
    )


def _school_items(steps: Sequence[SchoolStep], plan: Plan, knowledge: Knowledge) -> list[Json]:
    """Return the steps; that the plan is an example is said once, at its first step, and stands in every source."""
    items = [school_item(step, plan, knowledge) for step in steps]
    examples = [shown for shown in items if shown["status"] == "example"]
    for shown in examples[1:]:
        shown.update(status=None, status_text=None)
    return items


def _inside_items(plan: Plan, knowledge: Knowledge) -> list[Json]:
    """Return the steps inside the school, with the team that sits there."""
    steps = _school_items(plan.school, plan, knowledge)
    if plan.onsite is None or plan.school_plan is None:
        return steps
    danger = plan.concern.is_danger
    shown = onsite_item(plan.onsite, plan.school_plan["school"], knowledge, danger=danger)
    return placed(steps, shown, plan.onsite, danger=danger)


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


def _lead(plan: Plan, knowledge: Knowledge) -> str:
    wording = knowledge.wording
    state = "after" if plan.concern.help_here else plan.concern.danger
    parts = [wording(f"lead.{state}"), heard(plan.concern, plan.municipality, knowledge)]
    if not plan.directory_answered:
        parts.append(wording("lead.directory_down"))
    if plan.as_of:
        parts.append(copy_words(plan.as_of, wording))
    parts.append(wording("lead.no_sending"))
    return " ".join(parts)


def _call_112(step: SchoolStep, knowledge: Knowledge) -> list[Json]:
    if step.about != "call_112":
        return []
    return [{"label": knowledge.wording("contact.call", number="112"), "href": "tel:112"}]


def _helper_items(helper: Helper, plan: Plan, knowledge: Knowledge) -> list[Json]:
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
    details = [*details, *(contact_details(best, _today(plan), wording) if best else [])]
    hours = contact_hours(best, plan.opening, knowledge)
    first = make(details=details, links=links, status=status, status_text=status_text, hours=hours)
    return [first, *(_contact_item(contact, plan, knowledge) for contact in helper.contacts[1:])]


def _closed_items(plan: Plan, knowledge: Knowledge) -> list[Json]:
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


def _today(plan: Plan) -> date | None:
    return plan.opening.today if plan.opening else None


def _contact_item(contact: Contact, plan: Plan, knowledge: Knowledge, text: str | None = None) -> Json:
    wording = knowledge.wording
    status, status_text = contact_status(contact, wording)
    details = [wording("contact.cannot", text=contact.cannot_do)] if contact.cannot_do else []
    return item(
        contact.name,
        text or contact.can_contribute,
        details=[*details, *contact_details(contact, _today(plan), wording)],
        links=contact_links(contact, wording),
        hours=contact_hours(contact, plan.opening, knowledge),
        status=status,
        status_text=status_text,
        source=source_of(contact.source),
    )


def _service_item(service: Service, plan: Plan, knowledge: Knowledge) -> Json:
    if service.contact is not None:
        return _contact_item(service.contact, plan, knowledge, service.text)
    role = knowledge.roles[str(service.role)]
    return item(capital(role.short), service.text or role.can_contribute, source=source_of(service.source))


def _tovholder_item(plan: Plan, knowledge: Knowledge) -> Json:
    wording, tovholder = knowledge.wording, plan.tovholder
    details = [wording("tovholder.date", date=danish_date(tovholder.follow_up, wording))]
    if tovholder.deputy_role:
        details.append(wording("tovholder.deputy", role=role_short(tovholder.deputy_role, knowledge)))
    details += whereabouts(tovholder.role, plan.school_plan, knowledge)
    details.append(wording("tovholder.agree" if tovholder.from_school_plan else "tovholder.no_plan"))
    short = role_short(tovholder.role, knowledge)
    role_source = knowledge.roles[tovholder.role].source if tovholder.role in knowledge.roles else plan.owner.source
    return item(capital(short), wording("tovholder.text", role=short), details=details, source=source_of(role_source))
