"""Rasa's side of the socket, with a stand-in for Rasa's agent."""

import asyncio
import json
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot import engine, measuring
from bot.tracker_store import ExpiringTrackerStore


class Agent:
    """Says back what it read, fails, or takes its time and then remembers."""

    def __init__(self) -> None:
        self.store = ExpiringTrackerStore(Domain.empty())
        self.tracker_store = FailSafeTrackerStore(self.store)
        self.read: list[str] = []

    async def handle_message(self, message: UserMessage) -> None:
        self.read.append(message.text)
        await message.output_channel.send_response(message.sender_id, {"text": message.text, "utter_action": "x"})
        if message.text == "fejl":
            raise ValueError("hemmelige ord")
        if message.text == "langsom":
            await asyncio.sleep(0.3)
        await self.store.save(DialogueStateTracker.from_events(message.sender_id, []))


async def give(path: Path, order: dict[str, Any], seconds: float = 5.0) -> list[dict[str, Any]]:
    """One order over a connection of its own; the lines that came within so many seconds."""
    reader, writer = await asyncio.open_unix_connection(str(path))
    writer.write(json.dumps({"until": time.monotonic() + 5, **order}).encode() + b"\n")
    try:
        async with asyncio.timeout(seconds):
            return [json.loads(line) for line in (await reader.read()).splitlines()]
    except TimeoutError:
        return []
    finally:
        writer.close()


def turn(text: str, sender: str = "a", **more: Any) -> dict[str, Any]:
    return {"order": "turn", "text": text, "sender": sender, "channel": "web", "metadata": {}, **more}


def run(agent: Agent, folder: Path, story: Any) -> Any:
    async def whole() -> Any:
        path = folder / "engine.sock"
        server = await asyncio.start_unix_server(partial(engine.converse, agent), str(path))
        async with server:
            return await story(path)

    return asyncio.run(whole())


def test_a_turn_gives_its_messages_and_says_that_it_is_done(tmp_path: Path) -> None:
    lines = run(Agent(), tmp_path, lambda path: give(path, turn("hej æøå")))
    assert lines == [{"said": {"text": "hej æøå", "utter_action": "x"}}, {"done": True}]


def test_what_was_measured_of_a_turn_comes_before_its_end(tmp_path: Path) -> None:
    class Measured(Agent):
        async def handle_message(self, message: UserMessage) -> None:
            await measuring._timed("actions", super().handle_message)(message)

    for text, last in (("hej", {"done": True}), ("fejl", {"failed": "ValueError"})):
        lines = run(Measured(), tmp_path, lambda path, text=text: give(path, turn(text)))
        measured = lines[-2]["measured"]
        assert set(measured["seconds"]) == {"actions"}
        assert measured.get("fault") == ("actions" if text == "fejl" else None)
        assert 0 <= measured["seconds"]["actions"] < 1 and lines[-1] == last


def test_two_turns_at_once_are_measured_each_by_itself(tmp_path: Path) -> None:
    parse = measuring._timed("nlu", _parse)

    class Measured(Agent):
        async def handle_message(self, message: UserMessage) -> None:
            await parse(message.text)
            await parse(message.text)

    async def story(path: Path) -> Any:
        return await asyncio.gather(*(give(path, turn(text, text)) for text in ("greet", "deny")))

    for lines, intent in zip(run(Measured(), tmp_path, story), ("greet", "deny"), strict=True):
        assert lines[0]["measured"]["intent"] == intent
        assert 0.2 <= lines[0]["measured"]["seconds"]["nlu"] < 0.6, "both of its own, and none of the other's"


async def _parse(text: str) -> dict[str, Any]:
    await asyncio.sleep(0.1)
    return {"text": "hemmelige ord", "intent": {"name": text}}


def test_a_failure_is_told_by_its_kind_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    lines = run(Agent(), tmp_path, lambda path: give(path, turn("fejl")))
    assert lines[-1] == {"failed": "ValueError"}
    assert "hemmelige" not in caplog.text and "ValueError" in caplog.text


@pytest.mark.parametrize("text", ["/restart", " //restart", "/ /restart", "\t/restart", "\u2003/restart"])
def test_no_order_to_rasa_passes(text: str, tmp_path: Path) -> None:
    agent = Agent()
    run(agent, tmp_path, lambda path: give(path, turn(text)))
    assert agent.read == ["restart"]


def test_an_order_that_nobody_waits_for_is_not_begun(tmp_path: Path) -> None:
    agent = Agent()
    assert run(agent, tmp_path, lambda path: give(path, turn("hej", until=time.monotonic() - 1))) == []
    assert agent.read == []


def test_a_turn_that_nobody_waits_for_any_more_is_ended(tmp_path: Path) -> None:
    agent = Agent()

    async def story(path: Path) -> bool:
        await give(path, turn("langsom"), seconds=0.1)
        await asyncio.sleep(0.4)
        return bool(await agent.store.exists("a"))

    assert run(agent, tmp_path, story) is False
    assert not engine.TURNS


def test_a_deletion_ends_the_turn_that_would_save_the_conversation_again(tmp_path: Path) -> None:
    agent = Agent()

    async def story(path: Path) -> bool:
        await give(path, turn("hej"))
        assert (await give(path, {"order": "exists", "sender": "a"})) == [{"done": True}]
        slow = asyncio.ensure_future(give(path, turn("langsom")))
        await asyncio.sleep(0.1)
        assert (await give(path, {"order": "forget", "sender": "a"})) == [{"done": True}]
        await slow
        await asyncio.sleep(0.4)
        return bool(await agent.store.exists("a"))

    assert run(agent, tmp_path, story) is False


@pytest.mark.parametrize("line", [b"no json\n", b"[]\n", b"\n", b'{"order": "unknown", "until": 1e12}\n'])
def test_nonsense_on_the_socket_stops_nothing(line: bytes, tmp_path: Path) -> None:
    async def story(path: Path) -> list[dict[str, Any]]:
        reader, writer = await asyncio.open_unix_connection(str(path))
        writer.write(line)
        await reader.read()
        writer.close()
        return await give(path, turn("hej"))

    assert run(Agent(), tmp_path, story)[-1] == {"done": True}


@pytest.mark.parametrize(("answers", "last"), [(True, {"done": True}), (False, {"done": False})])
def test_the_store_is_asked_whether_it_answers(answers: bool, last: dict[str, Any], tmp_path: Path) -> None:
    async def say() -> bool:
        return answers

    agent = Agent()
    agent.store.answers = say
    assert run(agent, tmp_path, lambda path: give(path, {"order": "store"})) == [last]


def test_a_store_that_hangs_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang() -> bool:
        await asyncio.sleep(60)
        return True

    monkeypatch.setattr(engine, "STORE_SECONDS", 0.1)
    agent = Agent()
    agent.store.answers = hang
    assert run(agent, tmp_path, lambda path: give(path, {"order": "store"})) == [{"failed": "TimeoutError"}]


def test_a_store_in_memory_is_always_there(tmp_path: Path) -> None:
    assert run(Agent(), tmp_path, lambda path: give(path, {"order": "store"})) == [{"done": True}]
