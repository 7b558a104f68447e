"""The form: when it asks on, and when it steps aside for a rule."""

import asyncio
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.form import FORM, ValidateConcernForm

Event = dict[str, Any]


def user(text: str, intent: str, **understood: Any) -> Event:
    understanding = {
        "intent": {"name": "report_concern" if intent.startswith("danger_") else intent},
        "topics": [],
        "danger": {"level": intent.removeprefix("danger_") if intent.startswith("danger_") else "none", "kinds": []},
        "age_group": "unknown",
        "age": None,
        "places": [],
        "tried": [],
        **understood,
    }
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}, "understanding": understanding}}


def asked(slot: str) -> list[Event]:
    return [
        {"event": "active_loop", "name": FORM},
        {"event": "slot", "name": "requested_slot", "value": slot},
        {"event": "action", "name": "action_listen"},
    ]


def answer(events: list[Event], active: bool = True) -> list[Event]:
    latest = next(event for event in reversed(events) if event["event"] == "user")
    tracker = Tracker(
        "a", {}, {**latest["parse_data"], "text": latest["text"]}, events, False, None,
        {"name": FORM} if active else {}, "action_listen",
    )  # fmt: skip
    found: list[Event] = asyncio.run(ValidateConcernForm().run(CollectingDispatcher(), tracker, {}))
    return found


def next_slot(events: list[Event]) -> Any:
    return next(event["value"] for event in events if event.get("name") == "requested_slot")


def stepped_aside(events: list[Event]) -> bool:
    return any(event["event"] == "action_execution_rejected" for event in events)


WORRY = user("han ryger hash", "report_concern", topics=["rusmidler"])


def test_the_safety_question_comes_first() -> None:
    assert next_slot(answer([WORRY], active=False)) == "safety"


def test_what_was_said_is_not_asked() -> None:
    home = [{"text": "Ikast", "codes": ["0756"], "ambiguous": False, "role": "home"}]
    worry = user(
        "han er 19, bor i Ikast og ryger hash", "report_concern", topics=["rusmidler"], age_group="over18", places=home
    )
    assert next_slot(answer([worry, *asked("safety"), user("nej", "deny")])) == "tried"


@pytest.mark.parametrize("intent", ["ask_role", "ask_law", "ask_treatment", "danger_acute", "danger_urgent", "goodbye"])
def test_it_steps_aside_for_a_question_and_for_danger(intent: str) -> None:
    assert stepped_aside(answer([WORRY, *asked("safety"), user("…", intent)]))


def test_it_steps_aside_only_once_for_one_message() -> None:
    rejected = {"event": "action_execution_rejected", "name": FORM}
    events = answer([WORRY, *asked("safety"), user("hvad laver ssp", "ask_role"), rejected])
    assert not stepped_aside(events) and next_slot(events) == "safety"


def test_it_never_steps_aside_when_it_starts() -> None:
    assert not stepped_aside(answer([user("hendes far slår hende", "danger_urgent")], active=False))


def test_small_talk_with_an_answer_in_it_is_an_answer() -> None:
    home = [{"text": "Ikast", "codes": ["0756"], "ambiguous": False, "role": "home"}]
    events = answer([WORRY, *asked("municipality"), user("tak, Ikast", "thank", places=home)])
    assert not stepped_aside(events)


def test_what_was_not_understood_is_left_to_the_rule() -> None:
    assert stepped_aside(answer([WORRY, *asked("age_group"), user("xyzzy", "nlu_fallback")]))


def test_danger_today_is_said_once_for_each_pupil() -> None:
    said: Event = {"event": "bot", "text": "…", "metadata": {"utter_action": "utter_urgent"}}
    urgent = user("hun har det meget slemt", "danger_urgent")
    assert not stepped_aside(answer([urgent, said, *asked("age_group"), urgent]))
    plan: Event = {"event": "action", "name": "action_suggest_next_steps"}
    assert stepped_aside(answer([urgent, said, plan, WORRY, *asked("age_group"), urgent]))
