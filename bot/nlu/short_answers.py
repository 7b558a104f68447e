"""Buttons and bare answers: where the words alone decide, no model is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.message_component import MessageComponent
from bot.nlu.understanding import CERTAIN, UNDERSTANDING, set_intent, write
from bot.text import KnowledgeError, Word, fold, load_yaml, read_words

FILE = "short_answers.yml"


def phrase_key(text: str) -> str:
    """Give what two spellings of the same phrase share: folded words, no punctuation."""
    return " ".join(word.text for word in read_words(text))


@cache
def phrases() -> dict[str, tuple[str, list[str] | None]]:
    """Map every fixed phrase to its intent and, where the file says so, its topics.

    :return: folded phrase to (intent, topics or None)
    :raises KnowledgeError: for an intent or topic that does not exist, or a phrase with two meanings
    """
    content, labels = load_yaml(FILE), load_yaml("labels.yml")
    topics = {topic["code"] for topic in labels["topics"]}
    found: dict[str, tuple[str, list[str] | None]] = {}
    for intent, entries in content["phrases"].items():
        if intent not in labels["intents"]:
            raise KnowledgeError(f"{FILE}: phrases: {intent}: findes ikke i labels.yml. Ret navnet.")
        for phrase in entries:
            if found.setdefault(phrase_key(str(phrase)), (intent, None))[0] != intent:
                raise KnowledgeError(f"{FILE}: phrases: {intent}: »{phrase}« står under to. Fjern den ene.")
    for phrase, codes in content["topics"].items():
        if set(codes) - topics:
            raise KnowledgeError(f"{FILE}: topics: {phrase}: emnet findes ikke i labels.yml. Ret navnet.")
        found[phrase_key(phrase)] = ("report_concern", list(codes))
    for topic in labels["topics"]:
        found.setdefault(phrase_key(topic["button"]), ("report_concern", [topic["code"]]))
    return found


@cache
def _fillers() -> frozenset[str]:
    return frozenset(fold(word) for word in load_yaml(FILE)["fillers"])


@cache
def _question_words() -> frozenset[str]:
    return frozenset(fold(word) for word in load_yaml(FILE)["question_words"])


def bare_answer(text: str, understanding: Mapping[str, Any]) -> str | None:
    """Tell whether a text is a bare place, a bare age, or only says what has been done.

    :param text: the message
    :param understanding: with `places`, `age_group` and `tried` already found
    :return: `inform_municipality`, `inform_age`, `report_concern` or None
    """
    words = read_words(text)
    if not words or len(words) > int(load_yaml(FILE)["longest_bare_answer"]):
        return None
    places: Sequence[Mapping[str, Any]] = understanding["places"]
    rest = [word for word in words if not _inside(word, places) and word.text not in _fillers()]
    if places and not rest and all(place["role"] == "home" for place in places):
        return "inform_municipality"
    knows_age = understanding["age_group"] != "unknown" or understanding["age"] is not None
    if knows_age and all(word.text.isdigit() for word in rest):
        return "inform_age"
    # "jeg har talt med ham": told of a pupil, and too short for the model to know.
    asks = words[0].text in _question_words()
    return "report_concern" if understanding["tried"] and not asks else None


def _inside(word: Word, places: Sequence[Mapping[str, Any]]) -> bool:
    return any(place["start"] <= word.start and word.end <= place["end"] for place in places)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ShortAnswers(MessageComponent):
    """Sets the intent of fixed phrases and bare answers with certainty."""

    def apply(self, message: Message) -> None:
        """Decide a message that is a fixed phrase or a bare answer."""
        text = message.get(TEXT)
        intent, topics = phrases().get(phrase_key(text), (None, None))
        intent = intent or bare_answer(text, message.get(UNDERSTANDING))
        if intent:
            message.set(CERTAIN, True)
            set_intent(message, intent, 1.0)
            write(message, intent={"name": intent, "confidence": 1.0}, topics=topics or [])
