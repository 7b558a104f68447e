"""A message that was not understood: asked about, but not while danger now waits for its steps."""

import asyncio
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.clarify import ActionClarify

Event = dict[str, Any]


def user(text: str, intent: str, danger: str = "none", kinds: tuple[str, ...] = (), **understood: Any) -> Event:
    understanding = {
        "intent": {"name": "report_concern"},
        "topics": [],
        "danger": {"level": danger, "kinds": list(kinds)},
        "age_group": "unknown",
        "age": None,
        "places": [],
        "tried": [],
        **understood,
    }
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}, "understanding": understanding}}


def said(response: str) -> Event:
    return {"event": "bot", "text": "…", "metadata": {"utter_action": response}}


ROOF = user("han vil springe ned", "danger_acute", "acute", ("selvmord",))
WHAT_NOW = user("hvad skal jeg gøre", "nlu_fallback")


def answer_to(events: list[Event]) -> list[dict[str, Any]]:
    latest = {**events[-1]["parse_data"], "text": events[-1]["text"]}
    tracker = Tracker("s", {}, latest, events, False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    asyncio.run(ActionClarify().run(dispatcher, tracker, {}))
    messages: list[dict[str, Any]] = dispatcher.messages
    return messages


@pytest.mark.parametrize("latest", [WHAT_NOW, user("banan", "nlu_fallback")])
def test_danger_now_is_answered_again(latest: Event) -> None:
    told = answer_to([ROOF, said("utter_acute"), latest])
    assert told[0]["response"] == "utter_acute"
    assert [section["id"] for section in told[1]["custom"]["sections"]] == ["acute"]


def test_the_writer_in_danger_gets_her_own_words_again() -> None:
    mine = user("jeg vil dø nu", "self_in_danger_acute", "acute", ("selvmord", "self"))
    assert answer_to([mine, said("utter_acute_self"), WHAT_NOW])[0]["response"] == "utter_acute_self"


@pytest.mark.parametrize(
    "before",
    [
        [],
        [user("han er ked af det", "report_concern", topics=["angst_depression"])],
        [ROOF, said("utter_acute"), user("ambulancen er her", "report_concern", help_came="only")],
        [ROOF, said("utter_acute"), said("utter_after_acute")],
    ],
)
def test_otherwise_it_is_asked_about(before: list[Event]) -> None:
    told = answer_to([*before, WHAT_NOW])
    assert [message["response"] for message in told] in (["utter_clarify"], ["utter_explain"])
