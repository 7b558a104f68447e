"""`make drills`: run the drills on a cluster of this machine, and write results/drills.json and results/drills.md."""

import argparse
import asyncio
import json
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bot.sharing.redis_server import Box, connect
from bot.sharing.tracker_store import PURPOSE
from deploy import cluster, model
from deploy.cluster import Cluster
from drills.report import table
from drills.users import Conversation, InDanger, Seen, Teacher
from drills.ways import DRILLS, Drill

RESULTS = Path(__file__).resolve().parents[2] / "results"
TEACHERS = 8
BEFORE_SECONDS = 3.0
# Normal is: for so long nothing has gone wrong.
CALM_SECONDS = 6.0
LONGEST_SECONDS = 90.0
SLOW_SECONDS = 3.0
# What to do in danger now is there within a second, and in no drill later than this.
ACUTE_SECONDS = 1.0
ACUTE_LONGEST = 2.0


@dataclass
class Result:
    """What one drill showed.

    Attributes:
        outcomes: of the ordinary messages, how many ended so.
        slowest: the longest that one ordinary message took.
        normal_after: seconds from the fault to the last message that was not answered within SLOW_SECONDS.
        fault: how long the fault itself lasted.
        acute: of the acute messages, how many ended so; then the slowest of those that reached a bot, and how many of
            them took more than a second. `away_slowest` is of those that got the proxy's own page with 112.
        lost: messages that were answered, and are not in the conversation.
        doubled: messages that are in the conversation twice.
        begun_anew: conversations that had to be begun again.
    """

    id: str
    title: str
    outcomes: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0
    normal_after: float = 0.0
    fault: float = 0.0
    acute: dict[str, int] = field(default_factory=dict)
    acute_slowest: float = 0.0
    acute_late: int = 0
    away_slowest: float = 0.0
    lost: int = 0
    doubled: int = 0
    begun_anew: int = 0


def run(it: Cluster, drill: Drill) -> Result:
    """Run one drill under load, and look at what is left of each conversation."""
    log: list[Seen] = []
    stop = threading.Event()
    teachers = [Teacher(it.chat, number, log, stop) for number in range(TEACHERS)]
    everybody: list[threading.Thread] = [*teachers, InDanger(it.chat, log, stop)]
    for one in everybody:
        one.start()
    time.sleep(BEFORE_SECONDS)
    fault = time.monotonic()
    drill.break_it(it)
    time.sleep(drill.hold)
    drill.mend(it)
    mended = time.monotonic()
    while time.monotonic() - max(mended, _last_bad(log, fault)) < CALM_SECONDS:
        if time.monotonic() - mended > LONGEST_SECONDS:
            break
        time.sleep(0.5)
    stop.set()
    for one in everybody:
        one.join(timeout=40)
    result = _counted(drill, log, fault, mended)
    conversations = [conversation for teacher in teachers for conversation in teacher.conversations]
    result.lost, result.doubled = asyncio.run(_kept(it, conversations))
    return result


def _last_bad(log: list[Seen], fault: float) -> float:
    bad = [
        seen.at + seen.seconds
        for seen in list(log)
        if not seen.acute and seen.at + seen.seconds > fault and not _is_good(seen)
    ]
    return max(bad, default=fault)


def _is_good(seen: Seen) -> bool:
    answered: bool = seen.outcome == "answered" and seen.seconds <= SLOW_SECONDS
    return answered


def _counted(drill: Drill, log: list[Seen], fault: float, mended: float) -> Result:
    result = Result(drill.id, drill.title, fault=mended - fault, normal_after=_last_bad(log, fault) - fault)
    for seen in log:
        counts = result.acute if seen.acute else result.outcomes
        counts[seen.outcome] = counts.get(seen.outcome, 0) + 1
    result.slowest = max((seen.seconds for seen in log if not seen.acute), default=0.0)
    reached = [seen.seconds for seen in log if seen.acute and seen.outcome not in ("nobody", "away")]
    result.acute_slowest = max(reached, default=0.0)
    result.acute_late = sum(1 for seconds in reached if seconds > ACUTE_SECONDS)
    result.away_slowest = max((seen.seconds for seen in log if seen.acute and seen.outcome == "away"), default=0.0)
    result.begun_anew = result.outcomes.get("anew", 0)
    return result


async def _kept(it: Cluster, conversations: list[Conversation]) -> tuple[int, int]:
    """Return how many answered messages are not kept, and how many are kept twice."""
    client, box = connect(it.env["VEJVISER_REDIS"]), Box(it.env["VEJVISER_SECRET_KEY"], PURPOSE)
    lost = doubled = 0
    for conversation in conversations:
        kept = box.open(conversation.sender, await client.get(f"vejviser:conversation:{conversation.sender}"))
        events = kept["dialogue"]["events"] if kept else []
        number = sum(1 for event in events if event["event"] == "user")
        lost += max(0, len(conversation.answered) - number)
        doubled += max(0, number - len(conversation.answered | conversation.unsure))
    await client.close()
    return lost, doubled


def main() -> int:
    """Run all drills, or those that are named.

    Returns:
        0 when nothing confirmed was lost or doubled, no message met silence, and danger was answered in time.
    """
    parser = argparse.ArgumentParser(prog="python -m drills.run")
    parser.add_argument("--only", nargs="*", choices=[drill.id for drill in DRILLS])
    parser.add_argument("--port", type=int, default=5200)
    given = parser.parse_args()
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="vejviser-drills-") as made:
        folder = Path(made)
        folder.chmod(0o711)
        with cluster.started(folder, model.ensure(), given.port) as it:
            for drill in DRILLS:
                if given.only and drill.id not in given.only:
                    continue
                results.append(run(it, drill))
                print(json.dumps(asdict(results[-1]), ensure_ascii=False), flush=True)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "drills.json").write_text(json.dumps([asdict(found) for found in results], indent=1), "utf-8")
    (RESULTS / "drills.md").write_text(table(results), "utf-8")
    wrong = [found.id for found in results if _is_wrong(found)]
    print(f"Skrev results/drills.md. {'Alt holdt.' if not wrong else 'Det her holdt ikke: ' + ', '.join(wrong)}")
    return 1 if wrong else 0


def _is_wrong(found: Result) -> bool:
    acute = found.acute.get("wrong", 0) + found.acute.get("silent", 0)
    late = found.acute_slowest > ACUTE_LONGEST
    quiet = found.outcomes.get("silent") or found.outcomes.get("wrong")
    return bool(found.lost or found.doubled or acute or late or quiet)


if __name__ == "__main__":
    sys.exit(main())
