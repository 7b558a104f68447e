"""Compare ways of understanding on left-out hands of the training data: results/model_choice.json and .md.

The figures in docs/model_choice.md are renewed with --write. Encoder rows need --embeddings (see compare_embed).
"""

from __future__ import annotations

import argparse
import datetime
import json
import logging
import os
from pathlib import Path
from typing import Any

import numpy as np

from .compare_data import DATA, Example, Parted, digest, hold_out, of_hands, read_examples
from .compare_diet import diet_row
from .compare_features import Reader, Vectors
from .compare_linear import Measurement, learning_curve, topic_table, tune
from .compare_measures import difference
from .compare_table import placed, tables
from .compare_variants import SHIPPED, VARIANTS

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "results"
PAGE = ROOT / "docs" / "model_choice.md"
DIET = "Rasa's DIETClassifier, {} epochs"


def read_vectors(path: Path) -> tuple[Vectors, dict[str, float]]:
    """Read what compare_embed wrote: text to vector, and the encoder's cost."""
    with np.load(path, allow_pickle=False) as saved:
        vectors = dict(zip(json.loads(str(saved["texts"])), saved["vectors"], strict=True))
        return vectors, json.loads(str(saved["cost"]))


def _about(examples: list[Example], parted: Parted) -> dict[str, Any]:
    hands = of_hands(parted.test)
    copies = sum(bool(each.copy_of) for each in parted.train)
    return {
        "date": datetime.date.today().isoformat(),
        "data": digest(examples),
        "lines": len(examples),
        "train": len(parted.train) - copies,
        "copies": copies,
        "test": len(parted.test),
        "hands": len(hands),
        "worries": sum(bool(each.topics) for each in hands),
        "grave": sum(each.danger in ("urgent", "acute") for each in hands),
    }


def _with_encoder(row: dict[str, float], shipped: dict[str, float], cost: dict[str, float], lines: int) -> None:
    """Add the encoder's own cost; the linear part of an encoder alone costs next to nothing in use."""
    row["train_s"] += lines * cost["ms"] / 1000
    row["disk_mb"] += cost["disk_mb"]
    for key in ("ms", "memory_mb"):
        row[key] = cost[key] + shipped.get(key, 0)


def _linear(parted: Parted, embeddings: Path | None) -> dict[str, Any]:
    vectors, cost = read_vectors(embeddings) if embeddings else ({}, {})
    variants = [each for each in VARIANTS if embeddings or not each.needs_vectors]
    reader = Reader(vectors)
    tuned = tune(parted.train, variants, reader)
    measurement = Measurement(parted, reader)
    rows: dict[str, Any] = {}
    for variant in variants:
        rows[variant.name] = row = measurement.measure(variant, tuned[variant.name])
        if variant.needs_vectors:
            _with_encoder(row, rows[SHIPPED] if "shipped" in variant.name else {}, cost, len(parted.train))
        print(f"{variant.name}: { {key: round(value, 4) for key, value in row.items()} }", flush=True)
    true, ours = topic_table(measurement.worries()), measurement.chosen[SHIPPED]
    for name, found in measurement.chosen.items():
        if name != SHIPPED:
            rows[name]["difference"] = difference(true, ours, found)
    return {"rows": rows, "levels": measurement.levels, "curve": learning_curve(parted, reader)}


def _earlier(path: Path, data: str) -> dict[str, Any]:
    """Give the figures measured before, if they were of the same data."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found if found.get("about", {}).get("data") == data else {}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="compare", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the training lines")
    parser.add_argument("--embeddings", type=Path, help="vectors from compare_embed; without it no encoder rows")
    parser.add_argument("--list-texts", type=Path, help="only write the texts that need a vector, as JSON")
    parser.add_argument("--only", choices=("linear", "diet"), help="measure only these; the others keep their figures")
    parser.add_argument("--diet-epochs", type=int, default=15)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/model_choice.md")
    return parser.parse_args()


def main() -> None:
    """Measure and write the tables."""
    options = _options()
    examples = read_examples(options.data)
    parted = hold_out(examples)
    if options.list_texts:
        texts = sorted({each.text for each in (*parted.train, *parted.test)})
        options.list_texts.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
        return
    os.nice(5)
    logging.captureWarnings(True)
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / "model_choice.json"
    results: dict[str, Any] = _earlier(kept, digest(examples)) or {"rows": {}}
    results["about"] = _about(examples, parted)
    if options.only != "diet":
        found = _linear(parted, options.embeddings)
        results = results | found | {"rows": found["rows"] | _others(results["rows"], found["rows"])}
    if options.only != "linear":
        kept.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
        results["rows"][DIET.format(options.diet_epochs)] = diet_row(parted, options.diet_epochs, RESULTS / "diet")
    kept.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    measured = tables(results)
    (RESULTS / "model_choice.md").write_text(measured + "\n", encoding="utf-8")
    if options.write:
        PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")
    print(measured)


def _others(earlier: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    return {name: row for name, row in earlier.items() if name not in now}


if __name__ == "__main__":
    main()
