"""Measure the held-out lines, write results/evaluation.html and .json, and fail when a figure fell below its floor."""

from __future__ import annotations

import argparse
import datetime
import json
import logging
import sys
from pathlib import Path

from bot.understand import NoModelError, newest_model
from deploy.model import current

from .answers import TimedModel
from .figures import wanted
from .gate import fallen, raised, read_floors, write_floors
from .measuring import Results, measure
from .page import About, as_html, as_json, rows

RESULTS = Path(__file__).resolve().parents[2] / "results"
COLUMNS = {"name": 43, "value": 9, "of": 11, "needed": 10, "aim": 10, "floor": 10, "words": 9, "standing": 12}
HEADS = {"name": "", "of": "of", "words": "words", "standing": "reaches"}


def table(results: Results, floors: dict[str, float]) -> str:
    """Write every figure as one line for the terminal."""
    heads = [HEADS.get(column, column) for column in COLUMNS]
    out = ["".join(f"{head:<{width}}" for head, width in zip(heads, COLUMNS.values(), strict=True))]
    for group, figures in rows(results, floors):
        out += ["", group.heading]
        out += ["".join(f"{figure[column]:<{width}}" for column, width in COLUMNS.items()) for figure in figures]
    return "\n".join(line.rstrip() for line in out)


def write(model: str, results: Results, floors: dict[str, float], below: list[str], folder: Path = RESULTS) -> None:
    """Write the page and the figures."""
    about = About(model, datetime.datetime.now().strftime("%Y-%m-%d %H:%M"), below)
    folder.mkdir(exist_ok=True)
    (folder / "evaluation.html").write_text(as_html(about, results, floors), encoding="utf-8")
    figures = json.dumps(as_json(about, results, floors), ensure_ascii=False, indent=1)
    (folder / "evaluation.json").write_text(figures + "\n", encoding="utf-8")


def main() -> int:
    """Measure the newest model, or the one named.

    :return: 0, or 1 when a figure fell below its floor or there is no model
    """
    parser = argparse.ArgumentParser(prog="evaluate", description=__doc__)
    parser.add_argument("--model", type=Path, help="path of a model; the newest in models/ otherwise")
    parser.add_argument("--raise", dest="higher", action="store_true", help="raise the floors to one point below")
    options = parser.parse_args()
    try:
        model = options.model or newest_model()
    except NoModelError as error:
        print(error, file=sys.stderr)
        return 1
    if model.name != current().name:
        print(f"{model.name} was trained from other inputs than today's (make train).", file=sys.stderr)
    logging.captureWarnings(True)  # those of the libraries that Rasa loads
    results = measure(TimedModel(model))
    floors = read_floors()
    if options.higher:
        floors = raised(results.figures, floors, wanted())
        write_floors(floors)
    below = fallen(results.figures, floors, wanted())
    write(model.name, results, floors, below)
    print(table(results, floors))
    print(f"\n{model.name}. Report: results/evaluation.html, figures: results/evaluation.json")
    for line in below:
        print(f"FELL {line}", file=sys.stderr)
    return int(bool(below))


if __name__ == "__main__":
    raise SystemExit(main())
