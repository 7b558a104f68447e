"""A plan as data: what is compared, checked, approved, printed and given by the API."""

from typing import Any

from directory.resources.models import TaxonomyTerm
from directory.schools.models import OnsiteTeam, Plan, PlanContact, PlanSection, PlanStep, Trigger
from directory.schools.skeleton import titles

Content = dict[str, Any]
# Danger first, in plans, on paper and on the screen.
TRIGGERS: tuple[str, ...] = tuple(Trigger.values)


def content_of(plan: Plan) -> Content:
    """Return the draft as it stands in the database."""
    steps = plan.steps.select_related("role", "deputy_role").prefetch_related("topics")
    content = content_from(plan, list(steps), list(plan.contacts.select_related("role")))
    answers = {row.code: row for row in plan.sections.select_related("role") if row.text.strip()}
    sections = [_section(answers[code], title) for code, title in titles().items() if code in answers]
    # A plan that has answered nothing is as it was before there was a skeleton: it need not be approved anew.
    return content | {"sections": sections} if sections else content


def content_from(
    plan: Plan,
    steps: list[PlanStep],
    contacts: list[PlanContact],
    topics: dict[Any, list[str]] | None = None,
) -> Content:
    """Return a plan as data.

    Args:
        plan: its three roles.
        steps: its steps, in any order.
        contacts: its contacts.
        topics: the codes of each step's topics by its id, for rows that are not in the database yet.

    Returns:
        The plan's part of contracts.md 4 without version and date, and the id of every step.
    """
    ordered = sorted(steps, key=lambda step: (TRIGGERS.index(step.trigger), step.order))
    return {
        "owner_role": plan.owner_role.code,
        "tovholder_role": plan.tovholder_role.code,
        "tovholder_deputy_role": plan.tovholder_deputy_role.code,
        "steps": [_step(step, topics) for step in ordered],
        "contacts": [_contact(contact) for contact in sorted(contacts, key=lambda contact: contact.order)],
    }


def _step(step: PlanStep, topics: dict[Any, list[str]] | None) -> Content:
    codes = [term.code for term in step.topics.all()] if topics is None else topics.get(step.pk, [])
    return {
        "id": str(step.pk),
        "trigger": step.trigger,
        "order": step.order,
        "role": _code(step.role),
        "deputy_role": _code(step.deputy_role),
        "within": step.within,
        "text": step.text,
        "topics": sorted(codes),
    }


def _contact(contact: PlanContact) -> Content:
    return {
        "role": contact.role.code,
        "name": contact.name,
        "where": contact.where,
        "phone": contact.phone or None,
    }


def _section(row: PlanSection, title: str) -> Content:
    """Return an answer with its heading as it was read: an approval keeps both."""
    return {"code": row.code, "title": title, "role": _code(row.role), "text": row.text}


def _code(term: TaxonomyTerm | None) -> str | None:
    return term.code if term else None


def team_content(team: OnsiteTeam) -> Content:
    """Return the team as the API gives it (contracts.md 4)."""
    return {
        "name": team.name,
        "roles": [term.code for term in team.roles.all()],
        "topics": [term.code for term in team.topics.all()],
        "phone": team.phone or None,
        "valid_to": team.valid_to.isoformat(),
        "presence": [
            {
                "weekday": here.weekday,
                "opens_at": f"{here.opens_at:%H:%M}",
                "closes_at": f"{here.closes_at:%H:%M}",
                "where": here.where,
                "role": _code(here.role),
            }
            for here in team.presence.all()
        ],
    }
