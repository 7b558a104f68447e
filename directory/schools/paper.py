"""What stands on the printed plan: a version of it, with names for all codes."""

import re
from typing import Any

from django.utils.timezone import localdate

from directory.schools.checking import names
from directory.schools.content import Content
from directory.schools.models import ApprovedPlan, School, Trigger
from directory.schools.models.school import Purpose


def paper(school: School, content: Content, approved: ApprovedPlan | None) -> dict[str, Any]:
    """Return what the template of the printed page needs.

    Args:
        school: whose it is.
        content: the plan as data.
        approved: the approval, None for a draft.
    """
    roles, topics = {code: brief(name) for code, name in names("role").items()}, names("topic")
    where = {contact["role"]: contact for contact in reversed(content["contacts"])}
    groups = {trigger: [_line(step, roles, topics) for step in content["steps"] if step["trigger"] == trigger]
              for trigger in Trigger.values}  # fmt: skip
    boxes = [box for box in school.mailboxes.all() if box.purpose != Purpose.LEADERS]
    return {
        "school": school,
        "approved": approved,
        "groups": groups,
        "contacts": [{**contact, "role": roles.get(contact["role"], "")} for contact in content["contacts"]],
        "sections": [{**row, "role": roles.get(row["role"] or "", "")} for row in content.get("sections", [])],
        "with_numbers": any(contact["phone"] for contact in content["contacts"]),
        "plan_roles": [
            (label, _place(content[code], roles, where))
            for label, code in (
                ("Tovholder", "tovholder_role"),
                ("Stedfortræder", "tovholder_deputy_role"),
                ("Ejer af planen", "owner_role"),
            )
        ],
        "mailboxes": boxes,
        "team": _team(school),
        "printed": localdate(),
    }


def _line(step: Content, roles: dict[str, str], topics: dict[str, str]) -> dict[str, Any]:
    return {
        **step,
        "role": roles.get(step["role"] or "", ""),
        "deputy_role": roles.get(step["deputy_role"] or "", ""),
        "topics": ", ".join(topics.get(code, code) for code in step["topics"]),
    }


def _place(code: str, roles: dict[str, str], where: dict[str, Content]) -> str:
    contact = where.get(code)
    return ", ".join(part for part in (roles.get(code, ""), contact["where"] if contact else "") if part)


def _team(school: School) -> dict[str, Any] | None:
    """Return the team whose hours still hold."""
    team = getattr(school, "onsite_team", None)
    if team is None or team.valid_to < localdate():
        return None
    hours = [(here, brief(here.role.name) if here.role else "") for here in team.presence.select_related("role")]
    return {"team": team, "roles": ", ".join(brief(term.name) for term in team.roles.all()), "presence": hours}


def brief(name: str) -> str:
    """Return a role's name without its other names: there is little room on the paper."""
    return re.split(r" / | \(", name)[0]
