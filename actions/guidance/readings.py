"""The likeliest readings of a message that was not understood, as buttons of one clarifying question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from actions.guidance.concern import VAGUE
from actions.guidance.turn import UNSURE, Event

Json = Mapping[str, Any]
CONCERN = "report_concern"


@dataclass(frozen=True)
class Reading:
    """One thing that a message may have meant: the intent, and the button that says so for certain."""

    intent: str
    title: str
    payload: str


def readings(parsed: Json, wording: Json, topics: Mapping[str, str]) -> list[Reading]:
    """Give the likeliest readings of a message.

    Args:
        parsed: what NLU said of the message: `intent_ranking`, the likeliest first, and `understanding`.
        wording: the content of knowledge/readings.yml.
        topics: topic code to its button in knowledge/labels.yml.

    Returns:
        At most `most` readings of `wording`, the likeliest first; intents without a button are left out.
    """
    ranking = [str(entry["name"]) for entry in parsed.get("intent_ranking") or ()]
    told = (parsed.get("understanding") or {}).get("topics") or [VAGUE]
    found = (_reading(intent, told[0], wording, topics) for intent in ranking[: wording["most"]])
    return [reading for reading in found if reading]


def _reading(intent: str, topic: str, wording: Json, topics: Mapping[str, str]) -> Reading | None:
    if intent == CONCERN and topic != VAGUE and topic in topics:
        return Reading(intent, wording["concern"].format(topic=topics[topic].lower()), topics[topic])
    button = wording["else"] if intent == CONCERN else wording["readings"].get(intent)
    return Reading(intent, button["title"], button["payload"]) if button else None


def misses_in_a_row(events: Iterable[Event]) -> int:
    """Count how many of the latest messages in a row were not understood, the latest one included."""
    return sum(1 for _ in _unsure_tail(events))


def _unsure_tail(events: Iterable[Event]) -> Iterator[Event]:
    told = [event for event in events if event.get("event") == "user"]
    for event in reversed(told):
        if ((event.get("parse_data") or {}).get("intent") or {}).get("name") != UNSURE:
            return
        yield event
