"""The training lines as examples, parted by whole hands, so that no writer is on both sides."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.variants import with_other_thumbs
from bot.text import fold

DATA = Path("data/nlu")
# A hand is one writer's voice. The eux hand wrote two files.
HELD_OUT = (
    *(f"concern_more/{hand}.yml" for hand in ("kok", "vikar", "datafag", "mentor", "klinik", "pensionist")),
    "danger/more_eux.yml",
    "danger/not_danger_eux.yml",
)
SEED = 1
FOLDS = 4
_BULLET = "- "
_AT = "at"
_ONE_IN = 5


@dataclass(frozen=True)
class Example:
    """One training line with its labels and its file; `copy_of` is the text that it repeats, typed otherwise."""

    text: str
    intent: str
    topics: tuple[str, ...]
    danger: str
    file: str
    copy_of: str = ""


@dataclass(frozen=True)
class Parted:
    """Examples to train on and examples to measure on."""

    train: list[Example]
    test: list[Example]


def _examples(block: dict[str, Any], file: str) -> list[Example]:
    about = block.get("metadata") or {}
    topics, danger = tuple(about.get("topics") or ()), str(about.get("danger") or "none")
    written = [line.strip() for line in block["examples"].splitlines()]
    return [
        Example(line.removeprefix(_BULLET), block["intent"], topics, danger, file)
        for line in written
        if line.startswith(_BULLET)
    ]


def read_examples(folder: Path = DATA) -> list[Example]:
    """Read every line of every intent block below a folder.

    :param folder: holds Rasa's training files
    :return: the examples, files in order of name
    :raises FileNotFoundError: when a file that is to be left out is not there
    """
    missing = [name for name in HELD_OUT if not (folder / name).is_file()]
    if missing:
        raise FileNotFoundError(f"{folder / missing[0]}: one of the files to leave out is missing; see HELD_OUT.")
    found = []
    for path in sorted(folder.rglob("*.yml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for block in content["nlu"]:
            if "intent" in block:
                found += _examples(block, path.relative_to(folder).as_posix())
    return found


def digest(examples: Sequence[Example]) -> str:
    """Give a short name of the data: figures measured on other data do not belong in the same table."""
    return hashlib.sha256(repr(list(examples)).encode()).hexdigest()[:12]


def hold_out(examples: Sequence[Example]) -> Parted:
    """Leave out the held-out hands, and a fifth of each file that is no worry.

    A training line that reads the same as a left-out one is dropped. The training part gets its copies.

    :param examples: all examples
    :return: what to train on, and what to measure on
    """
    chosen = random.Random(SEED)  # the same lines every time
    test = []
    for file in sorted({each.file for each in examples}):
        lines = [each for each in examples if each.file == file]
        if file in HELD_OUT:
            test += lines
        elif "/" not in file:
            test += chosen.sample(lines, round(len(lines) / _ONE_IN))
    seen = {read_alike(each.text) for each in test}
    return Parted(with_copies([each for each in examples if read_alike(each.text) not in seen]), test)


def read_alike(text: str) -> str:
    """Give what is the same for two texts that differ only in capitals, punctuation or the typing of æøå."""
    return " ".join(word for part in text.split() if (word := fold(part).strip(".,!?;:\"'()-")))


def of_hands(examples: Sequence[Example]) -> list[Example]:
    """Give the examples of the held-out hands: topics and danger are measured on these alone."""
    return [each for each in examples if each.file in HELD_OUT]


def folds(examples: Sequence[Example]) -> list[Parted]:
    """Part worries into folds of whole hands; files by topic (`concern/`, the first of `danger/`) always train.

    Copies are never measured on.

    :param examples: examples to train on
    :return: one division per fold, of examples that carry topics
    """
    worries = [each for each in examples if each.topics]
    hands = sorted({_hand(each) for each in worries} - {""})
    random.Random(SEED).shuffle(hands)
    groups = [set(hands[first::FOLDS]) for first in range(FOLDS)]
    return [
        Parted(
            [each for each in worries if _hand(each) not in group],
            [each for each in worries if _hand(each) in group and not each.copy_of],
        )
        for group in groups
    ]


def _hand(example: Example) -> str:
    folder, _, name = example.file.rpartition("/")
    if folder == "concern_more" and name != "openers.yml":
        return name
    of_two_files = "more_" in name or name.startswith("not_danger_")
    return name.removeprefix("not_danger_").removeprefix("more_") if of_two_files else ""


def with_copies(examples: Sequence[Example]) -> list[Example]:
    """Add the copies that training adds: every fourth example as other thumbs type it (bot.nlu.variants)."""
    written = [Message({TEXT: each.text, INTENT: each.intent, _AT: at}) for at, each in enumerate(examples)]
    typed = with_other_thumbs(TrainingData(training_examples=written)).training_examples
    pairs = [(examples[message.get(_AT)], message.get(TEXT)) for message in typed]
    return [*examples, *(replace(each, text=text, copy_of=each.text) for each, text in pairs if text != each.text)]
