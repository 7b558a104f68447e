"""Rasa's process as it is, with a component of the language and the tracker store that break on order.

The file named by VEJVISER_BROKEN holds the order: `raise`, `sleep`, `spin`, `hold` (the interpreter's lock), `store`.
"""

import ctypes
import os
import time
from pathlib import Path
from typing import Any

from bot import engine
from bot.nlu.danger import DangerDetector
from bot.tracker_store import ExpiringTrackerStore

ORDER = Path(os.environ["VEJVISER_BROKEN"])
SECONDS = 30


def order() -> str:
    """What is broken just now; nothing when the file is not there."""
    return ORDER.read_text("utf-8").strip() if ORDER.exists() else ""


def misbehave() -> None:
    """Do what a bad component does."""
    what, started = order(), time.monotonic()
    if what == "raise":
        raise RuntimeError("scripted failure with the words of the teacher: " + "hemmeligtord")
    if what == "sleep":
        time.sleep(SECONDS)
    while what == "spin" and time.monotonic() - started < SECONDS:
        pass
    if what == "hold":
        # PyDLL keeps the interpreter's lock, as a regular expression gone wild does: no thread of this process runs.
        ctypes.PyDLL(None).sleep(SECONDS)


def break_parts() -> None:
    """Wrap the component and the store."""
    process, retrieve, save = DangerDetector.process, ExpiringTrackerStore.retrieve, ExpiringTrackerStore.save

    def breaking_process(self: DangerDetector, messages: list[Any]) -> list[Any]:
        misbehave()
        return process(self, messages)

    async def breaking_retrieve(self: ExpiringTrackerStore, sender_id: str) -> Any:
        if order() == "store":
            raise OSError("the store is away")
        return await retrieve(self, sender_id)

    async def breaking_save(self: ExpiringTrackerStore, tracker: Any) -> None:
        if order() == "store":
            raise OSError("the store is away")
        await save(self, tracker)

    DangerDetector.process = breaking_process  # type: ignore[method-assign]
    ExpiringTrackerStore.retrieve = breaking_retrieve  # type: ignore[method-assign]
    ExpiringTrackerStore.save = breaking_save  # type: ignore[method-assign]


if __name__ == "__main__":
    break_parts()
    engine.main()
