"""Training examples as other thumbs type them: every fourth once more with no marks at all (`slår` -> `slar`).

Capitals, punctuation and ae/oe/aa need no examples: the tokenizer makes them the same before anything is learnt.
"""

from __future__ import annotations

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_MARKS = str.maketrans("æøåÆØÅ", "eoaEOA")
_EVERY = 4


def unmarked(text: str) -> str:
    """Give a text typed on a keyboard without æøå (`vågner` -> `vagner`)."""
    return text.translate(_MARKS)


def with_unmarked_copies(training_data: TrainingData) -> TrainingData:
    """Add copies without marks of every fourth example that has marks.

    :param training_data: the examples as written
    :return: the same with the copies; nothing when there is no example to copy
    """
    marked = [message for message in training_data.intent_examples if unmarked(message.get(TEXT)) != message.get(TEXT)]
    copies = [Message({**message.data, TEXT: unmarked(message.get(TEXT))}) for message in marked[::_EVERY]]
    return training_data.merge(TrainingData(training_examples=copies)) if copies else training_data
