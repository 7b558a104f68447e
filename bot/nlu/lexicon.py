"""The words of knowledge/lexicon.yml: which topics a text points at, before any model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from bot.notation import PatternIndex, compile_pattern
from bot.safety.rules import split_patterns
from bot.text import KnowledgeError, Word, load_yaml

FILE = "lexicon.yml"


@cache
def topic_codes() -> tuple[str, ...]:
    """Give the topic codes of knowledge/labels.yml, in its order."""
    return tuple(topic["code"] for topic in load_yaml("labels.yml")["topics"])


@cache
def cue_intents() -> tuple[str, ...]:
    """Give the intents that the lexicon has cues for, in a fixed order."""
    return tuple(sorted(load_yaml(FILE)["intents"]))


def build(content: Mapping[str, str | Sequence[str]], codes: Sequence[str]) -> PatternIndex[str]:
    """Compile a part of the lexicon.

    :param content: topic or intent to its patterns
    :param codes: the topics or intents that exist
    :return: an index that finds them
    :raises KnowledgeError: for an unknown topic or intent, or a wrong pattern
    """
    index: PatternIndex[str] = PatternIndex()
    for code, patterns in content.items():
        if code not in codes:
            raise KnowledgeError(f"{FILE}: {code}: findes ikke i labels.yml. Ret navnet.")
        for written in split_patterns(patterns):
            index.add(code, compile_pattern(written, {}, f"{FILE}: {code}"))
    return index


@cache
def _topics() -> PatternIndex[str]:
    return build(load_yaml(FILE)["topics"], topic_codes())


@cache
def _cues() -> PatternIndex[str]:
    return build(load_yaml(FILE)["intents"], load_yaml("labels.yml")["intents"])


def count_topics(words: Sequence[Word]) -> Counter[str]:
    """Count how many different patterns of each topic a text holds.

    :param words: the text, from `bot.text.read_words`
    :return: topic code to number of patterns found
    """
    return _count(_topics(), words)


def count_cues(words: Sequence[Word]) -> Counter[str]:
    """Count how many different cues of each intent a text holds, as `count_topics` does for topics."""
    return _count(_cues(), words)


def _count(index: PatternIndex[str], words: Sequence[Word]) -> Counter[str]:
    return Counter(code for code, _ in {(hit.key, hit.pattern.written) for hit in index.find(words)})
