"""The training data: every label exists, nothing that Rasa reads as markup, no line twice with two meanings."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.text import load_yaml

NLU = Path(__file__).resolve().parents[3] / "data" / "nlu"
Example = tuple[str, str, dict[str, Any], str]


def examples() -> Iterator[Example]:
    """File, intent, metadata and text of every example."""
    for path in sorted(NLU.rglob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                if line.strip():
                    yield str(path.relative_to(NLU)), block["intent"], block.get("metadata") or {}, line.strip()


ALL = list(examples())


def test_every_label_exists() -> None:
    labels = load_yaml("labels.yml")
    topics = {topic["code"] for topic in labels["topics"]}
    wrong = [
        (file, text)
        for file, intent, metadata, text in ALL
        if intent not in labels["intents"]
        or not set(metadata.get("topics", ())) <= topics
        or metadata.get("danger", "none") not in labels["danger_levels"]
    ]
    assert not wrong


def test_every_worry_has_topics_and_a_danger_level() -> None:
    assert not [
        (file, text)
        for file, intent, metadata, text in ALL
        if intent == "report_concern" and not (metadata.get("topics") and metadata.get("danger"))
    ]


def test_no_line_holds_markup_or_a_command() -> None:
    assert not [(file, text) for file, _, _, text in ALL if re.search(r"[\[\](){}]|^- /", text) or text[:2] != "- "]


def test_no_line_has_two_intents_or_two_danger_levels() -> None:
    meanings: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for _, intent, metadata, text in ALL:
        key = " ".join(re.findall(r"\w+", text.lower()))
        if key:
            meanings[key].add((intent, metadata.get("danger", "none")))
    assert not {text: found for text, found in meanings.items() if len(found) > 1}


def test_every_intent_and_topic_has_enough_examples() -> None:
    intents: dict[str, int] = defaultdict(int)
    topics: dict[str, int] = defaultdict(int)
    for _, intent, metadata, _ in ALL:
        intents[intent] += 1
        for topic in metadata.get("topics", ()):
            topics[topic] += 1
    assert min(intents[intent] for intent in load_yaml("labels.yml")["intents"]) >= 80
    assert min(topics[topic["code"]] for topic in load_yaml("labels.yml")["topics"]) >= 80
