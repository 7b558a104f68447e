"""When the intent is a guess: the message's own intent becomes `nlu_fallback`, the understanding keeps the guess."""

from __future__ import annotations

from collections.abc import Mapping

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import TOKENS_NAMES
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.language import OTHER_LANGUAGE, unknown_share
from bot.nlu.message_component import MessageComponent
from bot.nlu.understanding import CERTAIN, UNDERSTANDING, set_intent
from bot.text import load_yaml

FALLBACK = "nlu_fallback"


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
class IntentFallback(MessageComponent):
    """Puts `nlu_fallback` in place of an intent that is a guess."""

    def apply(self, message: Message) -> None:
        """Replace a guessed intent."""
        intent = message.get(UNDERSTANDING)[INTENT]
        if message.get(CERTAIN) or intent["name"] == OTHER_LANGUAGE:
            return
        unknown = unknown_share(message.get(TOKENS_NAMES[TEXT]) or [])
        if is_guess(intent["confidence"], unknown, load_yaml("thresholds.yml")["intent"]):
            set_intent(message, FALLBACK, 1.0 - intent["confidence"])
