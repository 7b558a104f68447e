"""The doors' side of Rasa's process, over a stand-in that breaks as it is told."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from rasa.core.channels.channel import UserMessage

from bot.channels import engine as link
from bot.channels import turn
from bot.channels.collector import Collector
from bot.channels.engine import Engine, EngineError
from bot.channels.turn import take_turn
from bot.safety import Danger
from bot.texts import text

URGENT = turn.danger_messages(Danger("urgent", ("selvmord",)))[0]["text"]
COMMAND = (sys.executable, str(Path(__file__).with_name("engine_stand_in.py")))


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "PING_SECONDS", 0.1)
    monkeypatch.setattr(link, "PAUSE_SECONDS", 0.2)
    monkeypatch.setattr(link, "TURN_SECONDS", 1.0)
    monkeypatch.setattr(turn, "TURN_SECONDS", 1.0)


@pytest.fixture
def seen(tmp_path: Path) -> Path:
    """Where the stand-in writes down the orders it got."""
    return tmp_path / "seen"


def with_engine(story: Callable[[Engine], Awaitable[None]], seen: Path, model: str = "some") -> None:
    """Run a story with an engine that is kept, and end the engine."""

    async def run() -> None:
        engine = Engine(model, str(seen), COMMAND)
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


async def reaches(engine: Engine, state: str) -> None:
    async with asyncio.timeout(10):
        while engine.state != state:
            await asyncio.sleep(0.02)


async def texts(engine: Engine, typed: str) -> list[str]:
    return [message["text"] for message in (await take_turn(engine.handle_message, typed, "kendt", "web")).messages]


def seconds_in_rasa() -> float:
    """How many turns were timed."""
    return REGISTRY.get_sample_value("vejviser_turn_part_seconds_count", {"part": "rasa"}) or 0.0


def test_messages_come_through_and_failures_are_told(seen: Path) -> None:
    async def story(engine: Engine) -> None:
        await reaches(engine, "ready")
        before = seconds_in_rasa()
        assert await texts(engine, "hej") == ["svar på hej"]
        assert seconds_in_rasa() == before + 1
        assert await texts(engine, "fejler") == ["svar på fejler", text("utter_channel_failed")]
        assert await texts(engine, "slipper") == ["svar på slipper", text("utter_channel_failed")]
        assert await engine.exists("kendt") and not await engine.exists("fremmed")

    with_engine(story, seen)


def test_before_the_model_is_loaded_the_teacher_is_told_to_wait(seen: Path) -> None:
    async def story(engine: Engine) -> None:
        assert await texts(engine, "hej") == [text("utter_starting")]
        assert await texts(engine, "fare:acute") == [text("utter_acute")]

    with_engine(story, seen)


def test_without_a_model_the_doors_answer_by_rule(seen: Path) -> None:
    async def story(engine: Engine) -> None:
        await reaches(engine, "no_model")
        assert await texts(engine, "hej") == [text("utter_no_model")]
        assert await texts(engine, "fare:urgent") == [turn.danger_in("fare:urgent")[0]["text"], text("utter_no_model")]

    with_engine(story, seen, model="none")


def test_a_model_that_comes_later_is_loaded(tmp_path: Path, seen: Path) -> None:
    model = tmp_path / "model"

    async def story(engine: Engine) -> None:
        await reaches(engine, "no_model")
        await asyncio.sleep(0.6)
        assert engine.state == "no_model", "what is missing is not tried again and again"
        model.write_text("here", "utf-8")
        await reaches(engine, "ready")
        assert await texts(engine, "hej") == ["svar på hej"]

    with_engine(story, seen, str(model))


def test_a_blocked_process_holds_up_nobody(seen: Path) -> None:
    async def story(engine: Engine) -> None:
        await reaches(engine, "ready")
        started = time.monotonic()
        slow = asyncio.ensure_future(texts(engine, "blokerer"))
        await asyncio.sleep(0.1)
        assert await texts(engine, "fare:acute") == [text("utter_acute")]
        assert time.monotonic() - started < 1
        assert await slow == [text("utter_channel_failed")]
        await asyncio.sleep(0.8)
        assert await texts(engine, "hej") == ["svar på hej"]

    with_engine(story, seen)


def test_a_process_that_is_silent_is_not_waited_for_in_full(seen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "ANSWER_SECONDS", 0.1)
    monkeypatch.setattr(link, "SILENT_TURN_SECONDS", 0.2)

    async def story(engine: Engine) -> None:
        await reaches(engine, "ready")
        blocked = asyncio.ensure_future(texts(engine, "blokerer"))
        await reaches(engine, "silent")
        started = time.monotonic()
        assert await texts(engine, "hej") == [text("utter_channel_failed")]
        assert time.monotonic() - started < 0.5, "half of what a turn may take here"
        await blocked
        await reaches(engine, "ready")
        assert await texts(engine, "hej") == ["svar på hej"], "a process that was only busy is asked as before"

    with_engine(story, seen)


def test_a_process_that_dies_is_started_again_and_has_a_new_life(seen: Path) -> None:
    async def story(engine: Engine) -> None:
        await reaches(engine, "ready")
        assert engine.life == 1
        assert await texts(engine, "dør") == [text("utter_channel_failed")]
        await reaches(engine, "away")
        await reaches(engine, "ready")
        assert engine.life == 2
        assert await texts(engine, "hej") == ["svar på hej"]

    with_engine(story, seen)


def test_a_process_that_stays_silent_is_ended(seen: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "SILENT_SECONDS", 0.3)
    monkeypatch.setattr(link, "ANSWER_SECONDS", 0.2)

    async def story(engine: Engine) -> None:
        await reaches(engine, "ready")
        await texts(engine, "blokerer")
        await reaches(engine, "ready")
        assert engine.life == 2

    with_engine(story, seen)


def test_a_deletion_is_repeated_until_it_is_done(seen: Path) -> None:
    async def story(engine: Engine) -> None:
        await engine.forget("kendt")
        assert not await engine.exists("kendt"), "gone for the teacher at once"
        await reaches(engine, "ready")
        await asyncio.sleep(0.3)
        assert "forget kendt" in seen.read_text("utf-8")
        assert await engine.exists("kendt"), "a new conversation under the id would be known again"

    with_engine(story, seen)


def test_an_engine_that_was_never_started_says_so(seen: Path) -> None:
    engine = Engine("some", str(seen), COMMAND)
    engine.state = "away"
    with pytest.raises(EngineError):
        asyncio.run(engine.handle_message(UserMessage("hej", Collector(), "a")))
    engine.stop()
