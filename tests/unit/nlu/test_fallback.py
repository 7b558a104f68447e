"""When the intent is a guess, the bot asks again instead of acting."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.fallback import FALLBACK, IntentFallback, is_guess
from bot.nlu.language import unknown_share
from bot.nlu.tokenizer import tokens
from bot.nlu.understanding import CERTAIN, set_intent, write

THRESHOLDS = {"least": 0.3, "unknown_share": 0.6, "least_when_unknown": 0.7}


@pytest.mark.parametrize(
    ("confidence", "unknown", "guess"),
    [(0.9, 0.0, False), (0.2, 0.0, True), (0.5, 0.0, False), (0.5, 0.8, True), (0.9, 0.8, False)],
)
def test_a_guess_is_unlikely_or_made_of_unknown_words(confidence: float, unknown: float, guess: bool) -> None:
    assert is_guess(confidence, unknown, THRESHOLDS) is guess


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("hun kommer ikke i skole og græder meget", 0.0, 0.0),
        ("hun kommer ikke i skole og graeder meget", 0.0, 0.0),
        ("xyzzy qwopl fnurgl", 1.0, 1.0),
        ("!!! 17", 1.0, 1.0),
    ],
)
def test_unknown_share(text: str, least: float, most: float) -> None:
    assert least <= unknown_share(tokens(text)) <= most


def processed(text: str, intent: str, confidence: float, *, certain: bool = False) -> Message:
    message = Message.build(text=text)
    message.set("text_tokens", tokens(text))
    message.set(CERTAIN, certain)
    set_intent(message, intent, confidence)
    write(message, intent={"name": intent, "confidence": confidence})
    IntentFallback().process([message])
    return message


def test_a_guess_becomes_fallback_and_the_understanding_keeps_it() -> None:
    message = processed("fnurgl qwopl", "thank", 0.2)
    assert message.get("intent")["name"] == FALLBACK
    assert message.get("understanding")["intent"]["name"] == "thank"


def test_certain_answers_and_other_languages_are_never_fallback() -> None:
    assert processed("Ry", "inform_municipality", 0.1, certain=True).get("intent")["name"] == "inform_municipality"
    assert processed("moj uczen", "other_language", 0.4).get("intent")["name"] == "other_language"
