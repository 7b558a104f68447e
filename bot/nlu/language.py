"""Which language a message is written in: Danish unless the model or the words say otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from lingua import Language, LanguageDetector, LanguageDetectorBuilder
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.message_component import MessageComponent
from bot.nlu.tokenizer import known_lemma
from bot.nlu.understanding import CERTAIN, UNDERSTANDING, set_intent, write
from bot.text import load_yaml

DANISH = "da"
OTHER = "other"
OTHER_LANGUAGE = "other_language"
# Each of these has an answer of its own in bot/responses/languages.yml; OTHER has one for the rest.
ANSWERED = {
    Language.ENGLISH: "en",
    Language.UKRAINIAN: "uk",
    Language.ARABIC: "ar",
    Language.POLISH: "pl",
    Language.GERMAN: "de",
}
# So close to Danish that a short Danish text with typing errors is taken for them.
_NORDIC = (Language.DANISH, Language.BOKMAL, Language.NYNORSK, Language.SWEDISH)
# Common among pupils and colleagues; told apart so that nobody is answered in the wrong language.
_REST = (Language.RUSSIAN, Language.PERSIAN, Language.TURKISH, Language.SOMALI, Language.ROMANIAN, Language.LITHUANIAN)


@cache
def _detector() -> LanguageDetector:
    # Trigrams alone are enough beside the Danish dictionary: 30 MB in place of 330 MB.
    builder = LanguageDetectorBuilder.from_languages(*_NORDIC, *ANSWERED, *_REST)
    return builder.with_low_accuracy_mode().with_preloaded_language_models().build()


def detect(text: str) -> tuple[str, float]:
    """Name the likeliest language of a text.

    :param text: a message
    :return: `da` (for every Nordic language), a code of `ANSWERED` or `other`, and the detector's confidence, 0 to 1
    """
    best = _detector().compute_language_confidence_values(text)[0]
    return (DANISH if best.language in _NORDIC else ANSWERED.get(best.language, OTHER)), best.value


def unknown_share(tokens: Sequence[Token]) -> float:
    """Give the share of words that no Danish dictionary form matches: high for gibberish and for other languages.

    :param tokens: tokens with folded text
    :return: 0.0 to 1.0; 1.0 for a text without any word of letters
    """
    words = [token.text for token in tokens if token.text.isalpha()]
    unknown = [word for word in words if known_lemma(word) is None]
    return len(unknown) / len(words) if words else 1.0


def language_of(text: str, tokens: Sequence[Token], intent: Mapping[str, Any], thresholds: Mapping[str, float]) -> str:
    """Tell the language of a message: the model of intents knows whole sentences, the detector names the language.

    :param text: the message as written
    :param tokens: its tokens
    :param intent: the classifier's intent, `name` and `confidence`
    :param thresholds: the part `language` of knowledge/thresholds.yml
    :return: `da`, a code of `ANSWERED`, or `other`
    """
    if intent["name"] == OTHER_LANGUAGE:
        found, _ = detect(text)
        return OTHER if found == DANISH else found
    # The name of an app or a misspelt word alone is no language.
    enough = sum(token.text.isalpha() for token in tokens) >= thresholds["least_words"]
    doubtful = enough and intent["confidence"] < thresholds["model_sure"]
    if not doubtful or unknown_share(tokens) < thresholds["unknown_share"]:
        return DANISH
    found, confidence = detect(text)
    return found if confidence >= thresholds["least"] else DANISH


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LanguageComponent(MessageComponent):
    """Writes the language of a message, and `other_language` as its intent when it is not Danish."""

    def apply(self, message: Message) -> None:
        """Name the language of a message, unless it is one of the fixed Danish phrases."""
        if message.get(CERTAIN):
            return
        intent = message.get(UNDERSTANDING)[INTENT]
        tokens = message.get(TOKENS_NAMES[TEXT]) or []
        language = language_of(message.get(TEXT), tokens, intent, load_yaml("thresholds.yml")["language"])
        write(message, language=language)
        if language != DANISH and intent["name"] != OTHER_LANGUAGE:
            set_intent(message, OTHER_LANGUAGE, 1.0)
            write(message, intent={"name": OTHER_LANGUAGE, "confidence": 1.0}, topics=[])
