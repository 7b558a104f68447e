"""Train and measure the linear variants: cross-validation inside the training part, then once on the left-out hands."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.danger import settle
from bot.nlu.lexicon import topic_codes
from bot.nlu.linear import LinearModel
from bot.safety.rules import LEVELS
from bot.text import load_yaml

from .compare_data import SEED, Example, Parted, folds, of_hands
from .compare_features import Features, Reader, save_counters
from .compare_measures import (
    Floats,
    Table,
    best_threshold,
    chosen,
    danger_figures,
    intent_figures,
    level_figures,
    micro_f1,
    topic_figures,
)
from .compare_variants import ALL, Choice, Learner, Variant, keyword_intents, keyword_topics, logistic, rule_levels

ROOT = Path(__file__).resolve().parents[2]
TIMED = 300
_RUNS = 3
_SINGLE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Tuned:
    """What cross-validation chose for a variant, and its micro-F1 there."""

    choice: Choice
    threshold: float
    micro: float


def texts(examples: Sequence[Example]) -> list[str]:
    """Give the examples' texts."""
    return [each.text for each in examples]


def topic_table(examples: Sequence[Example]) -> Table:
    """Give one row per example and one column per topic."""
    return np.array([[code in each.topics for code in topic_codes()] for each in examples])


def _grades(examples: Sequence[Example]) -> np.ndarray[Any, np.dtype[np.int_]]:
    return np.array([LEVELS.index(each.danger) for each in examples])


def _topic_scores(learn: Learner | None, choice: Choice, features: Features, parted: Parted) -> Floats:
    if not learn:
        return keyword_topics(texts(parted.test))
    train, test = features.blocks(choice.blocks)
    return learn(train, topic_table(parted.train), topic_codes(), choice.setting, False).probabilities(test)


def tune(train: Sequence[Example], variants: Sequence[Variant], reader: Reader) -> dict[str, Tuned]:
    """Choose each variant's setting and topic threshold by cross-validation over whole hands of the training part."""
    scores: dict[tuple[str, Choice], list[Floats]] = {}
    divisions = folds(train)
    for parted in divisions:
        features = Features(reader, texts(parted.train), texts(parted.test))
        for variant in variants:
            for choice in variant.choices:
                of_fold = _topic_scores(variant.learn, choice, features, parted)
                scores.setdefault((variant.name, choice), []).append(of_fold)
    true = topic_table([each for parted in divisions for each in parted.test])
    tuned: dict[str, Tuned] = {}
    for (name, choice), found in scores.items():
        micro, threshold = best_threshold(true, np.vstack(found), topic_codes())
        print(f"cross-validation: {name} {choice.setting:g} {choice.blocks[-1:]}: {micro:.4f}", flush=True)
        if name not in tuned or micro > tuned[name].micro:
            tuned[name] = Tuned(choice, threshold, micro)
    return tuned


