"""When the intent is a guess: the message's own intent becomes `nlu_fallback`, the understanding keeps the guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import simplemma
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.tokenizer import spellings
from bot.nlu.understanding import CERTAIN, UNDERSTANDING, has_text, set_intent
from bot.text import load_yaml

FALLBACK = "nlu_fallback"


def unknown_share(tokens: Sequence[Token]) -> float:
    """Give the share of words that no Danish dictionary form matches: high for gibberish and for other languages.

    :param tokens: tokens with folded text
    :return: 0.0 to 1.0; 1.0 for a text without any word of letters
    """
    words = [token.text for token in tokens if token.text.isalpha()]
    unknown = [word for word in words if not any(simplemma.is_known(form, lang="da") for form in spellings(word))]
    return len(unknown) / len(words) if words else 1.0


def is_guess(confidence: float, unknown: float, thresholds: Mapping[str, float]) -> bool:
    """Tell whether an intent is too uncertain to act on.

    :param confidence: the intent's probability
    :param unknown: the share of unknown words
    :param thresholds: `least`, and `least_when_unknown` from the share `unknown_share` of unknown words
    :return: whether it is a guess
    """
    strange = unknown >= thresholds["unknown_share"]
    return confidence < thresholds["least_when_unknown" if strange else "least"]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class IntentFallback(GraphComponent):
    """Puts `nlu_fallback` in place of an intent that is a guess."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentFallback:
        """Create the component (Rasa's graph calls this)."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Replace guessed intents."""
        for message in filter(has_text, messages):
            intent = message.get(UNDERSTANDING)[INTENT]
            if message.get(CERTAIN) or intent["name"] == "other_language":
                continue
            unknown = unknown_share(message.get(TOKENS_NAMES[TEXT]) or [])
            if is_guess(intent["confidence"], unknown, load_yaml("thresholds.yml")["intent"]):
                set_intent(message, FALLBACK, 1.0 - intent["confidence"])
        return messages
