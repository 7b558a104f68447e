"""Answers what a role can do, and shows the school's own plan, from data alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from actions.guidance.items import answer_of, capital, copy_words, item, section, source_of
from actions.guidance.knowledge import Json, Knowledge, Role
from actions.guidance.onsite import onsite_week
from actions.guidance.outside import role_short, whereabouts

ASPECTS = ("can_contribute", "when_to_contact", "cannot_do", "needs_from_you", "expect")
TRIGGERS = ("acute", "urgent", "concern")
MOST_ROLES = 3


def answer_role(role_ids: Sequence[str], knowledge: Knowledge) -> Json:
    """Return what the named roles contribute, cannot do and need; with no known role, a question with choices.

    Args:
        role_ids: ids of `roles.yml`, as understood from the text; unknown ones are passed over.
        knowledge: all of `knowledge/`.
    """
    wording = knowledge.wording
    known = [knowledge.roles[role] for role in dict.fromkeys(role_ids) if role in knowledge.roles][:MOST_ROLES]
    if not known:
        return answer_of("text", wording("role.unknown"), [], wording.get("choices.roles"))
    return answer_of("text", wording("role.lead"), [_role_section(role, knowledge) for role in known])


def answer_school_plan(school_plan: Json | None, knowledge: Knowledge, as_of: datetime | None = None) -> Json:
    """Return the school's own plan, by trigger, with where to find people; a clear word when there is none.

    Args:
        school_plan: the directory's `/api/schools/<slug>/plan`, or None.
        knowledge: all of `knowledge/`.
        as_of: when the directory last said so, if it is away.
    """
    wording = knowledge.wording
    if not school_plan:
        return answer_of("text", wording("school_plan.missing"), [])
    sections = [
        section(trigger, wording(f"school_plan.{trigger}"), _planned_items(school_plan, trigger, knowledge))
        for trigger in TRIGGERS
    ]
    roles = dict.fromkeys(contact["role"] for contact in school_plan["plan"].get("contacts") or [])
    contacts = [
        item(capital(role_short(role, knowledge)), "", details=whereabouts(role, school_plan, knowledge))
        for role in roles
    ]
    sections.append(section("contacts", wording("school_plan.contacts"), contacts))
    if team := school_plan["school"].get("onsite_team"):
        sections.append(section("team", wording("school_plan.team"), onsite_week(team, knowledge)))
    lead = wording("school_plan.lead")
    return answer_of("text", f"{lead} {copy_words(as_of, wording)}" if as_of else lead, sections)


def _role_section(role: Role, knowledge: Knowledge) -> Json:
    items = [item(knowledge.wording(f"role.{aspect}"), getattr(role, aspect)) for aspect in ASPECTS]
    items[-1]["source"] = source_of(role.source)
    return section(f"role_{role.id}", role.name, items)


def _planned_items(school_plan: Json, trigger: str, knowledge: Knowledge) -> list[Json]:
    wording, plan, school = knowledge.wording, school_plan["plan"], school_plan["school"]
    name = wording("step.school_plan", school=school["name"], version=plan["version"], approved=plan["approved"])
    example = bool(school.get("example"))
    steps = [step for step in plan["steps"] if step["trigger"] == trigger]
    return [
        item(
            capital(role_short(step["role"], knowledge)),
            step["text"],
            details=[
                wording("step.within", within=step["within"]) if step.get("within") else "",
                wording("step.deputy", role=role_short(step["deputy_role"], knowledge))
                if step.get("deputy_role")
                else "",
            ],
            status="example" if example else None,
            status_text=wording("step.school_example") if example else None,
            source={"text": name, "url": None, "date": str(plan["approved"])},
        )
        for step in sorted(steps, key=lambda step: step.get("order") or 0)
    ]
