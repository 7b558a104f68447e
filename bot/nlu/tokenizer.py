"""Danish tokens: split by spaCy's rules for Danish, folded, in usual spelling, with a lemma."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product
from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language

from bot.danish import is_known, lemma_of
from bot.nlu.variants import with_other_thumbs
from bot.text import fold, usual

_PLACEHOLDER = re.compile(r"\[(cpr|navn|telefon|e-mail|adresse)\]s?")
_HAS_LETTER_OR_DIGIT = re.compile(r"[^\W_]|[\U0001F300-\U0001FAFF]")
_TYPED_MARK = re.compile(r"ae|oe|aa")
_MARKS = {"ae": "æ", "oe": "ø", "aa": "å"}
# Words with more than three such letter pairs are rare; trying all their spellings would cost more than it gives.
_MOST_MARKS = 3
_NO_WORD = "tegn"


@cache
def _splitter() -> Language:
    return spacy.blank("da")


def spellings(folded: str) -> list[str]:
    """Give the words that a folded word may stand for, most marks first (`slaar` -> `slår`, `slaar`).

    :param folded: a word in lower case, with ae, oe and aa for æ, ø and å
    :return: the possible spellings
    """
    pairs = _TYPED_MARK.findall(folded)
    if len(pairs) > _MOST_MARKS:
        return [folded]
    between = _TYPED_MARK.split(folded)
    choices = product(*((_MARKS[pair], pair) for pair in pairs))
    return ["".join(part for both in zip(between, (*chosen, ""), strict=True) for part in both) for chosen in choices]


@lru_cache(maxsize=20_000)
def lemma(folded: str) -> str:
    """Give the folded lemma of a folded word, the same whether æøå were typed or not.

    :param folded: a folded word
    :return: its lemma, folded; the word itself when simplemma's Danish dictionary does not know it
    """
    known = next((word for word in spellings(folded) if is_known(word)), None)
    return fold(lemma_of(known)) if known else folded


def tokens(text: str) -> list[Token]:
    """Split a text into folded tokens with offsets into the text as it was written.

    :param text: a message, after redaction
    :return: Rasa tokens, at least one; a placeholder such as `[navn]` is the token `navn`; punctuation gives none
    """
    covered = {at for match in _PLACEHOLDER.finditer(text) for at in range(match.start(1), match.end())}
    inside = {match.start(1): match.group(1) for match in _PLACEHOLDER.finditer(text)}
    found: list[Token] = []
    for part in _splitter()(text):
        start, end = part.idx, part.idx + len(part.text)
        if start in inside:
            word = inside[start]
            end = start + len(word)
        elif start in covered or not _HAS_LETTER_OR_DIGIT.search(part.text):
            continue
        else:
            word = usual(part.text.strip(".-_*~\"'’"))
        if word:
            found.append(Token(word, start, end, lemma=lemma(word)))
    # Rasa's counters leave a message without tokens without features, which no classifier can read.
    return found or [Token(_NO_WORD, 0, len(text))]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class DanishTokenizer(Tokenizer):
    """Rasa tokenizer for Danish as teachers type it on a phone."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the settings that Rasa expects of every tokenizer."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    @staticmethod
    def required_packages() -> list[str]:
        """Name the packages that must be installed."""
        return ["spacy", "simplemma"]

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Split one attribute of a message (see `tokens`)."""
        return tokens(message.get(attribute))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add copies as other thumbs type them, then split every example."""
        result: TrainingData = super().process_training_data(with_other_thumbs(training_data))
        return result
