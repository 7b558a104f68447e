"""The doors beyond the chat itself, attacked: `python -m safety.abuse_doors`.

The inbox, answers about contacts and their links, Teams with a right token and a wrong activity, what lies in Redis,
and one teacher's id, cookie or key in another's hands. Figures: results/safety/abuse_doors.json. Exits 1 on any fault.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from house import ROOT
from shared_house import SharedHouse, shared_house
from shared_people import PageTeacher, TeamsTeacher

from deploy import model

from .abuse_corpus import MARK
from .abuse_judge import Report, merged
from .doors_links import links
from .doors_pages import pages, stolen
from .doors_redis import forged
from .doors_teams import activities

RESULTS = ROOT / "results" / "safety" / "abuse_doors.json"
PARTS: dict[str, Callable[[SharedHouse, Report, int, float], None]] = {
    "pages": pages,
    "stolen": stolen,
    "links": links,
    "redis": forged,
    "teams": activities,
}


def run(house: SharedHouse, seed: int, share: float) -> dict[str, Any]:
    """Attack every door.

    Args:
        house: the processes.
        seed: of the fuzzer.
        share: of the full numbers, for a short trial.
    """
    started, reports = time.time(), {name: Report() for name in PARTS}
    for name, part in PARTS.items():
        part(house, reports[name], seed, share)
    whole = merged(reports.values())
    if "gjort indtil nu" not in str([PageTeacher(house).say("hun er 19 og bor i Ikast og ryger hash"), _plan(house)]):
        whole.blame("a new conversation is not answered", "")
    teacher = TeamsTeacher(house.teams)
    if not teacher.wait(teacher.say("jeg er bekymret for en elev").at):
        whole.blame("Teams answers nobody any more", "")
    for name, known in house.parts.items():
        log = known.log.read_text("utf-8", errors="replace")
        if MARK in log or "Traceback" in log:
            whole.blame(f"{name}: its log holds a text or a stack", "")
    return {
        "inputs": whole.inputs,
        "by_door": {name: report.inputs for name, report in reports.items()},
        "statuses": dict(sorted(whole.statuses.items())),
        "seconds": round(time.time() - started),
        "wrong": dict(whole.wrong),
        "examples": whole.examples,
    }


def _plan(house: SharedHouse) -> list[Any]:
    teacher = PageTeacher(house)
    return [teacher.say(words) for words in ("jeg er bekymret for en elev", "nej", "hun ryger hash", "19", "Ikast")]


def main() -> int:
    """Run from the command line.

    Returns:
        1 when anything was wrong.
    """
    parser = argparse.ArgumentParser(prog="python -m safety.abuse_doors")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--share", type=float, default=1.0, help="of the full numbers, for a short trial")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="vvd-", dir="/tmp") as folder,
        shared_house(Path(folder), model.ensure()) as house,
    ):
        house.wait_ready()
        figures = run(house, given.seed, given.share)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    return 1 if figures["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
