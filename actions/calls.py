"""What a call of an action must look like before any action reads it (docs/contracts.md, sections 1 and 9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Fields of what was understood, with their kinds; each may be missing.
_UNDERSTOOD: Mapping[str, type | tuple[type, ...]] = {
    "intent": dict,
    "danger": dict,
    "topics": list,
    "heard": list,
    "tried": list,
    "roles": list,
    "places": list,
    "age_group": str,
    "help_came": str,
}
_TRACKER: Mapping[str, type | tuple[type, ...]] = {
    "slots": dict,
    "latest_message": dict,
    "active_loop": dict,
}


def is_call(body: Any) -> bool:
    """Tell whether a body is a call of an action: its name, and a conversation in Rasa's own shape.

    What is not would fail somewhere inside, as if the fault were ours.

    Args:
        body: the JSON of the request.
    """
    if not isinstance(body, dict) or not isinstance(body.get("next_action"), str):
        return False
    tracker = body.get("tracker")
    if not isinstance(tracker, dict) or not isinstance(tracker.get("sender_id"), str):
        return False
    if not _has(tracker, _TRACKER) or not isinstance(body.get("domain") or {}, dict):
        return False
    events, latest = tracker.get("events"), tracker.get("latest_message") or {}
    if not isinstance(events, list) or not all(map(_is_event, events)):
        return False
    return _is_parsed(latest) and isinstance(latest.get("metadata") or {}, dict)


def _has(body: Mapping[str, Any], kinds: Mapping[str, type | tuple[type, ...]]) -> bool:
    return all(body.get(name) is None or isinstance(body[name], kind) for name, kind in kinds.items())


def _is_event(event: Any) -> bool:
    if not isinstance(event, dict) or not isinstance(event.get("event"), str):
        return False
    if event["event"] == "bot":
        return isinstance(event.get("metadata") or {}, dict)
    return event["event"] != "user" or _is_parsed(event.get("parse_data") or {})


def _is_parsed(parsed: Any) -> bool:
    if not isinstance(parsed, dict) or not isinstance(parsed.get("intent") or {}, dict):
        return False
    told = parsed.get("understanding") or {}
    if not isinstance(told, dict) or not _has(told, _UNDERSTOOD):
        return False
    lists = [told.get(name) or [] for name in ("topics", "heard", "tried", "roles")]
    lists.append((told.get("danger") or {}).get("kinds") or [])
    words = all(isinstance(words, list) and all(isinstance(word, str) for word in words) for words in lists)
    return words and all(isinstance(place, dict) for place in told.get("places") or [])
