"""The report: results as one HTML page and as JSON. Pure."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.nlu.lexicon import intent_codes, topic_codes

from . import calibration, charts, measures
from .figures import Group, Measured, Wanted, groups
from .gate import Floors
from .lines import DANGEROUS, Line, Pair, judged
from .measuring import Results

FOLDER = Path(__file__).resolve().parent
AUTHOR = "a language model, not real teachers"
LEVELS = ("none", "check", "urgent", "acute")


@dataclasses.dataclass(frozen=True)
class About:
    """What was measured when, and what fell below its floor."""

    model: str
    date: str
    fallen: Sequence[str]


def row(want: Wanted, results: Results, floors: Floors) -> dict[str, str]:
    """Give one figure as written words: what, measured, of how many, needed, aim, floor, words alone, standing."""
    measured = results.figures.get(want.key, Measured(None, 0))
    words = results.words.get(want.key)
    counted = f"{measured.hits} of {measured.of}" if measured.hits is not None else str(measured.of)
    return {
        "key": want.key,
        "name": want.name,
        "value": want.written(measured.value),
        "of": counted,
        "needed": limit(want, want.needed),
        "aim": limit(want, want.aim),
        "floor": limit(want, floors.get(want.key)),
        "words": want.written(words.value) if words else "",
        "standing": want.standing(measured),
    }


def limit(want: Wanted, mark: float | None) -> str:
    """Write a mark with the way it is to be passed."""
    if mark is None:
        return ""
    sign = "≤" if want.low else "≥"
    return f"{sign} {want.written(mark).removeprefix('+')}"


def rows(results: Results, floors: Floors) -> list[tuple[Group, list[dict[str, str]]]]:
    """Give every group with its figures as written words."""
    return [(group, [row(want, results, floors) for want in group.figures]) for group in groups()]


@dataclasses.dataclass(frozen=True)
class Confusion:
    """Counts of what was understood (columns) for what was meant (rows)."""

    names: Sequence[str]
    counts: Sequence[Sequence[int]]

    def shade(self, count: int, row_at: int) -> float:
        """Give a cell's share of its row."""
        return count / (sum(self.counts[row_at]) or 1)


def confusion(judgements: Sequence[tuple[str, str]], order: Sequence[str]) -> Confusion:
    """Count what was understood for what was meant; names that never occur are left out.

    :param judgements: meant and understood
    :param order: every name, in the order to show
    """
    counts = Counter(judgements)
    names = [name for name in order if any(name in pair for pair in counts)]
    return Confusion(names, [[counts[meant, found] for found in names] for meant in names])


def wrong_dangers(pairs: Sequence[Pair]) -> dict[str, list[tuple[Line, str]]]:
    """Give every danger read as none, every acute one not named acute, every false alarm on a hard negative."""
    kept = [(line, answer.danger) for line, answer in judged(pairs, "acute")]
    return {
        "missed": [(line, level) for line, level in kept if line["acute"] in DANGEROUS and level == "none"],
        "not_acute": [(line, level) for line, level in kept if line["acute"] == "acute" and level != "acute"],
        "alarms": [
            (line, level)
            for line, level in kept
            if line["acute"] == "none" and level in DANGEROUS and line["file"] == "danger"
        ],
    }


def standings(results: Results) -> Counter[str]:
    """Count how many figures reach the aim, what is needed, or neither."""
    return Counter(
        want.standing(results.figures.get(want.key))
        for group in groups()
        for want in group.figures
        if want.needed is not None
    )


def as_html(about: About, results: Results, floors: Floors) -> str:
    """Give the whole report as one page that needs nothing from anywhere else."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pairs = [*results.danger, *results.utterances]
    of_intents = calibration.bins(calibration.of_intents(results.utterances))
    of_topics = calibration.bins(calibration.of_topics(results.utterances))
    marks = [(key, results.figures[f"latency.{key}"].value or 0.0) for key in ("p50", "p95")]
    return environment.get_template("report.html").render(
        about=about,
        author=AUTHOR,
        results=results,
        standings=standings(results),
        groups=rows(results, floors),
        intents=confusion(
            [(line["intent"], answer.intent) for line, answer in judged(results.utterances, "intent")], intent_codes()
        ),
        levels=confusion([(line["acute"], answer.danger) for line, answer in judged(pairs, "acute")], LEVELS),
        kinds=measures.kind_scores(pairs),
        wrong=wrong_dangers(pairs),
        wrong_short=wrong_dangers(results.short),
        topic_bars=charts.topic_bars(measures.topic_scores(results.utterances, topic_codes())),
        intent_reliability=charts.reliability(of_intents, "reliability of the intents' confidence"),
        topic_reliability=charts.reliability(of_topics, "reliability of the topics' probabilities"),
        topics_have_probabilities=any(of_topics),
        latency=charts.histogram(results.milliseconds, marks),
    )


def as_json(about: About, results: Results, floors: Floors) -> dict[str, Any]:
    """Give every figure as data; lines stand in it by their id alone."""
    wrong = wrong_dangers([*results.danger, *results.utterances])
    return {
        **dataclasses.asdict(about),
        "author": AUTHOR,
        "lines": dict(results.lines),
        "figures": {want.key: as_data(want, results, floors) for group in groups() for want in group.figures},
        "topics": [dataclasses.asdict(score) for score in measures.topic_scores(results.utterances, topic_codes())],
        "danger_kinds": [dataclasses.asdict(score) for score in measures.kind_scores(results.danger)],
        "wrong_dangers": {name: [line["id"] for line, _ in each] for name, each in wrong.items()},
        "short_missed": [line["id"] for line, _ in wrong_dangers(results.short)["missed"]],
    }


def as_data(want: Wanted, results: Results, floors: Floors) -> dict[str, Any]:
    """Give one figure as data."""
    measured = results.figures.get(want.key, Measured(None, 0))
    words: Mapping[str, Measured] = results.words
    return {
        **dataclasses.asdict(measured),
        "unit": want.unit,
        "low": want.low,
        "needed": want.needed,
        "aim": want.aim,
        "floor": floors.get(want.key),
        "words_alone": words[want.key].value if want.key in words else None,
        "standing": want.standing(measured),
    }
