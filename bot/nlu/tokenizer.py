"""Danish tokens: split by spaCy's rules for Danish, folded, in usual spelling, with a lemma."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain, product
from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.tokenizer import Tokenizer as Splitter

from bot.danish import is_known, lemma_of
from bot.nlu.parallel import read_in_parts
from bot.nlu.understanding import has_text
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
def _splitter() -> Splitter:
    return spacy.blank("da").tokenizer


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
def known_lemma(folded: str) -> str | None:
    """Give the folded lemma of a folded word, the same whether æøå were typed or not.

    :param folded: a folded word
    :return: its lemma, folded; None when simplemma's Danish dictionary does not know the word
    """
    known = next((word for word in spellings(folded) if is_known(word)), None)
    return fold(lemma_of(known)) if known else None


def tokens(text: str) -> list[Token]:
    """Split a text into folded tokens with offsets into the text as it was written.

    :param text: a message, after redaction
    :return: Rasa tokens, at least one; a placeholder such as `[navn]` is the token `navn`; punctuation gives none
    """
    placeholders = list(_PLACEHOLDER.finditer(text))
    covered = {at for match in placeholders for at in range(match.start(1), match.end())}
    inside = {match.start(1): match.group(1) for match in placeholders}
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
            found.append(Token(word, start, end, lemma=known_lemma(word) or word))
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
        result: TrainingData = with_other_thumbs(training_data)
        examples = [message for message in result.training_examples if has_text(message)]
        parts = read_in_parts(_tokens_of_all, [message.get(TEXT) for message in examples])
        for message, found in zip(examples, chain.from_iterable(parts), strict=True):
            message.set(TOKENS_NAMES[TEXT], [Token(word, start, end, lemma=lemma) for word, start, end, lemma in found])
        return result


def _tokens_of_all(texts: Sequence[str]) -> list[list[tuple[str, int, int, str]]]:
    """Split texts in a process of its own; plain tuples are handed over four times as fast as Rasa's tokens."""
    return [[(token.text, token.start, token.end, token.lemma) for token in tokens(text)] for text in texts]
