"""Danger told at any question: answered first, by its kind, and the question comes back."""

import asyncio
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.form import FORM, ValidateConcernForm
from actions.plan import ActionAnswerUrgent

Event = dict[str, Any]
HERNING = [{"text": "Herning", "codes": ["0657"], "ambiguous": False, "role": "home"}]
PATHS = {
    "selvmord": "utter_urgent_selvmord",
    "selvskade": "utter_urgent_selvskade",
    "vold_hjemme": "utter_urgent_vold_hjemme",
    "seksuelt": "utter_urgent_seksuelt",
    "aere": "utter_urgent_aere",
    "trussel": "utter_urgent_trussel",
    "voldsomt": "utter_urgent_trussel",
    "husly": "utter_urgent_husly",
    "digitalt": "utter_urgent_digitalt",
    "omsorgssvigt": "utter_urgent_omsorgssvigt",
    "medicinsk": "utter_urgent_medicinsk",
}


def user(text: str, intent: str, danger: str = "none", kinds: tuple[str, ...] = (), **understood: Any) -> Event:
    understanding = {
        "intent": {"name": intent},
        "topics": [],
        "danger": {"level": danger, "kinds": list(kinds)},
        "age_group": "unknown",
        "age": None,
        "places": [],
        "tried": [],
        **understood,
    }
    shown = intent if danger == "none" else f"danger_{danger}"
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": shown}, "understanding": understanding}}


def asked(slot: str) -> list[Event]:
    return [{"event": "slot", "name": "requested_slot", "value": slot}, {"event": "action", "name": "action_listen"}]


VAGUE = user("jeg har en elev", "report_concern", topics=["generelt"])
HASH = user("han ryger hash", "report_concern", topics=["rusmidler"])
NO = [*asked("safety"), user("nej", "deny")]
AGE = [*asked("age_group"), user("17", "inform_age", age_group="under18", age=17)]
HOME = [*asked("municipality"), user("Herning", "inform_municipality", places=HERNING)]
BEFORE: dict[str, list[Event]] = {
    "safety": [HASH],
    "topics": [VAGUE, *NO],
    "age_group": [HASH, *NO],
    "municipality": [HASH, *NO, *AGE],
    "tried": [HASH, *NO, *AGE, *HOME],
}


def run(action: Any, events: list[Event]) -> tuple[list[Event], list[dict[str, Any]]]:
    """The events of an action, and what it says; the count of questions left is no saying of its own."""
    latest = next(event for event in reversed(events) if event["event"] == "user")
    tracker = Tracker(
        "a", {}, {**latest["parse_data"], "text": latest["text"]}, events, False, None, {"name": FORM}, "action_listen"
    )
    dispatcher = CollectingDispatcher()
    found = asyncio.run(action.run(dispatcher, tracker, {}))
    said = [message for message in dispatcher.messages if (message.get("custom") or {}).get("kind") != "progress"]
    return found, said


def requested(events: list[Event]) -> Any:
    return next(event["value"] for event in events if event.get("name") == "requested_slot")


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.parametrize("slot", BEFORE)
def test_danger_today_is_answered_first_and_the_question_comes_back(slot: str, kind: str) -> None:
    before = BEFORE[slot]
    found, _ = run(ValidateConcernForm(), [*before, *asked("x")] if slot == "safety" else before)
    open_question = requested(found)
    assert open_question == slot
    events = [*before, *asked(slot), user("noget farligt", "report_concern", "urgent", (kind,))]
    found, _ = run(ValidateConcernForm(), events)
    assert any(event["event"] == "action_execution_rejected" for event in found)
    _, (said,) = run(ActionAnswerUrgent(), events)
    assert said["response"] == PATHS[kind]
    assert said["contact"] and "{" not in said["contact"]
    spoken = {"event": "bot", "text": "…", "metadata": {"utter_action": said["response"]}}
    rejected = {"event": "action_execution_rejected", "name": FORM}
    events += [rejected, {"event": "action", "name": "action_answer_urgent"}, spoken]
    found, messages = run(ValidateConcernForm(), events)
    assert not messages
    # Danger answers the question about safety, and what was told in place of a topic is an answer too.
    expected = "age_group" if slot in ("safety", "topics") else slot
    assert requested(found) == expected
    assert run(ActionAnswerUrgent(), events)[1] == [], "the same danger is not answered twice"


@pytest.mark.parametrize("slot", BEFORE)
def test_danger_now_ends_the_questions_at_every_slot(slot: str) -> None:
    events = [*BEFORE[slot], *asked(slot), user("hun står på taget", "report_concern", "acute", ("selvmord",))]
    found, _ = run(ValidateConcernForm(), events)
    assert any(event["event"] == "action_execution_rejected" for event in found)


def test_another_kind_of_danger_is_answered_too() -> None:
    first = user("hun skærer i sig selv", "report_concern", "urgent", ("selvskade",))
    spoken = {"event": "bot", "text": "…", "metadata": {"utter_action": "utter_urgent_selvskade"}}
    second = user("faren slår hende", "report_concern", "urgent", ("vold_hjemme",))
    _, (said,) = run(ActionAnswerUrgent(), [first, spoken, *asked("age_group"), second])
    assert said["response"] == "utter_urgent_vold_hjemme"


def test_the_writers_own_distress_is_met_before_the_question() -> None:
    _, messages = run(ValidateConcernForm(), [user("jeg kan ikke mere", "disclose_self", "check", ("self",))])
    assert [message["response"] for message in messages] == ["utter_disclose_self"]
    _, messages = run(ValidateConcernForm(), [HASH])
    assert messages == []
