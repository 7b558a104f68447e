"""Training examples as other thumbs type them: every fourth once more with no marks, a slip, or a compound gone wrong.

Capitals, punctuation and ae/oe/aa need no examples: the tokenizer makes them the same before anything is learnt.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.danish import is_known

_MARKS = str.maketrans("æøåÆØÅ", "eoaEOA")
_EVERY = 4
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_SLIP = 5
_SHORTEST_COMPOUND = 8
_SHORTEST_PART = 3


def unmarked(text: str) -> str:
    """Give a text typed on a keyboard without æøå (`vågner` -> `vagner`)."""
    return text.translate(_MARKS)


def slipped(text: str) -> str:
    """Give a text with one slip of the thumb inside a word: two letters swapped, one lost or one twice."""
    words = [match for match in _WORD.finditer(text) if len(match[0]) >= _SHORTEST_SLIP]
    if not words:
        return text
    chance = random.Random(text)
    word = chance.choice(words)
    at = chance.randrange(1, len(word[0]) - 2)
    one, two = word[0][at], word[0][at + 1]
    typed = word[0][:at] + chance.choice([two + one, two, one + one + two]) + word[0][at + 2 :]
    return text[: word.start()] + typed + text[word.end() :]


def apart(text: str) -> str:
    """Give a text with its first compound written as two words (`hashrygning` -> `hash rygning`)."""
    for word in _WORD.finditer(text):
        if len(word[0]) < _SHORTEST_COMPOUND:
            continue
        for at in range(_SHORTEST_PART, len(word[0]) - _SHORTEST_PART + 1):
            first, second = word[0][:at], word[0][at:]
            if all(is_known(part.lower()) for part in (first, second)):
                return f"{text[: word.start()]}{first} {second}{text[word.end() :]}"
    return text


_WAYS: tuple[Callable[[str], str], ...] = (unmarked, slipped, apart)


def with_other_thumbs(training_data: TrainingData) -> TrainingData:
    """Add a copy of every fourth example, typed in one of the ways in turn.

    :param training_data: the examples as written
    :return: the same with the copies; a way that changes nothing gives no copy
    """
    copies = []
    for number, message in enumerate(training_data.intent_examples[::_EVERY]):
        typed = _WAYS[number % len(_WAYS)](message.get(TEXT))
        if typed != message.get(TEXT):
            copies.append(Message({**message.data, TEXT: typed}))
    return training_data.merge(TrainingData(training_examples=copies)) if copies else training_data
