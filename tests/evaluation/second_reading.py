"""How far a second reader agrees with the labels of the training lines: `make agreement`.

data/second_reading.jsonl holds training lines as another hand labelled them without seeing the labels.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from .figures import Measured

ROOT = Path(__file__).resolve().parents[2]
SECOND = ROOT / "data" / "second_reading.jsonl"
GRAVE = ("urgent", "acute")
Reading = Mapping[str, Any]


def first_readings() -> dict[str, Reading]:
    """Give the labels in the training files: text to `topics` and `danger`."""
    found: dict[str, Reading] = {}
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for block in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            about = block.get("metadata") or {}
            label = {"topics": about.get("topics") or [], "danger": about.get("danger", "none")}
            found |= {line.strip()[2:]: label for line in block["examples"].splitlines() if line.strip()}
    return found


def agreement(pairs: Sequence[tuple[Reading, Reading]]) -> dict[str, Measured]:
    """Measure how two readers agree.

    :param pairs: for each line the label in the file and the second reader's, with `topics` (main first) and `danger`
    :return: topics as micro-F1, the main topic, the level of danger, and grave dangers that the second saw as none
    """
    shared = sum(len(set(one["topics"]) & set(two["topics"])) for one, two in pairs)
    named = sum(len(set(one["topics"])) + len(set(two["topics"])) for one, two in pairs)
    main = sum(one["topics"][:1] == two["topics"][:1] for one, two in pairs)
    level = sum(one["danger"] == two["danger"] for one, two in pairs)
    grave = [two["danger"] for one, two in pairs if one["danger"] in GRAVE]
    lost = grave.count("none")
    return {
        "topics micro-F1": Measured(2 * shared / named, len(pairs)),
        "main topic": Measured(main / len(pairs), len(pairs), main),
        "level of danger": Measured(level / len(pairs), len(pairs), level),
        "grave danger seen as none": Measured(lost / len(grave), len(grave), lost),
    }


def read_pairs() -> list[tuple[Reading, Reading]]:
    """Pair the second readings with the labels of the same lines; a line that has since been deleted has no pair."""
    first = first_readings()
    second = [json.loads(line) for line in SECOND.read_text("utf-8").splitlines()]
    return [(first[each["text"]], each) for each in second if each["text"] in first]


if __name__ == "__main__":
    for name, measured in agreement(read_pairs()).items():
        print(f"{name}: {measured.value:.3f} of {measured.of}")
