"""Features from the knowledge files: what a text's words point at, and its outward shape."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.nlu.lexicon import count_cues, count_topics, intent_codes, topic_codes
from bot.nlu.understanding import has_text
from bot.safety import assess
from bot.safety.rules import LEVELS
from bot.text import load_yaml, read_words

# Upper ends of the length classes, in words: a bare answer, a short sentence, a story.
_LENGTHS = (1, 2, 4, 8, 16, 40)


def describe_danger(text: str) -> list[float]:
    """Give what the danger rules say of a text: level and kinds.

    :param text: a message, after redaction
    :return: one number per level and per kind
    """
    danger = assess(text)
    kinds = load_yaml("labels.yml")["danger_kinds"]
    return [
        float(found) for found in (*(danger.level == level for level in LEVELS), *(k in danger.kinds for k in kinds))
    ]


def describe(text: str) -> list[float]:
    """Give what the lexicon says of a text, and its shape.

    :param text: a message, after redaction
    :return: counts per topic, counts per intent cue, length classes, a question mark, a number
    """
    words = read_words(text)
    topics, cues = count_topics(words), count_cues(words)
    shape = [len(words) <= most for most in _LENGTHS]
    return [float(value) for value in (
        *(topics[code] for code in topic_codes()),
        *(cues[intent] for intent in intent_codes()),
        *shape,
        "?" in text,
        any(word.text.isdigit() for word in words),
    )]  # fmt: skip


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class LexiconFeaturizer(GraphComponent):
    """Adds what the lexicon and the danger rules see as sparse sentence features."""

    def __init__(self, name: str) -> None:
        """Create the component under the name the graph gave it."""
        self._name = name

    @classmethod
    def required_components(cls) -> list[type]:
        """Name what must come before."""
        return [Tokenizer]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LexiconFeaturizer:
        """Create the component (Rasa's graph calls this)."""
        return cls(execution_context.node_name)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to every example, read by as many processes as there are cores."""
        examples = [message for message in training_data.training_examples if has_text(message)]
        # Forked, so that what the rules have read and compiled is there already.
        with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("fork")) as pool:
            described = pool.map(_blocks, [message.get(TEXT) for message in examples], chunksize=500)
            for message, blocks in zip(examples, described, strict=True):
                self._add(message, blocks)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add features to every message that has a text."""
        for message in filter(has_text, messages):
            self._add(message, _blocks(message.get(TEXT)))
        return messages

    def _add(self, message: Message, blocks: tuple[list[float], list[float]]) -> None:
        for row in blocks:
            values = csr_matrix(np.array([row]))
            message.add_features(Features(values, FEATURE_TYPE_SENTENCE, TEXT, self._name))


def _blocks(text: str) -> tuple[list[float], list[float]]:
    # The rules' view comes last, in a block of its own: the danger model must not learn to lean on it.
    return describe(text), describe_danger(text)
