"""The words of knowledge/lexicon/: which topics and intents a text points at, before any model.

One file per topic and per intent, one pattern a line, so that a counsellor can read and change it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from bot.notation import Hit, PatternIndex, compile_pattern
from bot.text import KNOWLEDGE, KnowledgeError, Word, load_yaml

FOLDER = "lexicon"
_COMMENT = "#"


@cache
def topic_codes() -> tuple[str, ...]:
    """Give the topic codes of knowledge/labels.yml, in its order."""
    return tuple(topic["code"] for topic in load_yaml("labels.yml")["topics"])


@cache
def intent_codes() -> tuple[str, ...]:
    """Give the intents of knowledge/labels.yml, in its order."""
    return tuple(load_yaml("labels.yml")["intents"])


def read_patterns(folder: Path, codes: Sequence[str]) -> dict[str, list[str]]:
    """Read one folder of the lexicon.

    :param folder: holds one `<code>.txt` per code, a pattern on each line; `#` begins a comment line
    :param codes: the topics or intents that exist
    :return: code to its patterns, as written
    :raises KnowledgeError: for a code without a file, a file without a code, or a pattern written twice
    """
    where = f"{FOLDER}/{folder.name}"
    written = {path.stem: path for path in folder.glob("*.txt")}
    if wrong := sorted(set(written) ^ set(codes)):
        raise KnowledgeError(
            f"{where}/{wrong[0]}.txt: filnavnene skal være navnene i labels.yml. Ret eller tilføj filen."
        )
    found = {}
    for code in codes:
        lines = [" ".join(line.split()) for line in written[code].read_text(encoding="utf-8").splitlines()]
        patterns = [line for line in lines if line and not line.startswith(_COMMENT)]
        twice = [pattern for pattern, times in Counter(patterns).items() if times > 1]
        if twice:
            raise KnowledgeError(f"{where}/{code}.txt: »{twice[0]}« står to gange. Slet den ene linje.")
        found[code] = patterns
    return found


def build(content: Mapping[str, Sequence[str]], where: str) -> PatternIndex[str]:
    """Compile a part of the lexicon.

    :param content: topic or intent to its patterns
    :param where: the folder, for the error message
    :return: an index that finds them
    :raises KnowledgeError: for a wrong pattern
    """
    index: PatternIndex[str] = PatternIndex()
    for code, patterns in content.items():
        for written in patterns:
            index.add(code, compile_pattern(written, {}, f"{where}/{code}.txt"))
    return index


@cache
def _index(part: str) -> PatternIndex[str]:
    codes = topic_codes() if part == "topics" else intent_codes()
    return build(read_patterns(KNOWLEDGE / FOLDER / part, codes), f"{FOLDER}/{part}")


def count_topics(words: Sequence[Word]) -> Counter[str]:
    """Count how many different patterns of each topic a text holds.

    :param words: the text, from `bot.text.read_words`
    :return: topic code to number of patterns found
    """
    return _count(_index("topics").find(words))


def count_cues(words: Sequence[Word]) -> Counter[str]:
    """Count how many different cues of each intent a text holds, as `count_topics` does for topics."""
    return _count(_index("intents").find(words))


def _count(hits: Iterator[Hit[str]]) -> Counter[str]:
    return Counter(code for code, _ in {(hit.key, hit.pattern.written) for hit in hits})


def heard(text: str, words: Sequence[Word], topics: Sequence[str]) -> tuple[str, ...]:
    """Give the teacher's own words that point at the topics of a text, for "jeg hørte: hash, skylder penge".

    :param text: the message
    :param words: its words, from `bot.text.read_words`
    :param topics: the topics to explain
    :return: for each topic the longest phrase found, as the teacher wrote it, without repetition
    """
    found: dict[str, str] = {}
    for hit in _index("topics").find(words):
        phrase = " ".join(text[words[hit.first].start : words[hit.after - 1].end].split())
        if hit.key in topics and len(phrase) > len(found.get(hit.key, "")):
            found[hit.key] = phrase
    return tuple(dict.fromkeys(found[topic] for topic in topics if topic in found))
