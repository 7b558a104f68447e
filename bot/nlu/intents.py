"""What the teacher wants: the intent, by a linear model."""

from __future__ import annotations

from functools import cache

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import LinearClassifier
from bot.nlu.linear import LinearModel
from bot.nlu.rows import blocks_of
from bot.nlu.understanding import set_intent, write
from bot.text import load_yaml, read_words

RANKING = "intent_ranking"


def opens_with_pupil(text: str) -> bool:
    """Tell whether a message begins by telling of a pupil ("jeg har en elev der …"), so that "jeg" is no complaint."""
    opening = " ".join(word.text for word in read_words(text))
    return opening.startswith(_openings())


@cache
def _openings() -> tuple[str, ...]:
    phrases = load_yaml("short_answers.yml")["tells_of_pupil"]
    return tuple(" ".join(word.text for word in read_words(phrase)) for phrase in phrases)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ConcernIntentClassifier(LinearClassifier):
    """Chooses one of the intents of knowledge/labels.yml and writes the ranking."""

    def learn(self, examples: list[Message]) -> LinearModel:
        """Train on every example's intent; rare intents count as much as common ones."""
        names = np.array([message.get(INTENT) for message in examples])
        labels = sorted(set(names))
        answers = names[:, None] == np.array(labels)[None, :]
        return LinearModel.fit(blocks_of(examples), answers, labels, quick=True, C=10, class_weight="balanced")

    def judge(self, model: LinearModel, message: Message) -> None:
        """Write the most likely intent, the ranking, and the understanding."""
        shares = model.shares(blocks_of([message]))[0]
        best = np.argsort(-shares)
        ranking = [{"name": model.labels[at], "confidence": float(shares[at])} for at in best]
        if ranking[0]["name"] == "disclose_self" and opens_with_pupil(message.get(TEXT)):
            ranking.sort(key=lambda entry: entry["name"] != "report_concern")
        message.set(RANKING, ranking, add_to_output=True)
        set_intent(message, str(ranking[0]["name"]), float(shares[best[0]]))
        write(message, intent=ranking[0])
