"""How well the language is understood: measures the held-out lines and writes results/evaluation.md.

Beside the model stands a baseline of words alone: topics by knowledge/lexicon.yml, danger by knowledge/danger.yml.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.nlu.lexicon import count_topics, topic_codes  # noqa: E402
from bot.safety import assess  # noqa: E402
from bot.text import read_words  # noqa: E402
from bot.understand import Understander, newest_model  # noqa: E402

LINES = Path(__file__).resolve().parent
REPORT = ROOT / "results" / "evaluation.md"
DANGEROUS = ("urgent", "acute")
Line = dict[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """The lines of one file with what was understood of each."""

    lines: Sequence[Line]
    answers: Sequence[Answer]

    def pairs(self, key: str) -> list[tuple[Line, Answer]]:
        """Lines that measure a key, with their answers."""
        return [(line, answer) for line, answer in zip(self.lines, self.answers, strict=True) if key in line]


def by_words(text: str) -> Answer:
    """The baseline: words alone, no model."""
    return {"topics": list(count_topics(read_words(text))), "acute": assess(text).level}


def read(name: str, understand: Callable[[str], Answer]) -> Reading:
    """Read one file of lines and understand each."""
    lines = [json.loads(line) for line in (LINES / f"{name}.jsonl").read_text("utf-8").splitlines() if line.strip()]
    return Reading(lines, [understand(line["text"]) for line in lines])


@dataclass
class Timed:
    """Understands and keeps how long each text took, in seconds."""

    understander: Understander
    seconds: list[float] = field(default_factory=list)

    def __call__(self, text: str) -> Answer:
        started = time.perf_counter()
        answer = self.understander.understand(text)
        self.seconds.append(time.perf_counter() - started)
        return answer


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def intent_rows(reading: Reading) -> list[tuple[str, str]]:
    pairs = reading.pairs("intent")
    true = [line["intent"] for line, _ in pairs]
    found = [answer["intent"]["name"] for _, answer in pairs]
    right = float(np.mean([one == other for one, other in zip(true, found, strict=True)]))
    macro = f1_score(true, found, average="macro", zero_division=0)
    return [("intent accuracy", percent(right)), ("intent macro-F1", f"{macro:.3f}")]


def topic_rows(reading: Reading) -> list[tuple[str, str]]:
    pairs = [(line, answer) for line, answer in reading.pairs("topics") if line["topics"]]
    codes = topic_codes()
    true = np.array([[code in line["topics"] for code in codes] for line, _ in pairs])
    found = np.array([[code in answer["topics"] for code in codes] for _, answer in pairs])
    main = float(np.mean([answer["topics"][:1] == line["topics"][:1] for line, answer in pairs]))
    return [
        ("topic micro-F1", f"{f1_score(true, found, average='micro', zero_division=0):.3f}"),
        ("topic macro-F1", f"{f1_score(true, found, average='macro', zero_division=0):.3f}"),
        ("main topic right", percent(main)),
    ]


def danger_rows(reading: Reading) -> list[tuple[str, str]]:
    """Caught: asked about or named. Named: urgent or acute. A check is neither a miss nor a false alarm."""
    pairs = reading.pairs("acute")
    danger = [answer["acute"] for line, answer in pairs if line["acute"] in DANGEROUS]
    acute = [answer["acute"] for line, answer in pairs if line["acute"] == "acute"]
    none = [answer["acute"] for line, answer in pairs if line["acute"] == "none"]

    def share(levels: Sequence[str], wanted: Sequence[str]) -> str:
        hits = sum(level in wanted for level in levels)
        return f"{percent(hits / len(levels))} ({hits} of {len(levels)})" if levels else "none measured"

    return [
        ("danger caught (not none)", share(danger, ("check", *DANGEROUS))),
        ("danger named (urgent or acute)", share(danger, DANGEROUS)),
        ("acute caught", share(acute, ("check", *DANGEROUS))),
        ("acute named acute", share(acute, ("acute",))),
        ("false alarms", share(none, DANGEROUS)),
        ("asked in vain (check)", share(none, ("check",))),
    ]


def place_rows(reading: Reading) -> list[tuple[str, str]]:
    def key(places: Sequence[dict[str, Any]]) -> set[tuple[tuple[str, ...], str]]:
        return {(tuple(sorted(place["codes"])), place["role"]) for place in places}

    pairs = reading.pairs("places")
    right = float(np.mean([key(line["places"]) == key(answer["places"]) for line, answer in pairs]))
    homes = [({p for p in key(line["places"]) if p[1] == "home"}, key(answer["places"])) for line, answer in pairs]
    home = float(np.mean([want == {p for p in got if p[1] == "home"} for want, got in homes]))
    return [("places right (codes and roles)", percent(right)), ("home municipality right", percent(home))]


def age_rows(reading: Reading) -> list[tuple[str, str]]:
    pairs = reading.pairs("age_group")
    right = float(np.mean([line["age_group"] == answer["age_group"] for line, answer in pairs]))
    unknown = [answer["age_group"] for line, answer in pairs if line["age_group"] == "unknown"]
    invented = float(np.mean([group != "unknown" for group in unknown])) if unknown else 0.0
    return [("age group right", percent(right)), ("age group invented", percent(invented))]


def table(rows: Sequence[tuple[str, ...]], heads: Sequence[str]) -> list[str]:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]


def misses(reading: Reading) -> list[str]:
    """Every danger that was not caught, in full: the figure that matters most."""
    missed = [
        (line["id"], line["acute"], line["text"])
        for line, answer in reading.pairs("acute")
        if line["acute"] in DANGEROUS and answer["acute"] == "none"
    ]
    return [f"* `{identity}` {level}: {text}" for identity, level, text in missed] or ["none"]


def report(understand: Callable[[str], Answer], model: str) -> str:
    """Measure everything and give the report as Markdown."""
    out = [f"# Evaluation of {model}", "", "Held-out lines of `tests/evaluation/`, written by a language model.", ""]
    all_misses: list[str] = []
    readings = {name: read(name, understand) for name in ("utterances", "danger", "places", "age")}
    for name in ("utterances", "danger"):
        reading, plain = readings[name], read(name, by_words)
        rows = danger_rows(reading)
        beside = dict(danger_rows(plain))
        if name == "utterances":
            rows = [*intent_rows(reading), *topic_rows(reading), *rows]
            beside |= dict(topic_rows(plain))
        full = [(label, value, beside.get(label, "")) for label, value in rows]
        out += [f"## {name}.jsonl ({len(reading.lines)} lines)", "", *table(full, ("", "model", "words alone"))]
        all_misses += [f"### {name}.jsonl", "", *misses(reading), ""]
    for name, measure in (
        ("utterances", place_rows),
        ("places", place_rows),
        ("utterances", age_rows),
        ("age", age_rows),
    ):
        out += [f"## {name}.jsonl", "", *table(measure(readings[name]), ("", "model"))]
    return "\n".join([*out, "## Dangers not caught", "", *all_misses])


def main() -> int:
    """Measure the newest model, or the one named, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, help="path of a model; the newest in models/ otherwise")
    parser.add_argument("--quiet", action="store_true", help="write the report without printing it")
    options = parser.parse_args()
    model = options.model or newest_model()
    understand = Timed(Understander(model))
    text = report(understand, model.name)
    middle, slow = (1000 * value for value in np.quantile(understand.seconds, (0.5, 0.95)))
    text += f"\nA text takes {middle:.0f} ms (median), {slow:.0f} ms (95 of 100), in one process.\n"
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(text, encoding="utf-8")
    if not options.quiet:
        print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
