"""Plans and services for the tests of planning."""

from datetime import date
from typing import Any

from actions.guidance.concern import Concern
from actions.guidance.knowledge import Knowledge
from actions.guidance.plan import Plan, plan

FRIDAY = date(2026, 11, 20)


def decide(knowledge: Knowledge, school_plan: Any = None, services: Any = (), **known: Any) -> Plan:
    known.setdefault("topics", ("fravaer",))
    known["tried"] = frozenset(known.get("tried", ()))
    found = None if services is None else list(services)
    return plan(Concern(**known), school_plan, found, knowledge, FRIDAY)


def service(role: str, state: str = "confirmed", municipality: str = "0756", **more: Any) -> dict[str, Any]:
    return {
        "name": f"{role} i kommunen",
        "role": role,
        "contact_state": state,
        "service_areas": [{"name": "Ikast-Brande Kommune", "uri": municipality}],
        "phones": [{"number": "12 34 56 78", "type": "voice"}],
        "source": {"name": "kommunen", "url": "https://example.org", "date": "2026-11-01"},
        **more,
    }
