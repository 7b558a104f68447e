"""One message of the teacher, as the events of the conversation tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.guidance.concern import DANGER_ORDER

Event = Mapping[str, Any]

UNSURE = "nlu_fallback"
# Questions and courtesies: they leave the question that was asked open, and are no failed answer.
DIGRESSIONS = frozenset(
    {"ask_role", "ask_contact", "ask_law", "ask_talk", "ask_treatment", "ask_plan", "ask_bot"}
    | {"request_handover", "greet", "thank", "goodbye", "give_feedback", "restart", "disclose_self"}
)
# General questions: what they mention is the subject of the question, not the pupil.
GENERAL = frozenset({"ask_role", "ask_law", "ask_treatment", "ask_bot", "out_of_scope", "other_language"})


@dataclass(frozen=True)
class Turn:
    """One message: its intent, what was understood, and which question it came after."""

    text: str
    intent: str
    understanding: Mapping[str, Any]
    requested: str | None

    @property
    def danger(self) -> str:
        """Return the message's own danger level."""
        level = (self.understanding.get("danger") or {}).get("level", "none")
        return level if level in DANGER_ORDER else "none"

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the message's own kinds of danger."""
        return tuple((self.understanding.get("danger") or {}).get("kinds") or ())

    @property
    def places(self) -> list[Mapping[str, Any]]:
        """Return the places that the message names."""
        return list(self.understanding.get("places") or [])

    @property
    def help_came(self) -> str:
        """Tell whether help has come: `no`, `yes`, or `only` when the message says nothing else."""
        return str(self.understanding.get("help_came") or "no")

    @property
    def is_report(self) -> bool:
        """Tell whether the message describes a worry."""
        return self.intent == "report_concern"

    def answers(self, slot: str) -> bool:
        """Tell whether the message came as an answer to the question about this slot."""
        return self.requested == slot and self.intent not in DIGRESSIONS


def turn_of(event: Event, requested: str | None) -> Turn:
    """Return the turn that a user event tells of.

    Args:
        event: a user event of Rasa's tracker.
        requested: the value of `requested_slot` when the message came.
    """
    parsed = event.get("parse_data") or {}
    understanding = parsed.get("understanding") or {}
    seen = (parsed.get("intent") or {}).get("name") or UNSURE
    own = (understanding.get("intent") or {}).get("name") or seen
    # What the classifier was unsure of answers nothing; a danger in place of the intent leaves it readable underneath.
    intent = UNSURE if seen == UNSURE else own
    return Turn(str(event.get("text") or ""), str(intent), understanding, requested)
