"""What it costs a turn to keep its conversation in Redis and not in memory, both in one run.

    PYTHONPATH=tests:tests/unit/bot/sharing python -m bench.sharing

Lock, read, save and unlock, without the turn itself, which is the same; Redis is this machine's own, append-only. Also
how much a turn adds to Redis' file, and what rewriting leaves of it. Writes results/bench_sharing.json.
"""

import asyncio
import json
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from rasa.core.lock_store import InMemoryLockStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from redis_process import RedisProcess, redis_process
from two_bots import Bot

from bench.directory import machine
from bot.sharing.turns import CURRENT, Turn
from bot.tracker_store import ExpiringTrackerStore

RESULTS = Path(__file__).resolve().parents[2] / "results" / "bench_sharing.json"
CONVERSATIONS, TURNS = 20, 12


def say_something(tracker: DialogueStateTracker) -> None:
    """Add the events of an ordinary turn of the form."""
    understanding = {"topics": ["fravaer"], "age": 17, "danger": {"level": "none", "kinds": []}}
    parsed = {"intent": {"name": "report_concern", "confidence": 0.9}, "understanding": understanding, "entities": []}
    tracker.update(UserUttered("Hun er væk hver mandag og er meget trist", parse_data=parsed))
    for number in range(10):
        tracker.update(SlotSet(f"slot_{number}", "value"))
    for number in range(5):
        tracker.update(ActionExecuted(f"action_{number}"))
    tracker.update(BotUttered("Hvor gammel er eleven?", metadata={"utter_action": "utter_ask_age_group"}))


async def conversation(store: Any, locks: Any, sender: str) -> list[float]:
    """Hold one; return the milliseconds around each turn."""
    taken = []
    for number in range(TURNS):
        start = time.perf_counter()
        CURRENT.set(Turn(str(number)))
        async with locks.lock(sender):
            tracker = await store.get_or_create_tracker(sender)
            begun = time.perf_counter()
            say_something(tracker)
            said = time.perf_counter()
            await store.save(tracker)
        taken.append(1000 * (time.perf_counter() - start - (said - begun)))
    return taken


async def measure(server: RedisProcess, folder: Path) -> dict[str, Any]:
    """Hold the conversations in memory and in Redis in turn."""
    bot = Bot(server.address)
    memory, shared = [], []
    for number in range(CONVERSATIONS):
        memory.append(await conversation(ExpiringTrackerStore(Domain.empty()), InMemoryLockStore(), f"m{number}"))
        shared.append(await conversation(bot.store, bot.locks, f"s{number}"))
    written = _size(folder)
    await bot.client.bgrewriteaof()
    await asyncio.sleep(2)
    more = [median(row[turn] for row in shared) - median(row[turn] for row in memory) for turn in range(TURNS)]
    return {
        "machine": machine(),
        "more_ms_by_turn": [round(each, 2) for each in more],
        "bytes_per_turn": round(written / (CONVERSATIONS * TURNS)),
        "bytes": written,
        "bytes_after_rewrite": _size(folder),
    }


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> int:
    """Measure, print and write."""
    with tempfile.TemporaryDirectory() as name, redis_process(Path(name), "--appendfsync", "everysec") as server:
        found = asyncio.run(measure(server, Path(name)))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1))
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
