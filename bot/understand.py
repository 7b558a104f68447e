"""`python -m bot.understand`: JSON lines in, what is understood of each out. No server, no network, no memory.

Input `{"id": …, "text": …}`; output as docs/contracts.md section 1 in the form that evaluation reads. The text is taken
as it stands: redaction is the channels' work.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import structlog

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "models"


class NoModelError(RuntimeError):
    """There is no trained model to load."""


def newest_model(folder: Path | None = None) -> Path:
    """Give the newest trained model of a folder.

    :param folder: where models lie, by default `models/`
    :return: the path of the newest `*.tar.gz`
    :raises NoModelError: when there is none
    """
    models = sorted((folder or MODELS).glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise NoModelError("Der er ingen sprogmodel i mappen models. Træn den først: make train.")
    return models[-1]


class Understander:
    """A trained model, loaded once, that reads texts in this process."""

    def __init__(self, model: Path) -> None:
        """Load a model (about ten seconds, most of it Rasa's own imports).

        :param model: path of a trained model
        """
        _be_quiet()
        from rasa.core.agent import Agent

        self._agent = Agent.load(model_path=str(model))
        self._loop = asyncio.new_event_loop()

    def parse(self, text: str) -> dict[str, Any]:
        """Give Rasa's whole reading of a text, with `understanding` in it."""
        processor = self._agent.processor
        assert processor is not None
        # A text that begins with "/" would be read as a command by Rasa; no channel lets one through.
        readable = text.lstrip("/ ") or "."
        parsed: dict[str, Any] = self._loop.run_until_complete(self._agent.parse_message(readable))
        return parsed

    def understand(self, text: str) -> dict[str, Any]:
        """Give intent, topics, danger level, age group and places of a text."""
        known = self.parse(text)["understanding"]
        return {
            "text": text,
            "intent": known["intent"],
            "topics": known["topics"],
            "acute": known["danger"]["level"],
            "age_group": known["age_group"],
            "places": known["places"],
        }


def _be_quiet() -> None:
    """Keep TensorFlow, which Rasa imports, and Rasa's own warnings away from the terminal."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    # Rasa's structured log would print every text it parses.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def answer_lines(lines: Iterable[str], understander: Understander) -> Iterator[dict[str, Any]]:
    """Answer each line in order; a wrong line gets an `error` and the run goes on.

    :param lines: JSON lines
    :param understander: the loaded model
    :return: one answer per line that is not blank
    """
    for line in lines:
        if not line.strip():
            continue
        identity: Any = None
        try:
            entry = json.loads(line)
            if not isinstance(entry, dict):
                raise ValueError("not a JSON object")
            identity = entry.get("id")
            text = entry.get("text")
            if not isinstance(text, str) or not text.strip():
                raise ValueError("no text")
            yield {"id": identity, **understander.understand(text)}
        except Exception as error:  # One line must never stop the others; the error goes to its own answer.
            yield {"id": identity, "error": f"{type(error).__name__}: {error}"}


def run(source: TextIO, target: TextIO, model: Path) -> None:
    """Read lines from one stream and write answers to another."""
    understander = Understander(model)
    for answer in answer_lines(source, understander):
        target.write(json.dumps(answer, ensure_ascii=False) + "\n")
        target.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line.

    :param arguments: command-line arguments, by default those of the process
    :return: 0, or 1 when there is no model
    """
    parser = argparse.ArgumentParser(prog="python -m bot.understand", description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, help="path of a model; the newest in models/ otherwise")
    options = parser.parse_args(arguments)
    try:
        model = options.model or newest_model()
    except NoModelError as error:
        print(error, file=sys.stderr)
        return 1
    # Whatever a library prints on standard output must not stand between the answers.
    target, sys.stdout = sys.stdout, sys.stderr
    with open(sys.stdin.fileno(), encoding="utf-8", closefd=False) as source:
        run(source, target, model)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
