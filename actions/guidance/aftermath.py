"""After danger now: the teacher tells that help is there, or it is a new danger."""

from __future__ import annotations

from collections.abc import Sequence

from actions.guidance.concern import Concern
from actions.guidance.turn import Event, Turn

AFTER = "utter_after_acute"
ACUTE = "utter_acute"


def is_aftermath(concern: Concern, turn: Turn) -> bool:
    """Tell whether a message goes on after the danger that has been answered, and tells of no new one.

    In doubt it is a danger: missing one is worse than saying the same twice.

    Args:
        concern: what was known before the message.
        turn: the message.
    """
    if concern.danger != "acute" or turn.help_came == "no":
        return False
    if turn.help_came == "only" or turn.danger not in ("urgent", "acute"):
        return True
    return set(turn.kinds) <= set(concern.kinds)


def may_be_back(concern: Concern, turn: Turn) -> bool:
    """Tell whether a sign of danger may mean that the danger that was acute is back; in doubt it is.

    A sign of another kind beside an answer, such as the age, is left to the plan: the model alone guesses its kind.
    """
    told = turn.understanding
    answers = told.get("age_group", "unknown") != "unknown" or turn.places or told.get("tried")
    return concern.danger == "acute" and (bool(set(turn.kinds) & set(concern.kinds)) or not answers)


def after_is_due(events: Sequence[Event]) -> bool:
    """Tell whether danger now was answered and the short text after it has not been said since."""
    for event in reversed(events):
        said = (event.get("metadata") or {}).get("utter_action") if event.get("event") == "bot" else None
        if said in (AFTER, ACUTE):
            return bool(said == ACUTE)
    return False
