"""Builds the events of a conversation as Rasa's tracker gives them, for tests."""

from typing import Any

Event = dict[str, Any]


def said(text: str, intent: str = "report_concern", danger: str = "none", **understood: Any) -> Event:
    """A message of the teacher with what was understood of it."""
    kinds = understood.pop("kinds", [])
    understanding = {
        "intent": {"name": intent, "confidence": 0.9},
        "topics": [],
        "danger": {"level": danger, "kinds": kinds, "reasons": []},
        "age_group": "unknown",
        "age": None,
        "places": [],
        "tried": [],
        "roles": [],
        "expecting_child": False,
        "pupil_is_parent": False,
        "new_pupil": False,
        **understood,
    }
    shown = intent if danger == "none" else f"danger_{danger}"
    parsed = {"intent": {"name": shown, "confidence": 0.9}, "understanding": understanding, "text": text}
    return {"event": "user", "text": text, "parse_data": parsed, "metadata": {}}


def asked(slot: str | None) -> Event:
    """The form has asked for a slot."""
    return {"event": "slot", "name": "requested_slot", "value": slot}


def did(action: str) -> Event:
    """An action has run."""
    return {"event": "action", "name": action}


def place(text: str, *codes: str, role: str = "home") -> dict[str, Any]:
    """A place as NLU names it."""
    return {"text": text, "start": 0, "end": len(text), "codes": list(codes), "ambiguous": len(codes) > 1, "role": role}


PLAN = did("action_suggest_next_steps")
