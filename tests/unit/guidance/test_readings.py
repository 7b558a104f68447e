"""The clarifying question: likely readings as buttons whose texts are always understood."""

import asyncio
from typing import Any

import pytest

from actions.clarify import ActionClarify, reading_buttons, topic_buttons
from actions.guidance.readings import misses_in_a_row, readings
from bot.nlu.short_answers import phrase_key, phrases


def parsed(*intents: str, topics: tuple[str, ...] = ()) -> dict[str, Any]:
    ranking = [{"name": name, "confidence": 0.3} for name in intents]
    return {"intent": {"name": "nlu_fallback"}, "intent_ranking": ranking, "understanding": {"topics": list(topics)}}


def titles(*intents: str, topics: tuple[str, ...] = ()) -> list[str]:
    found = readings(parsed(*intents, topics=topics), reading_buttons(), topic_buttons())
    return [reading.title for reading in found]


def test_the_likeliest_readings_come_first_and_a_worry_names_its_topic() -> None:
    found = titles("report_concern", "ask_law", "ask_plan", "ask_bot", topics=("oekonomi",))
    assert found == ["Jeg er bekymret: penge og gæld", "Reglerne om underretning", "Skolens beredskabsplan"]


def test_a_worry_without_a_topic_is_still_offered() -> None:
    assert titles("report_concern", "ask_law") == ["Noget andet om en elev", "Reglerne om underretning"]


def test_what_has_no_button_is_left_out() -> None:
    assert titles("greet", "insult", "ask_law") == ["Reglerne om underretning"]


@pytest.mark.parametrize("intent", [*reading_buttons()["readings"], "report_concern"])
def test_a_button_is_understood_as_what_it_says(intent: str) -> None:
    reading = readings(parsed(intent), reading_buttons(), topic_buttons())[0]
    assert phrases()[phrase_key(reading.payload)][0] == intent


@pytest.mark.parametrize("topic", [code for code in topic_buttons() if code != "generelt"])
def test_a_topics_button_is_understood_as_that_topic(topic: str) -> None:
    reading = readings(parsed("report_concern", topics=(topic,)), reading_buttons(), topic_buttons())[0]
    assert phrases()[phrase_key(reading.payload)] == ("report_concern", [topic])


def user(intent: str) -> dict[str, Any]:
    return {"event": "user", "parse_data": {"intent": {"name": intent}}}


@pytest.mark.parametrize(
    ("intents", "misses"),
    [
        (("nlu_fallback",), 1),
        (("nlu_fallback", "nlu_fallback"), 2),
        (("nlu_fallback", "greet", "nlu_fallback"), 1),
        (("nlu_fallback", "greet"), 0),
        ((), 0),
    ],
)
def test_misses_are_counted_in_a_row(intents: tuple[str, ...], misses: int) -> None:
    assert misses_in_a_row([user(intent) for intent in intents]) == misses


class Said:
    """Collects what an action says."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def utter_message(self, **message: Any) -> None:
        self.messages.append(message)


class Talk:
    """A conversation as an action sees it."""

    def __init__(self, latest: dict[str, Any], events: list[dict[str, Any]]) -> None:
        self.latest_message = latest
        self.events = events


async def said(events: list[dict[str, Any]], *intents: str) -> dict[str, Any]:
    dispatcher = Said()
    await ActionClarify().run(dispatcher, Talk(parsed(*(intents or ("ask_law", "ask_plan"))), events), {})
    return dispatcher.messages[0]


def test_first_one_question_with_a_way_out_then_an_explanation() -> None:
    first = asyncio.run(said([user("nlu_fallback")]))
    assert first["response"] == "utter_clarify"
    assert [button["title"] for button in first["buttons"]] == [
        "Reglerne om underretning",
        "Skolens beredskabsplan",
        "Noget andet om en elev",
    ]
    assert asyncio.run(said([user("nlu_fallback")] * 2)) == {"response": "utter_explain"}


def test_with_nothing_to_offer_it_explains_at_once() -> None:
    assert asyncio.run(said([user("nlu_fallback")], "dont_know", "affirm")) == {"response": "utter_explain"}
