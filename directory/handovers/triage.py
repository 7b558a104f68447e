"""The first triage of a handover: the assistant's own pure decisions, made where they are shown.

The one module of the directory that uses `actions.guidance` (docs/architecture.md): so the contacts on the page are
those of this hour, and the colour follows the same rule as in the chat.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate, localtime

from actions.guidance.answer import answer
from actions.guidance.concern import Concern
from actions.guidance.facts import are_facts, concern_from, facts_of
from actions.guidance.knowledge import Knowledge
from actions.guidance.load import load_knowledge
from actions.guidance.opening import opening
from actions.guidance.plan import Plan, plan
from actions.guidance.triage import Triage, first_deadline, triage_by
from directory.api import parameters, queries
from directory.api.errors import WrongRequest
from directory.api.finding import found_plan
from directory.api.shapes import service_shapes
from directory.handovers.models import Handover, Urgency
from directory.handovers.sealing import Unreadable, unseal
from directory.resources.models import Municipality, Scope
from directory.schools.models import School

# What the counsellor's page shows of an answer, in its order; the rest stands there already.
SCHOOL_SECTIONS = ("acute", "school")
SECTIONS = ("owner", "optional", "regional", "rule", "avoid", "expect")
ACUTE = "acute"


@cache
def knowledge() -> Knowledge:
    """Return all of `knowledge/`, read once.

    Raises:
        KnowledgeError: a file is wrong; the message names file, entry and field.
    """
    return load_knowledge(settings.KNOWLEDGE)


def is_facts(given: object) -> bool:
    """Tell whether something is the facts of a handover: exactly their fields, with known codes."""
    return are_facts(given, knowledge())


def facts_in(found: Handover) -> dict[str, Any]:
    """Return the facts of a handover and what was answered since; none where there are none, or no key opens them."""
    try:
        told: dict[str, Any] = json.loads(unseal(found.sealed_facts) or "{}")
    except Unreadable:
        return {}
    return told


def concern_of(found: Handover) -> Concern:
    """Return what is known of the situation, as it is told to the role that has the handover."""
    facts = facts_in(found)
    topics = facts.pop("topics", None) or found.topics
    home = facts.pop("municipality", None) or (found.municipality.code if found.municipality else None)
    known = [topic for topic in topics if topic in knowledge().topics]
    return replace(concern_from(facts, known, home, found.urgency), told_to=found.to_role.code)


def home_of(found: Handover) -> Municipality | None:
    """Return the home municipality as it was told or answered since."""
    code = concern_of(found).municipality
    return Municipality.objects.filter(code=code).first() if code else None


def home_name(concern: Concern) -> str:
    """Return the name of the home municipality, "" when it is not known."""
    return str(knowledge().municipalities.get(concern.municipality or "", {}).get("name", ""))


def danger_told(concern: Concern) -> str:
    """Return the code of what is known of danger: a code of Urgency, or `unknown` when nobody has answered."""
    unanswered = concern.danger == Urgency.NONE and not concern.safety_answered
    return "unknown" if unanswered else concern.danger


def seen_at_first(found: Handover, today: date) -> Triage:
    """Return the colour of an open handover, by the day of its next step."""
    return triage_by(found.next_date, concern_of(found), knowledge(), today)


def first_day(found: Handover, today: date) -> date:
    """Return the first deadline of the plan, counted from a day; nothing of the municipality is needed for it."""
    made = plan(concern_of(found), _school_plan(found.school), None, knowledge(), today, whole=True)
    return first_deadline(made, knowledge(), today)


def steps(found: Handover) -> list[dict[str, Any]]:
    """Return all steps, who could help and the rules: sections of an Answer (docs/contracts.md, 5).

    The contacts are the directory's own of this hour, by the shapes of the API; deadlines inside the school are
    counted from the day that the note came.
    """
    now, concern = localtime(), concern_of(found)
    hours = opening(now, knowledge().hours)
    services = _services(found.school, concern.municipality)
    made = plan(concern, _school_plan(found.school), services, knowledge(), now.date(), None, hours, whole=True)
    on_arrival = replace(made, opening=replace(hours, today=localdate(found.created)))
    return [*_sections(on_arrival, SCHOOL_SECTIONS), *_sections(made, SECTIONS)]


def answered(found: Handover, answers: Mapping[str, Any]) -> tuple[dict[str, Any], Urgency]:
    """Return the facts and the urgency after the counsellor has answered what was missing.

    Args:
        found: the handover.
        answers: any of `danger` (a code of Urgency), `topics`, `age_group`, `municipality` and `tried`.
    """
    facts = {**facts_of(Concern()), **facts_in(found)}
    facts |= {key: answers[key] for key in ("topics", "municipality", "age_group", "tried") if key in answers}
    facts["tried_answered"] = facts["tried_answered"] or "tried" in answers
    facts["age_unknown"] = facts["age_unknown"] and "age_group" not in answers
    facts["municipality_unknown"] = facts["municipality_unknown"] and "municipality" not in answers
    if "danger" not in answers:
        return facts, Urgency(found.urgency)
    facts["safety_answered"] = True
    if answers["danger"] == ACUTE:
        facts["help_here"] = False
    return facts, Urgency(answers["danger"])


def _sections(made: Plan, names: tuple[str, ...]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer(made, knowledge(), only=names)["sections"]
    return [{**section, "items": [_item(item) for item in section["items"]]} for section in found]


def _item(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item whose deadline is a day, where it is one, and stands in one place."""
    due = item.get("due")
    if not due:
        return item
    day = date.fromisoformat(due["date"]) if due["date"] else None
    return {**item, "day": day, "details": [line for line in item["details"] if line != due["text"]]}


def _school_plan(school: School) -> dict[str, Any] | None:
    try:
        return found_plan(school.slug, localdate(), school)
    except WrongRequest:
        return None


def _services(school: School, home: str | None) -> list[dict[str, Any]]:
    """Return what the API gives the assistant for a pupil of that municipality at that school."""
    rows = queries.services(
        parameters.areas(home) if home else None,
        (),
        (),
        None,
        scopes=() if home else (Scope.REGIONAL, Scope.NATIONAL),
        school=school,
        with_examples=not settings.PRODUCTION,
    )
    return service_shapes(rows, localdate())
