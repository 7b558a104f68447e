"""Says a plan: from Plan to the Answer that every channel renders; all words come from `wording.yml`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from actions.guidance.concern import Concern
from actions.guidance.deadline import due_of
from actions.guidance.items import (
    answer_of,
    capital,
    copy_words,
    danish_date,
    item,
    section,
    source_of,
)
from actions.guidance.knowledge import Json, Knowledge, Rule
from actions.guidance.onsite import onsite_item, placed
from actions.guidance.outside import closed_items, day_of, helper_items, role_short, service_item, whereabouts
from actions.guidance.plan import Plan
from actions.guidance.quote import quote
from actions.guidance.school import SchoolStep
from actions.guidance.told_to import doer, hers, missing_items, triage_items

SECTIONS = (
    "acute",
    "triage",
    "missing",
    "school",
    "owner",
    "optional",
    "regional",
    "rule",
    "avoid",
    "tovholder",
    "expect",
)
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
        "acute": lambda plan, knowledge: _school_items(plan.acute, plan, knowledge, now=True),
        "triage": triage_items,
        "missing": missing_items,
        "school": _inside_items,
        "owner": lambda plan, knowledge: [
            *(closed_items(plan, knowledge) if plan.concern.is_danger else ()),
            *helper_items(plan.owner, plan, knowledge),
            *(() if plan.concern.is_danger else closed_items(plan, knowledge)),
        ],
        "optional": lambda plan, knowledge: [
            piece for helper in plan.optional for piece in helper_items(helper, plan, knowledge)
        ],
        "regional": lambda plan, knowledge: [service_item(service, plan, knowledge) for service in plan.regional],
        "rule": lambda plan, knowledge: [rule_item(rule, knowledge) for rule in plan.rules],
        "avoid": lambda plan, knowledge: [
            item(remark.text, "", source=source_of(remark.source)) for remark in plan.avoid
        ],
        "tovholder": lambda plan, knowledge: [_tovholder_item(plan, knowledge)],
        "expect": lambda plan, knowledge: [
            item(remark.text, "", source=source_of(remark.source)) for remark in plan.expect
        ],
    }
    # Who sees the case through looks for all who could help.
    folded = FOLDED - {"optional"} if plan.concern.told_to else FOLDED
    sections = [
        section(name, wording(f"section.{name}"), makers[name](plan, knowledge), folded=name in folded)
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


def school_item(step: SchoolStep, plan: Plan, knowledge: Knowledge, *, now: bool = False) -> Json:
    """Return one step inside the school, with deputy and whereabouts where the school's plan gives them."""
    wording = knowledge.wording
    due = due_of(step.within, day_of(plan), knowledge) if step.within else None
    details = [due["text"]] if due else []
    named = doer(step.role, plan, knowledge, now=now)
    if step.deputy_role and not named:
        details.append(wording("step.deputy", role=role_short(step.deputy_role, knowledge)))
    if not named:
        details += whereabouts(step.role, plan.school_plan, knowledge)
    example = step.from_school_plan and bool(plan.school_plan and plan.school_plan["school"].get("example"))
    call = _call_112(step, knowledge)
    owner, title = named or (capital(role_short(step.role, knowledge)),) * 2
    return item(
        title,
        step.text,
        owner=owner,
        due=due,
        details=details,
        links=call,
        status="example" if example else None,
        status_text=wording("step.school_example") if example else None,
        source=source_of(step.source),
    )


def _school_items(steps: Sequence[SchoolStep], plan: Plan, knowledge: Knowledge, *, now: bool = False) -> list[Json]:
    """Return the steps; that the plan is an example is said once, at its first step, and stands in every source."""
    items = [school_item(step, plan, knowledge, now=now) for step in steps]
    examples = [shown for shown in items if shown["status"] == "example"]
    for shown in examples[1:]:
        shown.update(status=None, status_text=None)
    return items


def _inside_items(plan: Plan, knowledge: Knowledge) -> list[Json]:
    """Return the steps inside the school, with the team that sits there."""
    steps = _school_items(hers(plan.school, plan, knowledge), plan, knowledge)
    if plan.onsite is None or plan.school_plan is None:
        return steps
    danger = plan.concern.is_danger
    shown = onsite_item(plan.onsite, plan.school_plan["school"], knowledge, danger=danger)
    return placed(steps, shown, plan.onsite, danger=danger)


def _lead(plan: Plan, knowledge: Knowledge) -> str:
    wording = knowledge.wording
    state = "after" if plan.concern.help_here else plan.concern.danger
    parts = [wording(f"lead.{state}"), heard(plan.concern, plan.municipality, knowledge)]
    if plan.concern.told_to and not plan.acute:
        parts.insert(1, wording("told_to.lead", role=role_short(plan.concern.told_to, knowledge)))
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


def _tovholder_item(plan: Plan, knowledge: Knowledge) -> Json:
    wording, tovholder = knowledge.wording, plan.tovholder
    mine = tovholder.role == plan.concern.told_to
    details = [wording("tovholder.date", date=danish_date(tovholder.follow_up, wording))]
    if tovholder.deputy_role:
        details.append(wording("tovholder.deputy", role=role_short(tovholder.deputy_role, knowledge)))
    if not tovholder.from_school_plan:
        details.append(wording("tovholder.no_plan"))
    elif not mine:
        details.append(wording("tovholder.agree"))
    short = role_short(tovholder.role, knowledge)
    role_source = knowledge.roles[tovholder.role].source if tovholder.role in knowledge.roles else plan.owner.source
    if mine:
        return item(wording("step.you"), wording("told_to.tovholder"), details=details, source=source_of(role_source))
    details[-1:-1] = whereabouts(tovholder.role, plan.school_plan, knowledge)
    return item(capital(short), wording("tovholder.text", role=short), details=details, source=source_of(role_source))
