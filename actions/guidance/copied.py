"""What of an old copy of the directory still holds: time has passed since, and a confirmation may have run out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions.guidance.knowledge import Json


def as_it_stands(
    plan: Json | None, services: Sequence[Json] | None, municipality: Json | None, today: date
) -> tuple[Json | None, list[Json] | None, Json | None]:
    """Return the school's plan, the services and the municipality as the directory would give them today.

    Args:
        plan: `/api/schools/<slug>/plan`, or None.
        services: `/api/services`, or None.
        municipality: `/api/municipalities/<code>`, or None.
        today: the day it is shown.
    """
    if plan is not None:
        plan = {**plan, "school": _school(plan["school"], today)}
    if municipality is not None:
        # A switchboard is shown only while it is confirmed, and the copy does not say how long that is.
        municipality = {**municipality, "phone": None}
    return plan, None if services is None else [_service(service, today) for service in services], municipality


def _service(service: Json, today: date) -> Json:
    """Return the service without what a person once confirmed, when that word has run out since."""
    until = service.get("valid_to")
    if not until or date.fromisoformat(until) >= today:
        return service
    kept = {name: value for name, value in service.items() if name != "email"}
    state = "unconfirmed" if service["contact_state"] == "unconfirmed" else "expired"
    return {**kept, "phones": [], "contact_state": state, "url": (service.get("organization") or {}).get("website")}


def _school(school: Json, today: date) -> Json:
    """Return the school without a team whose hours have run out since."""
    team = school.get("onsite_team")
    past = bool(team and team.get("valid_to") and date.fromisoformat(team["valid_to"]) < today)
    return {**school, "onsite_team": None} if past else school
