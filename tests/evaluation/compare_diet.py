"""Rasa's DIETClassifier on the same division: trained by Rasa in a folder of its own, within a time limit.

Read by `compare`; the part that loads the model runs in a fresh process:
`python -m evaluation.compare_diet MODEL TEXTS ANSWERS`.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from .compare_data import Example, Parted, of_hands
from .compare_embed import resident_mb
from .compare_measures import intent_figures

ROOT = Path(__file__).resolve().parents[2]
# DIET needs TensorFlow, which the bot itself does without: `make peer` makes this environment.
PYTHON = ROOT / "var" / "peer" / "bin" / "python"
MINUTES = 20
_ENVIRONMENT = {"RASA_TELEMETRY_ENABLED": "false", "OMP_NUM_THREADS": "2", "TF_NUM_INTEROP_THREADS": "1"}
_SINGLE = {"OMP_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}


def _config(epochs: int) -> dict[str, Any]:
    return {
        "recipe": "default.v1",
        "language": "da",
        "assistant_id": "compare",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", "epochs": epochs, "entity_recognition": False, "random_seed": 1},
        ],
    }


def _write_project(folder: Path, pairs: Sequence[tuple[str, str]], epochs: int) -> None:
    lines: dict[str, list[str]] = {}
    for text, label in pairs:
        lines.setdefault(label, []).append("- " + text.replace("[", "(").replace("]", ")"))
    blocks = [{"intent": label, "examples": "\n".join(some) + "\n"} for label, some in lines.items()]
    content = yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, width=10_000)
    (folder / "nlu.yml").write_text(content, encoding="utf-8")
    (folder / "config.yml").write_text(yaml.safe_dump(_config(epochs)), encoding="utf-8")


def _train(folder: Path, log: Path, minutes: float) -> bool:
    """Train with Rasa's own command; end it, and what it started, when the time is up."""
    command = ["-m", "rasa", "train", "nlu", "--nlu", "nlu.yml", "--config", "config.yml", "--out", "models"]
    with log.open("w") as out:
        running = subprocess.Popen(
            ["nice", "-n", "19", str(PYTHON), *command, "--fixed-model-name", "diet"],
            cwd=folder,
            env=os.environ | _ENVIRONMENT,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            return running.wait(60 * minutes) == 0
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            return False


def diet(parted: Parted, label: Callable[[Example], str], test: Sequence[Example], epochs: int, log: Path) -> Any:
    """Train DIET and let it answer.

    :param parted: the division; examples with an empty label are not trained on
    :param label: what DIET is to predict
    :param test: examples to answer
    :param epochs: passes over the data
    :param log: where Rasa's own output goes
    :return: `answers` (one label per test example), `ms`, `memory_mb`, `disk_mb`, `train_s` (processor seconds) and
        `wall_s`; None when training was not done within the time limit
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_project(folder, [(each.text, label(each)) for each in parted.train if label(each)], epochs)
        started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        if not _train(folder, log, MINUTES):
            return None
        wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        model, source, target = folder / "models" / "diet.tar.gz", folder / "texts.json", folder / "answers.json"
        source.write_text(json.dumps([each.text for each in test]), encoding="utf-8")
        command = [str(PYTHON), "-m", "evaluation.compare_diet", str(model), str(source), str(target)]
        subprocess.run(command, cwd=ROOT, env=os.environ | _ENVIRONMENT | _SINGLE, capture_output=True, check=True)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found = json.loads(target.read_text(encoding="utf-8"))
        return found | {"train_s": spent, "wall_s": wall, "disk_mb": model.stat().st_size / 1e6}


def diet_row(parted: Parted, epochs: int, logs: Path) -> dict[str, Any]:
    """Measure DIET for intents, then again with the main topic as the label (first choice only)."""
    row: dict[str, Any] = {"setting": epochs}
    logs.mkdir(exist_ok=True)
    intents = diet(parted, lambda each: each.intent, parted.test, epochs, logs / "diet_intents.log")
    if intents:
        row |= intent_figures([each.intent for each in parted.test], intents.pop("answers")) | intents
    worries = [each for each in of_hands(parted.test) if each.topics]
    topics = diet(parted, lambda each: (*each.topics, "")[0], worries, epochs, logs / "diet_topics.log")
    if topics:
        pairs = list(zip(worries, topics["answers"], strict=True))
        row |= {"topics_first": sum(found == each.topics[0] for each, found in pairs) / len(pairs)}
        row |= {"topics_hit": sum(found in each.topics for each, found in pairs) / len(pairs)}
        row |= {"topics_train_s": topics["train_s"]} | {"topics_memory_mb": topics["memory_mb"]}
        row |= {"topics_wall_s": topics["wall_s"], "topics_disk_mb": topics["disk_mb"]}
    unfinished = [name for name, done in (("intents", intents), ("topics", topics)) if not done]
    return row | {"unfinished": unfinished}


async def _answer(model: Path, texts: Sequence[str]) -> dict[str, Any]:
    from bot.nlu.tokenizer import tokens

    tokens(texts[0])  # what every variant needs is not counted
    before = resident_mb()
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    await agent.parse_message(texts[0])
    answers, spent = [], []
    for text in texts:
        started = time.process_time()
        answers.append((await agent.parse_message(text))["intent"]["name"])
        spent.append(1000 * (time.process_time() - started))
    return {"answers": answers, "ms": statistics.median(spent), "memory_mb": resident_mb() - before}


if __name__ == "__main__":
    model, source, target = map(Path, sys.argv[1:4])
    found = asyncio.run(_answer(model, json.loads(source.read_text(encoding="utf-8"))))
    target.write_text(json.dumps(found), encoding="utf-8")
