"""The held-out lines, and what was understood of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
NAMES = ("utterances", "danger", "places", "age", "privacy", "language", "short")
# Levels that are a danger, and answers that do not overlook one.
DANGEROUS = ("urgent", "acute")
HEEDED = ("check", *DANGEROUS)

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What was understood of one text; codes as in docs/contracts.md section 1.

    `intent` and `confidence` are the model's own, before danger overrides them. `asks` says that the assistant would
    ask a clarifying question, and `readings` are the intents that this question offers.
    """

    intent: str = "out_of_scope"
    confidence: float = 0.0
    asks: bool = False
    readings: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    probabilities: Mapping[str, float] = field(default_factory=dict)
    danger: str = "none"
    kinds: tuple[str, ...] = ()
    age_group: str = "unknown"
    places: tuple[Mapping[str, Any], ...] = ()
    language: str = "da"


Pair = tuple[Line, Answer]


def read_lines(name: str, folder: Path = FOLDER) -> list[Line]:
    """Read the lines of one file.

    :param name: the file's name without `.jsonl`
    :param folder: where it lies
    :return: the lines in order
    :raises FileNotFoundError: when there is no such file
    """
    written = (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in written if line.strip()]


def answered(lines: Sequence[Line], understand: Callable[[str], Answer]) -> list[Pair]:
    """Understand each line."""
    return [(line, understand(line["text"])) for line in lines]


def judged(pairs: Sequence[Pair], key: str) -> list[Pair]:
    """Give the pairs whose line has a judgement of that key; the others do not measure it."""
    return [(line, answer) for line, answer in pairs if key in line]
