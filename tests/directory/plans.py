"""The example's plan, what surrounds it, and the way through its pages: what the tests of plans share."""

from copy import deepcopy
from datetime import date
from typing import Any

from django.test import Client

from directory.schools.approving import fingerprint
from directory.schools.checking import names
from directory.schools.content import content_of
from directory.schools.lint import Around, Finding, lint
from directory.schools.models import Plan, School, Trigger
from directory.schools.models.school import Purpose

TODAY = date(2026, 11, 22)


def example_plan() -> Plan:
    return Plan.objects.get(school__slug="eksempelskolen")


def page(plan: Plan, name: str = "change") -> str:
    return f"/admin/schools/plan/{plan.pk}/{name}/"


def content(**changes: Any) -> dict[str, Any]:
    """The example's plan as data, with some of its parts put in the place of the example's."""
    return deepcopy(content_of(example_plan())) | changes


def around(**known: Any) -> Around:
    """A school that has all it needs, except what is said."""
    plain: dict[str, Any] = {
        "today": TODAY,
        "roles": names("role"),
        "topics": names("topic"),
        "triggers": dict(Trigger.choices),
        "purposes": dict(Purpose.choices),
        "mailboxes": {"bekymring": "bekymring@skolen.example", "tovholder": "tovholder@skolen.example"},
        "digest_mailbox": "kontaktliste@skolen.example",
        "first_names": frozenset({"mette", "jens"}),
    }
    return Around(**plain | known)


def found(plan: dict[str, Any], **known: Any) -> dict[str, Finding]:
    """What the lint says, by code."""
    return {finding.code: finding for finding in lint(plan, around(**known))}


def fields_of(plan: Plan) -> dict[str, Any]:
    """What a browser sends back from the plan's page, untouched: steps in the page's order, and contacts."""
    values: dict[str, Any] = {
        name: str(getattr(plan, f"{name}_id")) for name in ("owner_role", "tovholder_role", "tovholder_deputy_role")
    }
    trigger = list(Trigger.values)
    steps = sorted(plan.steps.all(), key=lambda step: (trigger.index(step.trigger), step.order))
    for table, rows, names_ in (
        ("steps", steps, ("trigger", "order", "within", "role_id", "deputy_role_id", "text")),
        ("contacts", list(plan.contacts.all()), ("order", "role_id", "name", "where", "phone")),
    ):
        values |= {f"{table}-TOTAL_FORMS": len(rows), f"{table}-INITIAL_FORMS": len(rows)}
        for number, row in enumerate(rows):
            values |= {f"{table}-{number}-id": str(row.pk), f"{table}-{number}-plan": str(plan.pk)}
            values |= {f"{table}-{number}-{name.removesuffix('_id')}": getattr(row, name) or "" for name in names_}
    return values


def change(client: Client, plan: Plan, **values: Any) -> Any:
    """Save the plan's page with some values changed; `steps_0_text` is the field of the first step."""
    named = {
        name.replace("_", "-", 2) if name.startswith(("steps_", "contacts_")) else name: value
        for name, value in values.items()
    }
    return client.post(page(plan), fields_of(plan) | named)


def approve(client: Client, plan: Plan) -> Any:
    """Press the button on the page with the difference."""
    return client.post(page(plan, "godkend"), {"read": fingerprint(content_of(plan))})


def plan_of(school: School, api: Any) -> dict[str, Any]:
    """What teachers see."""
    status, body = api(f"schools/{school.slug}/plan")
    assert status == 200, body
    seen: dict[str, Any] = body["plan"]
    return seen
