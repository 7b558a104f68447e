"""The training lines: enough of every kind, not filled from templates, and apart from the lines that measure."""

from collections import Counter, defaultdict
from functools import cache
from typing import Any

import pytest
import yaml
from rapidfuzz import fuzz, process

from bot.nlu.lexicon import topic_codes
from bot.text import KNOWLEDGE, load_yaml, read_words

# Intents whose lines carry topics: a worry about a pupil, and the writer's own.
WORRIES = ("report_concern", "disclose_self")
NLU = KNOWLEDGE.parent / "data" / "nlu"
EVALUATION = KNOWLEDGE.parent / "tests" / "evaluation"
GRAM = 4
# A chain of four words in a larger share of the lines looks like a template; everyday chains ("hun siger at hun") stay
# below.
MOST_SHARING = 0.003
# How much of a file's lines may hold a chain that more than five lines of the same file share.
MOST_ALIKE = 0.1
# Two texts that are this alike, from 0 to 100, are one text written twice.
TOO_ALIKE = 88
# Shorter lines ("hej", "17 år") are the same wherever somebody writes them.
SHORTEST_COMPARED = 5


@cache
def lines() -> list[tuple[str, str, dict[str, Any], str]]:
    """Every training line: file, intent, metadata, text."""
    found = []
    for path in sorted(NLU.rglob("*.yml")):
        for block in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            texts = [line.strip()[2:] for line in block["examples"].splitlines() if line.strip().startswith("- ")]
            name = str(path.relative_to(NLU))
            found += [(name, block["intent"], block.get("metadata") or {}, text) for text in texts]
    return found


def folded(text: str) -> str:
    return " ".join(word.text for word in read_words(text))


def grams(text: str) -> set[tuple[str, ...]]:
    words = [word.text for word in read_words(text)]
    return {tuple(words[at : at + GRAM]) for at in range(len(words) - GRAM + 1)}


def test_there_are_enough_lines_of_every_kind() -> None:
    concerns = [meta for _, intent, meta, _ in lines() if intent == "report_concern"]
    intents = Counter(intent for _, intent, _, _ in lines())
    topics = Counter(topic for meta in concerns for topic in meta.get("topics") or ())
    danger = [meta for _, _, meta, _ in lines() if meta.get("danger") in ("check", "urgent", "acute")]
    hard = [name for name, _, meta, _ in lines() if "not_danger" in name and meta.get("danger", "none") == "none"]
    assert len({folded(text) for _, intent, _, text in lines() if intent == "report_concern"}) >= 10_000
    assert {code: topics[code] for code in topic_codes() if topics[code] < 300} == {}
    assert sum(len(meta.get("topics") or ()) > 1 for meta in concerns) >= 2_500
    assert len(danger) >= 1_500
    assert len(hard) >= 1_500
    assert {intent: intents[intent] for intent in load_yaml("labels.yml")["intents"] if intents[intent] < 100} == {}
    assert intents["out_of_scope"] >= 400


def test_topics_and_levels_exist() -> None:
    levels = load_yaml("labels.yml")["danger_levels"]
    wrong = [
        (name, text)
        for name, intent, meta, text in lines()
        if set(meta.get("topics") or ()) - set(topic_codes())
        or meta.get("danger", "none") not in levels
        or (meta.get("topics") and intent not in WORRIES)
    ]
    assert wrong == []


def test_no_line_means_two_things() -> None:
    meanings = defaultdict(set)
    for _, intent, meta, text in lines():
        meanings[folded(text) or text].add((intent, meta.get("danger", "none")))
    assert {text: found for text, found in meanings.items() if len(found) > 1} == {}


def test_the_lines_are_not_filled_from_templates() -> None:
    shared = Counter(gram for _, _, _, text in lines() for gram in grams(text))
    assert {" ".join(gram): times for gram, times in shared.items() if times > MOST_SHARING * len(lines())} == {}


@pytest.mark.parametrize("name", sorted(str(path.relative_to(NLU)) for path in NLU.rglob("*.yml")))
def test_a_file_is_not_filled_from_templates(name: str) -> None:
    own = [grams(text) for file, _, _, text in lines() if file == name]
    shared = Counter(gram for found in own for gram in found)
    alike = sum(any(shared[gram] > 5 for gram in found) for found in own)
    assert alike / len(own) <= MOST_ALIKE, [" ".join(gram) for gram, _ in shared.most_common(5)]


def measured() -> list[str]:
    texts = []
    for path in sorted(EVALUATION.glob("*.jsonl")):
        entries = (yaml.load(line, Loader=yaml.CSafeLoader) for line in path.read_text("utf-8").splitlines() if line)
        texts += [folded(entry["text"]) for entry in entries]
    return [text for text in texts if len(text.split()) >= SHORTEST_COMPARED]


def test_no_line_that_measures_is_also_learnt_from() -> None:
    learnt = [text for text in {folded(text) for _, _, _, text in lines()} if len(text.split()) >= SHORTEST_COMPARED]
    scores = process.cdist(measured(), learnt, scorer=fuzz.ratio, score_cutoff=TOO_ALIKE, dtype="uint8", workers=-1)
    pairs = [(measured()[one], learnt[other]) for one, other in zip(*scores.nonzero(), strict=True)]
    assert pairs == [], "Omskriv eller slet træningslinjen, aldrig den linje, der måles på."
