"""What the worry is about: topics, several at once, by a linear model with a threshold per topic."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import LinearClassifier
from bot.nlu.lexicon import topic_codes
from bot.nlu.linear import LinearModel
from bot.nlu.rows import blocks_of
from bot.nlu.understanding import CONCERN_INTENTS, UNDERSTANDING, write
from bot.text import KnowledgeError, load_yaml

FILE = "thresholds.yml"
# Every topic's probability, for components after this one; not part of the output.
TOPIC_PROBABILITIES = "topic_probabilities"


def choose(probabilities: Mapping[str, float], thresholds: Mapping[str, float]) -> list[str]:
    """Choose the topics of a worry.

    :param probabilities: topic code to probability
    :param thresholds: topic code to the least probability, `default` for the rest, and `most` topics to name
    :return: topics above their thresholds, most likely first; the most likely one when none is
    :raises KnowledgeError: when a threshold is for a topic that does not exist
    """
    unknown = set(thresholds) - set(topic_codes()) - {"default", "most"}
    if unknown:
        raise KnowledgeError(f"{FILE}: topics: {sorted(unknown)[0]}: emnet findes ikke i labels.yml. Ret navnet.")
    ranked = sorted(probabilities, key=lambda code: -probabilities[code])
    above = [code for code in ranked if probabilities[code] >= thresholds.get(code, thresholds["default"])]
    chosen = above[: int(thresholds["most"])] or ranked[:1]
    # "generelt" means nothing more specific: beside a specific topic it says nothing.
    return [code for code in chosen if code != "generelt"] or chosen


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(LinearClassifier):
    """Names the topics of a worry; trained only on worries that carry topics."""

    def learn(self, examples: list[Message]) -> LinearModel:
        """Train one yes/no model per topic on the worries that carry topics."""
        worries = [message for message in examples if topics_of(message)]
        labels = topic_codes()
        answers = np.array([[code in topics_of(message) for code in labels] for message in worries])
        return LinearModel.fit(blocks_of(worries), answers, labels, C=10)

    def judge(self, model: LinearModel, message: Message) -> None:
        """Write the topics when the message is a worry, and keep the probabilities for the danger component."""
        found = dict(zip(model.labels, map(float, model.probabilities(blocks_of([message]))[0]), strict=True))
        message.set(TOPIC_PROBABILITIES, found)
        understanding = message.get(UNDERSTANDING) or {}
        if understanding.get(INTENT, {}).get("name") in CONCERN_INTENTS:
            write(message, topics=choose(found, load_yaml(FILE)["topics"]))


def topics_of(message: Message) -> list[str]:
    """Give the topics of a training example, from the metadata of its intent block."""
    return list(((message.get("metadata") or {}).get(INTENT) or {}).get("topics") or [])