class Measurement:
    """The final division: every variant is trained on all training examples and measured on the left-out ones."""

    def __init__(self, parted: Parted, reader: Reader) -> None:
        """Take the division."""
        self.train, self.test = parted.train, parted.test
        self._reader = reader
        self._features = Features(reader, texts(self.train), texts(self.test))
        hands = set(map(id, of_hands(self.test)))
        self._hands = np.array([id(each) in hands for each in self.test])
        self._worries = np.array([bool(each.topics) for each in self.test]) & self._hands
        self.chosen: dict[str, Table] = {}
        self.levels: dict[str, dict[str, float]] = {}

    def _among(self, mask: Table) -> list[Example]:
        return [each for each, kept in zip(self.test, mask, strict=True) if kept]

    def worries(self) -> list[Example]:
        """Give the left-out worries on which topics are measured."""
        return self._among(self._worries)

    def measure(self, variant: Variant, tuned: Tuned) -> dict[str, float]:
        """Train a variant and give its row."""
        if not variant.learn:
            hands, everything = texts(self._among(self._hands)), texts(self.test)
            row = self._figures(
                variant,
                tuned,
                keyword_topics(texts(self.worries())),
                keyword_intents(everything),
                rule_levels(hands) / 1,
            )
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / "blocks.json").write_text("[]", encoding="utf-8")
                return row | {"train_s": 0, "disk_mb": 0} | self._cost(Path(folder))
        train, test = self._features.blocks(tuned.choice.blocks)
        started = time.process_time()
        models = self._fit(variant.learn, tuned.choice, train)
        spent = time.process_time() - started + self._preparing(tuned.choice.blocks)
        without_rules = self._without_rules(tuned.choice, test)
        danger = models["danger"].probabilities(without_rules)[self._hands]
        intents = [models["intents"].labels[at] for at in models["intents"].shares(test).argmax(axis=1)]
        if tuned.choice.blocks == ALL and variant.learn is logistic:
            self._as_shipped(danger)
        row = self._figures(variant, tuned, models["topics"].probabilities(test)[self._worries], intents, danger[:, 1])
        return row | {"train_s": spent} | self._stored(models, tuned.choice)

    def _fit(self, learn: Learner, choice: Choice, train: list[Any]) -> dict[str, LinearModel]:
        worries = np.array([bool(each.topics) for each in self.train])
        names = np.array([each.intent for each in self.train])
        labels = sorted(set(names))
        least = _grades(self.train)[:, None] >= np.arange(1, len(LEVELS))[None, :]
        table = topic_table(self.train)[worries]
        return {
            "topics": learn([block[worries] for block in train], table, topic_codes(), choice.setting, False),
            "intents": learn(train, names[:, None] == np.array(labels)[None, :], labels, choice.setting, True),
            "danger": learn(self._without_rules(choice, train), least, LEVELS[1:], choice.setting, True),
        }

    @staticmethod
    def _without_rules(choice: Choice, blocks: list[Any]) -> list[Any]:
        """Leave the rules' view out, as bot.nlu.danger does; vectors make several blocks and stand last."""
        at = choice.blocks.index("rules") if "rules" in choice.blocks else len(blocks)
        return [*blocks[:at], *blocks[at + 1 :]]

    def _preparing(self, blocks: Sequence[str]) -> float:
        """Give the processor seconds of making the features of the training texts."""
        seconds = sum(self._features.seconds[name] for name in blocks)
        return seconds + sum(self._reader.mean_seconds(name) * len(self.train) for name in blocks)

    def _figures(
        self, variant: Variant, tuned: Tuned, topics: Floats, intents: Sequence[str], danger: Floats
    ) -> dict[str, float]:
        worries = self.worries()
        found = self.chosen[variant.name] = chosen(topics, topic_codes(), tuned.threshold)
        first = [each.topics[0] for each in worries]
        return (
            {"cross_validated": tuned.micro, "setting": tuned.choice.setting, "threshold": tuned.threshold}
            | topic_figures(topic_table(worries), first, topics, found, topic_codes())
            | intent_figures([each.intent for each in self.test], intents)
            | danger_figures(_grades(self._among(self._hands)), danger)
        )

    def _as_shipped(self, danger: Floats) -> None:
        """Measure the levels at the product's thresholds: rules, model, and both together as the product settles."""
        hands = self._among(self._hands)
        limits = load_yaml("thresholds.yml")["danger"]
        rules = rule_levels(texts(hands))
        rows = [dict(zip(LEVELS[1:], map(float, row), strict=True)) for row in danger]
        both = [settle(LEVELS[rule], row, limits) for rule, row in zip(rules, rows, strict=True)]
        alone = [settle("none", row, limits) for row in rows]
        for name, found in (("rules alone", rules), ("model alone", alone), ("both (shipped)", both)):
            levels = np.array([LEVELS.index(each) if isinstance(each, str) else each for each in found])
            self.levels[name] = level_figures(_grades(hands), levels)

    def _stored(self, models: dict[str, LinearModel], choice: Choice) -> dict[str, float]:
        """Store the models and measure what they weigh and cost; an encoder's cost is added elsewhere."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            save_counters(
                {b: self._features.counters[b] for b in choice.blocks if b in self._features.counters}, folder
            )
            for part, model in models.items():
                (folder / part).mkdir()
                model.save(folder / part)
            (folder / "blocks.json").write_text(json.dumps(choice.blocks), encoding="utf-8")
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
            cost = {} if any("*" in block for block in choice.blocks) else self._cost(folder)
            return {"disk_mb": size} | cost

    def _cost(self, folder: Path) -> dict[str, float]:
        sample = folder / "texts.json"
        sample.write_text(
            json.dumps(random.Random(SEED).sample(texts(self.test), min(TIMED, len(self.test)))), encoding="utf-8"
        )
        command = [sys.executable, "-m", "evaluation.compare_cost", str(folder), str(sample)]
        runs = []
        for _ in range(_RUNS):
            environment = os.environ | _SINGLE
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
            runs.append(json.loads(done.stdout.splitlines()[-1]))
        # What else the machine does can only make a run slower.
        return {key: min(run[key] for run in runs) for key in runs[0]}


def learning_curve(parted: Parted, reader: Reader) -> dict[str, list[float]]:
    """Measure the topics' micro-F1 of the shipped variant when it learns from a part of the worries.

    The threshold is the product's.

    :return: share of the worries to figures; three draws where not all are used
    """
    worries = [each for each in parted.train if each.topics]
    test = [each for each in of_hands(parted.test) if each.topics]
    found: dict[str, list[float]] = {}
    for share, draws in ((0.25, 3), (0.5, 3), (1.0, 1)):
        for draw in range(draws):
            originals = sorted({each.copy_of or each.text for each in worries})
            some = set(random.Random(draw).sample(originals, round(share * len(originals))))
            division = Parted([each for each in worries if (each.copy_of or each.text) in some], test)
            features = Features(reader, texts(division.train), texts(test))
            scores = _topic_scores(logistic, Choice(ALL, 10), features, division)
            table = chosen(scores, topic_codes(), load_yaml("thresholds.yml")["topics"]["default"])
            found.setdefault(f"{share:.0%}", []).append(micro_f1(topic_table(test), table))
    return found
