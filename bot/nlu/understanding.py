"""The one dict that every component adds to: `message.get("understanding")`, shape in docs/contracts.md section 1."""

from __future__ import annotations

from typing import Any

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

UNDERSTANDING = "understanding"
# Set where a fixed phrase or a bare answer decided the intent, so that no model overrules it.
CERTAIN = "certain_intent"
CONCERN_INTENTS = frozenset({"report_concern", "disclose_self"})


def empty() -> dict[str, Any]:
    """Give the understanding of a message of which nothing is known yet."""
    return {
        INTENT: {"name": "out_of_scope", "confidence": 0.0},
        "language": "da",
        "topics": [],
        "heard": [],
        "danger": {"level": "none", "kinds": [], "reasons": []},
        "age_group": "unknown",
        "age": None,
        "places": [],
        "tried": [],
        "roles": [],
        "expecting_child": False,
        "pupil_is_parent": False,
        "new_pupil": False,
        "help_came": "no",
    }


def write(message: Message, **found: Any) -> None:
    """Add to the understanding of a message.

    :param message: the message
    :param found: keys of the understanding with their values
    """
    message.set(UNDERSTANDING, {**(message.get(UNDERSTANDING) or empty()), **found}, add_to_output=True)


def set_intent(message: Message, name: str, confidence: float) -> None:
    """Set the message's own intent, the one Rasa's rules see."""
    message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)


def has_text(message: Message) -> bool:
    """Tell whether there is a text to understand."""
    return bool(message.get(TEXT))
