"""After danger now: the teacher tells that help is there, or it is a new danger."""

from __future__ import annotations

from collections.abc import Sequence

from actions.guidance.concern import Concern
from actions.guidance.turn import Event, Turn

AFTER = "utter_after_acute"
ACUTE = "utter_acute"
ACUTE_SELF = "utter_acute_self"


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
    return _latest_said(events, (AFTER, ACUTE)) == ACUTE


def acute_waits(concern: Concern, events: Sequence[Event]) -> bool:
    """Tell whether danger now was answered and nothing has told since that help came.

    Args:
        concern: the conversation, folded.
        events: the same conversation.
    """
    open_still = _latest_said(events, (AFTER, ACUTE, ACUTE_SELF)) in (ACUTE, ACUTE_SELF)
    return concern.danger == "acute" and not concern.help_here and open_still


def _latest_said(events: Sequence[Event], names: Sequence[str]) -> str | None:
    """Return which of some texts was said last."""
    for event in reversed(events):
        said = (event.get("metadata") or {}).get("utter_action") if event.get("event") == "bot" else None
        if said in names:
            return str(said)
    return None
