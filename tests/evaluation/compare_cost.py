"""What a stored model costs in use: processor milliseconds a text and extra memory, in a fresh process with one thread.

Run by `compare`: `python -m evaluation.compare_cost FOLDER TEXTS`; prints one line of JSON. Linux only.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.linear import LinearModel
from bot.nlu.tokenizer import tokens

from .compare_embed import resident_mb
from .compare_features import BY_HAND, COUNTED, Reader, read_counters
from .compare_variants import keyword_intents, keyword_topics, rule_levels

MODELS = ("topics", "intents", "danger")


def understander(folder: Path, blocks: list[str]) -> Callable[[str], None]:
    """Load a stored variant and give a function that scores one text for topics, intents and danger.

    :param folder: with the vocabularies and one folder per model
    :param blocks: names of the blocks; none for the keyword baseline
    """
    if not blocks:
        return lambda text: _by_keywords(text)
    counters = read_counters(folder, blocks)
    models = {name: LinearModel.read(folder / name) for name in MODELS}

    def understand(text: str) -> None:
        reader = Reader()
        rows = {}
        for name in blocks:
            read = reader.prepare([text], name)
            rows[name] = counters[name].transform(read).tocsr() if name in COUNTED else csr_matrix(np.array(read))
        models["intents"].shares(list(rows.values()))
        models["topics"].probabilities(list(rows.values()))
        models["danger"].probabilities([row for name, row in rows.items() if name != "rules"])

    return understand


def _by_keywords(text: str) -> None:
    keyword_topics([text])
    keyword_intents([text])
    rule_levels([text])


def main() -> None:
    """Measure the variant in a folder on the texts of a JSON file."""
    folder, texts = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    blocks = json.loads((folder / "blocks.json").read_text(encoding="utf-8"))
    if unknown := set(blocks) - {*COUNTED, *BY_HAND}:
        raise ValueError(f"{sorted(unknown)}: not measured here; compare_embed measures the encoder.")
    tokens(texts[0])  # what every variant needs is not counted
    before = resident_mb()
    understand = understander(folder, blocks)
    understand(texts[0])
    spent = []
    for text in texts:
        started = time.process_time()
        understand(text)
        spent.append(1000 * (time.process_time() - started))
    print(json.dumps({"ms": statistics.median(spent), "memory_mb": resident_mb() - before}))


if __name__ == "__main__":
    main()
