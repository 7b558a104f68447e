"""20,000 nasty inputs to the running bot, its neighbours, and the door with the model: `python -m safety.abuse`.

Figures: results/safety/abuse.json. Exits 1 when anything broke, leaked, was lost, or took too long.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from house import ROOT

from deploy import model, processes

from . import abuse_http, abuse_inside
from .abuse_corpus import MARK
from .abuse_judge import Report, merged
from .privacy_house import OpenHouse, Teacher, open_house

RESULTS = ROOT / "results" / "safety" / "abuse.json"
INSIDE_FUZZED, INSIDE_MADE = 11_000, 4_500
TEXTS, BODIES, RAW, ELSEWHERE = 2_000, 700, 300, 1_000
# A bot of 0.7 GB that keeps every conversation in memory; a leak of one text of 25 kB a request would be far above.
GROWTH_BYTES = 150_000_000


def over_http(house: OpenHouse, seed: int, share: float) -> dict[str, Any]:
    """Attack the running processes.

    Args:
        house: the processes.
        seed: of the fuzzer.
        share: of the full numbers, for a short trial.
    """
    started, texts, other = time.time(), Report(), Report()
    abuse_http.messages(house, texts, seed, max(40, round(TEXTS * share / 10)))
    before = house.memory()
    abuse_http.messages(house, texts, seed + 10_000, round(TEXTS * share))
    abuse_http.bodies(house, other, seed, round(BODIES * share))
    abuse_http.raw(house.ports.bot, "bot", other, round(RAW * share))
    grown = house.memory() - before
    abuse_http.elsewhere(house, other, seed, round(ELSEWHERE * share))
    abuse_http.raw(house.ports.actions, "actions", other, round(RAW * share))
    abuse_http.raw(house.ports.directory, "directory", other, round(RAW * share))
    whole = merged([texts, other])
    if not whole.quoted:
        whole.wrong["no line was quoted, so nothing was tried of notes"] += 1
    if grown > GROWTH_BYTES:
        whole.wrong["memory grew"] += 1
    for name, part in house.parts.items():
        if not processes.healthy(part.health):
            whole.wrong[f"{name} is not healthy"] += 1
        log = part.log.read_text("utf-8", errors="replace")
        if MARK in log or "Traceback" in log:
            whole.wrong[f"{name}: its log holds a text or a stack"] += 1
    if processes.healthy(house.parts["bot"].health) and Teacher(house).say(abuse_http.NORMAL)[0] != 200:
        whole.wrong["a new conversation is not answered"] += 1
    return {
        "inputs": whole.inputs,
        "statuses": dict(sorted(whole.statuses.items())),
        "text_p50_seconds": round(statistics.median(texts.seconds), 3),
        "text_max_seconds": round(max(texts.seconds), 3),
        "memory_grown_bytes": grown,
        "lines_quoted_in_notes": whole.quoted,
        "seconds": round(time.time() - started),
        "wrong": dict(whole.wrong),
        "examples": whole.examples,
    }


def without_http(model_file: Path, seed: int, share: float) -> dict[str, Any]:
    """Send texts through the door and the model in two processes of their own."""
    started = time.time()
    inside = abuse_inside.run(model_file, seed, round(INSIDE_FUZZED * share), round(INSIDE_MADE * share))
    return {
        "inputs": inside.inputs,
        "understood": inside.understood,
        "refused": dict(inside.refused),
        "slowest_against_ordinary": inside.slowest,
        "seconds": round(time.time() - started),
        "wrong": dict(inside.wrong),
        "examples": inside.examples,
    }


def main() -> int:
    """Run from the command line.

    Returns:
        1 when anything was wrong.
    """
    parser = argparse.ArgumentParser(prog="python -m safety.abuse")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--port", type=int, default=6310, help="this and the two ports after it")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--only", choices=("http", "inside"), help="one half alone, for a short trial")
    parser.add_argument("--share", type=float, default=1.0, help="of the full numbers, for a short trial")
    given = parser.parse_args()
    model_file, figures, wrong = given.model or model.ensure(), dict[str, Any](), False
    if given.only != "inside":
        with (
            tempfile.TemporaryDirectory(prefix="vva-", dir="/tmp") as folder,
            open_house(Path(folder), model_file, given.port) as house,
        ):
            figures["http"] = over_http(house, given.seed, given.share)
        wrong = bool(figures["http"]["wrong"])
    if given.only != "http":
        figures["inside"] = without_http(model_file, given.seed, given.share)
        wrong = wrong or bool(figures["inside"]["wrong"])
    figures["inputs"] = sum(figures[part]["inputs"] for part in ("http", "inside") if part in figures)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
