"""Features from the knowledge files: what a text's words point at, and its outward shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack

from bot.nlu.lexicon import count_cues, count_topics, intent_codes, topic_codes
from bot.nlu.parallel import read_in_parts
from bot.nlu.rows import add_rows
from bot.nlu.understanding import has_text
from bot.once import one_message
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
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to every example, read by as many processes as there are cores."""
        examples = [message for message in training_data.training_examples if has_text(message)]
        parts = read_in_parts(_blocks, [message.get(TEXT) for message in examples])
        for blocks in zip(*parts, strict=True):
            add_rows(examples, vstack(blocks, format="csr"))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add features to every message that has a text."""
        written = list(filter(has_text, messages))
        if written:
            for block in _blocks([message.get(TEXT) for message in written]):
                add_rows(written, block)
        return messages


def _blocks(texts: Sequence[str]) -> tuple[csr_matrix, csr_matrix]:
    described: list[list[float]] = []
    ruled: list[list[float]] = []
    for text in texts:
        with one_message():
            described.append(describe(text))
            ruled.append(describe_danger(text))
    # The rules' view comes last, in a block of its own: the danger model must not learn to lean on it.
    return _matrix(described), _matrix(ruled)


def _matrix(rows: list[list[float]]) -> csr_matrix:
    """Give numbers, most of them 0, as a sparse matrix; scipy's own way goes over two other forms."""
    numbers = np.array(rows)
    at, columns = np.nonzero(numbers)
    ends = np.searchsorted(at, np.arange(len(rows) + 1))
    return csr_matrix((numbers[at, columns], columns, ends), shape=numbers.shape)
