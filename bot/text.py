"""Read a Danish text as folded words, so that "Slår", "slaar" and "SLÅR!!" are the same word everywhere."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.once import once

KNOWLEDGE = Path(__file__).resolve().parents[1] / "knowledge"

# Letters and digits with an apostrophe inside or after ("ik'", "ing'ting"), or one emoji.
_WORD = re.compile(r"[^\W_]+(?:['’´`][^\W_]+)*|[\U0001F300-\U0001FAFF]")
_SENTENCE_END = re.compile(r"[.!?\n]")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_FOLD = str.maketrans(
    {"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa", "é": "e", "è": "e", "ü": "u", "ó": "o", "á": "a"}
)
_LONG_RUN = re.compile(r"(.)\1{2,}")
_APOSTROPHES = dict.fromkeys(map(ord, "'’´`"))


class KnowledgeError(ValueError):
    """A knowledge file is wrong. The Danish message names file, entry, field and what to do."""


@dataclass(frozen=True)
class Word:
    """One word of a text: folded form, place in the text, and the number of its sentence."""

    text: str
    start: int
    end: int
    sentence: int


@cache
def load_yaml(name: str) -> Any:
    """Read `knowledge/<name>`.

    :param name: file name in the knowledge folder, such as `danger.yml`
    :return: what the file holds
    :raises KnowledgeError: when the file is missing or is not YAML
    """
    try:
        return yaml.safe_load((KNOWLEDGE / name).read_text(encoding="utf-8"))
    except OSError as error:
        raise KnowledgeError(f"{name}: filen mangler i mappen knowledge. Læg den tilbage.") from error
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{name}: filen er ikke gyldig YAML. Se linjen i: {error}") from error


@cache
def spelling() -> dict[str, str]:
    """Map each known misspelling or dialect form to the usual word, both folded (source: knowledge/spelling.yml)."""
    entries = load_yaml("spelling.yml")["usual"]
    return {fold(variant): fold(usual) for usual, variants in entries.items() for variant in variants}


@cache
def ambiguous() -> frozenset[str]:
    """Words that mean something else when the marks of æ, ø and å are dropped (`år` -> `ar`)."""
    return frozenset(load_yaml("spelling.yml")["ambiguous_without_marks"])


def fold(word: str) -> str:
    """Fold one word: lower case, æøå as ae/oe/aa, no apostrophes, at most two equal letters in a row.

    :param word: a word as it was written
    :return: the folded word
    """
    # Most words are plain ASCII, where half of this changes nothing; every word of every text comes through here.
    plain = word.isascii()
    if not plain:
        word = unicodedata.normalize("NFC", word).translate(_INVISIBLE)
    word = word.lower()
    if not word.isalnum():
        word = word.translate(_APOSTROPHES)
    if _LONG_RUN.search(word):
        word = _LONG_RUN.sub(r"\1", word)
    return word if plain else word.translate(_FOLD)


def usual(word: str) -> str:
    """Fold a word and give the usual spelling of a known variant (`ik` -> `ikke`)."""
    folded = fold(word)
    return spelling().get(folded, folded)


@once
def read_words(text: str) -> list[Word]:
    """Split a text into folded words in their usual spelling.

    :param text: a message as it was written
    :return: its words with offsets; punctuation is left out but ends a sentence
    """
    found: list[Word] = []
    sentence = 0
    last = 0
    for match in _WORD.finditer(text):
        if found and _SENTENCE_END.search(text, last, match.start()):
            sentence += 1
        last = match.end()
        found.append(Word(usual(match.group()), match.start(), match.end(), sentence))
    return found


def without_marks(folded: str, written: str) -> set[str]:
    """Give the forms of a word typed with no marks at all (`vågne` -> `vagne`), where they are not another word.

    :param folded: the folded word
    :param written: the word as written in the knowledge file
    :return: the extra forms, often none
    """
    lower = written.lower()
    forms = {
        lower.replace("ø", "o").replace("å", "a").replace("æ", "ae"),
        lower.replace("ø", "o").replace("å", "a").replace("æ", "a"),
        lower.replace("ø", "o").replace("å", "a").replace("æ", "e"),
    }
    return {form for form in forms if form != folded and len(form) > 1 and form not in ambiguous()}
