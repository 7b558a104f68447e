"""What is counted of a handover when something happens to it. Numbers only, so nothing has to be deleted later."""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils.timezone import localdate

from directory.handovers.models import Ending, Handover, HandoverCount

SENT, TAKEN, EXPIRED = "sent", "taken", "expired"
# Days from the handover to the first contact with whoever can help, up to and including.
CONTACT_DAYS = (1, 3, 7)
CONTACT_LATER = "contact_later"
NO_TOPIC = "generelt"


def contact_step(handover: Handover) -> str:
    """Return the code of how long the first contact took, when it is made today."""
    waited = localdate() - localdate(handover.created)
    return next((f"contact_{days}" for days in CONTACT_DAYS if waited <= timedelta(days=days)), CONTACT_LATER)


def closed_step(ending: str) -> str:
    """Return the code of an ending."""
    return f"end_{Ending(ending)}"


def count(handover: Handover, step: str) -> None:
    """Count one more.

    Args:
        handover: whose school, month, main topic and municipality it is counted under.
        step: `sent`, `taken`, a code of `contact_step` or `closed_step`, or `expired`.
    """
    place: dict[str, Any] = {
        "school": handover.school,
        "month": localdate(handover.created).replace(day=1),
        "topic": handover.topics[0] if handover.topics else NO_TOPIC,
        "municipality": handover.municipality.code if handover.municipality else "",
        "step": step,
    }
    row, _ = HandoverCount.objects.get_or_create(**place)
    HandoverCount.objects.filter(pk=row.pk).update(number=F("number") + 1)
