"""Health tells the truth: who lives, and who can take a turn now."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.channels import engine as link
from bot.channels import health
from bot.channels.engine import Engine
from bot.channels.health import Store, readiness

COMMAND = (sys.executable, str(Path(__file__).with_name("engine_stand_in.py")))
WELL = {"status": "ok", "rasa": "ready", "store": "ready"}


def told(agent: Any) -> dict[str, str]:
    return asyncio.run(readiness(agent, Store(agent)))


@pytest.mark.parametrize("state", ["starting", "silent", "no_model", "away"])
def test_without_rasa_no_turn_is_taken(state: str) -> None:
    assert told(SimpleNamespace(state=state)) == {"status": "error", "rasa": state, "store": "unasked"}


def test_conversations_in_memory_are_always_there() -> None:
    assert told(SimpleNamespace(state="ready")) == WELL


def test_a_store_that_is_away_takes_no_turn() -> None:
    async def answers() -> bool:
        return False

    assert told(SimpleNamespace(state="ready", store_answers=answers)) == {**WELL, "status": "error", "store": "away"}


def test_however_often_it_is_asked_the_store_is_asked_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    now = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(health, "time", SimpleNamespace(monotonic=lambda: now.seconds))

    async def answers() -> bool:
        asked.append(now.seconds)
        return not asked[1:]

    async def story() -> None:
        store = Store(SimpleNamespace(store_answers=answers))
        assert await store.answers() and await store.answers()
        now.seconds = 1.0
        assert not await store.answers() and not await store.answers()

    asyncio.run(story())
    assert asked == [0.0, 1.0]


async def until(agent: Engine, wanted: dict[str, str]) -> None:
    """Wait until readiness is told so."""
    async with asyncio.timeout(10):
        while await readiness(agent, Store(agent)) != wanted:
            await asyncio.sleep(0.05)


def with_engine(story: Callable[[Engine], Awaitable[None]], seen: Path) -> None:
    async def run() -> None:
        engine = Engine("some", str(seen), COMMAND)
        keeping = asyncio.ensure_future(engine.keep())
        try:
            await story(engine)
        finally:
            keeping.cancel()
            engine.stop()
            if engine._process:
                # Its pipe is closed while there is still a loop to do it.
                await engine._process.wait()
                await asyncio.sleep(0.05)

    asyncio.run(run())


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "PING_SECONDS", 0.1)
    monkeypatch.setattr(link, "ANSWER_SECONDS", 0.2)


def test_an_engine_that_is_stopped_is_told_and_so_is_its_return(tmp_path: Path) -> None:
    async def story(engine: Engine) -> None:
        await until(engine, WELL)
        assert engine._process is not None
        os.kill(engine._process.pid, signal.SIGSTOP)
        await until(engine, {"status": "error", "rasa": "silent", "store": "unasked"})
        os.kill(engine._process.pid, signal.SIGCONT)
        await until(engine, WELL)

    with_engine(story, tmp_path / "seen")


def test_a_store_behind_the_engine_that_is_away_is_told_and_so_is_its_return(tmp_path: Path) -> None:
    async def story(engine: Engine) -> None:
        await until(engine, WELL)
        away = tmp_path / "seen.away"
        away.touch()
        await until(engine, {"status": "error", "rasa": "ready", "store": "away"})
        away.unlink()
        await until(engine, WELL)

    with_engine(story, tmp_path / "seen")
