"""What a message tells outright, by rule: places, age, what has been tried, roles named."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.age import find_age
from bot.nlu.facts import find_facts
from bot.nlu.message_component import MessageComponent
from bot.nlu.place_training import trained_finder
from bot.nlu.understanding import UNDERSTANDING, write
from bot.text import load_yaml, read_words

# Intents that answer a question, so that a bare word may be the answer.
_ANSWERS = frozenset({"inform_municipality", "inform_age", "correct"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FactsComponent(MessageComponent):
    """Writes places, age and facts into the understanding."""

    def __init__(self) -> None:
        """Load the places, and learn their roles, once (about a second)."""
        self._places = trained_finder()
        self._longest_answer = int(load_yaml("short_answers.yml")["longest_bare_answer"])

    def apply(self, message: Message) -> None:
        """Write the facts of a message."""
        text = message.get(TEXT)
        intent = (message.get(UNDERSTANDING) or {}).get(INTENT, {}).get("name")
        short = len(read_words(text)) <= self._longest_answer
        write(message, **self.read(text, answering=short or intent in _ANSWERS))

    def read(self, text: str, *, answering: bool) -> dict[str, Any]:
        """Read the facts of one text.

        :param text: a message, after redaction
        :param answering: whether it may be the bare answer to a question
        :return: the fact keys of the understanding (docs/contracts.md section 1)
        """
        age = find_age(text, answering=answering)
        facts = find_facts(text, answering=answering)
        return {
            "places": [place.as_dict() for place in self._places.find(text, answering=answering)],
            "age_group": age.group,
            "age": age.age,
            "tried": list(facts.tried),
            "roles": list(facts.roles),
            "expecting_child": facts.expecting_child,
            "pupil_is_parent": facts.pupil_is_parent,
            "new_pupil": facts.new_pupil,
        }
