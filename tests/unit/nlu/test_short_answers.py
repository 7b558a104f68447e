"""Buttons and bare answers are understood the same way every time, without a model."""

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.facts_component import FactsComponent
from bot.nlu.short_answers import ShortAnswers, phrases
from bot.nlu.understanding import CERTAIN, write
from bot.text import load_yaml

FACTS = FactsComponent()


def understood(text: str) -> tuple[str | None, dict[str, Any]]:
    """The certain intent of a text, or None when it is left to the model."""
    message = Message.build(text=text)
    write(message, intent={"name": "out_of_scope", "confidence": 0.3}, topics=["sorg"])
    FACTS.process([message])
    ShortAnswers().process([message])
    return (message.get("intent")["name"] if message.get(CERTAIN) else None), message.get("understanding")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Ja", "affirm"),
        ("ja!!", "affirm"),
        ("Ja, der er fare lige nu", "affirm"),
        ("Ja, eleven har talt om ikke at ville leve", "affirm"),
        ("Nej", "deny"),
        ("næ", "deny"),
        ("Ved ikke", "dont_know"),
        ("ved ik", "dont_know"),
        ("Start forfra", "restart"),
        ("tak!", "thank"),
        ("Under 18", "inform_age"),
        ("18 eller ældre", "inform_age"),
        ("Ikast", "inform_municipality"),
        ("ikast-brande kommune", "inform_municipality"),
        ("han bor vist i Odder", "inform_municipality"),
        ("7430", "inform_municipality"),
        ("17", "inform_age"),
        ("17 vist nok", "inform_age"),
        ("hun er 19 år", "inform_age"),
        ("Eleven har meget fravær", "report_concern"),
        ("Tanker om selvmord", "report_concern"),
        ("Jeg har talt med eleven", "report_concern"),
    ],
)
def test_certain_intents(text: str, intent: str) -> None:
    assert understood(text)[0] == intent


@pytest.mark.parametrize(
    "text",
    [
        "han bor i Ikast og ryger hash hver dag",
        "har jeg talt med ham?",
        "hun er 17 og græder",
        "ja men hun bor jo i Odder nu",
        "hvad laver en SSP",
        "nej han er væk",
        "Skriv et notat til studievejlederen",
        "Lav en note til kontaktlæreren",
        "xyzzy",
    ],
)
def test_what_says_more_is_left_to_the_model(text: str) -> None:
    assert understood(text)[0] is None


@pytest.mark.parametrize("text", ["jeg har talt med ham", "ringet til moren", "vejlederen er inde over"])
def test_what_has_been_done_is_told_of_a_pupil(text: str) -> None:
    assert understood(text)[0] == "report_concern"


def test_a_topic_button_gives_its_topics() -> None:
    assert understood("Det handler om hash, stoffer eller alkohol")[1]["topics"] == ["rusmidler"]
    assert understood("Mobning")[1]["topics"] == ["mobning"]


def test_an_answer_has_no_topics_whatever_the_model_thought() -> None:
    assert understood("Nej")[1]["topics"] == []


def test_a_bare_answer_is_in_the_facts() -> None:
    assert understood("Ikast")[1]["places"][0]["codes"] == ["0756"]
    assert understood("17 vist nok")[1]["age_group"] == "under18"


def test_every_phrase_has_one_meaning_and_a_known_intent() -> None:
    assert {intent for intent, _ in phrases().values()} <= set(load_yaml("labels.yml")["intents"])
