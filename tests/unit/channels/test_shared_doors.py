"""The doors where several bots share their conversations: two doors, and one store behind both."""

import asyncio
import hashlib
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels import sittings
from bot.channels.engine import Engine, EngineError
from bot.channels.sittings import Sittings
from bot.channels.turn import EXPIRED, Arrived, Turn
from bot.texts import text


class Shared:
    """Rasa at all bots: what it remembers, what it was asked, and whether its store answers."""

    shared = True
    life = 1

    def __init__(self) -> None:
        self.tracker_store = self
        self.messages: dict[str, list[str | None]] = {}
        self.away = False
        self.hangs = False

    async def handle_message(self, message: Arrived) -> None:
        if self.away:
            raise EngineError
        if message.sender_id not in self.messages and not message.arrival.may_begin:
            raise EngineError(EXPIRED)
        self.messages.setdefault(message.sender_id, []).append(message.arrival.message_id)
        await message.output_channel.send_response(message.sender_id, {"text": "svar"})

    async def exists(self, sender: str) -> bool:
        if self.hangs:
            await asyncio.sleep(30)
        if self.away:
            raise EngineError
        return sender in self.messages

    async def undo(self, sender: str, message_id: str | None = None) -> tuple[bool, bool]:
        found = self.messages.get(sender, [])
        if not found or found[-1] != message_id:
            return False, False
        found.pop()
        return True, False

    async def forget(self, sender: str) -> None:
        self.messages.pop(sender, None)


async def say(door: Sittings, agent: Shared, typed: str, message_id: str, first: bool = False) -> Turn | None:
    """One message as the page sends it; None where the conversation is unknown before its turn."""
    known = await door.known(agent, "a", first, turn=True)
    if known is None:
        return None
    async with known.lock:
        return await door.take(agent.handle_message, known, "a", typed, message_id, {}, agent.life, may_begin=first)


def two_doors() -> tuple[Shared, Sittings, Sittings]:
    return Shared(), Sittings("web"), Sittings("web")


def test_a_conversation_goes_on_at_the_other_door_and_ends_at_both() -> None:
    async def story() -> None:
        agent, one, two = two_doors()
        for door, message_id, first in ((one, "1", True), (two, "2", False), (one, "3", False)):
            turn = await say(door, agent, "hej", message_id, first)
            assert turn and not turn.refused
        assert agent.messages["a"] == ["1", "2", "3"]
        await two.end(agent, "a")
        over = await say(one, agent, "hej igen", "4")
        assert over and over.refused == "expired" and not over.messages
        assert agent.messages == {}

    asyncio.run(story())


def test_no_door_keeps_an_answer_that_is_to_be_deleted_at_all_of_them() -> None:
    async def story() -> None:
        agent, one, _two = two_doors()
        await say(one, agent, "hej", "1", first=True)
        known = one.find("a")
        assert known is not None and known.answer_to("1") is None and known.latest_id is None
        await say(one, agent, "hej", "1")
        assert agent.messages["a"] == ["1", "1"], "Rasa's keeper knows that it is the same"

    asyncio.run(story())


def test_danger_in_a_conversation_that_is_over_is_answered() -> None:
    async def story() -> None:
        agent, one, _ = two_doors()
        over = await say(one, agent, "fare:acute", "1")
        assert over and over.refused == "expired"
        assert over.messages[0]["text"] == text("utter_acute")

    asyncio.run(story())


def test_what_was_written_at_one_door_can_be_taken_back_at_the_other_once() -> None:
    async def story() -> None:
        agent, one, two = two_doors()
        await say(one, agent, "hej", "1", first=True)
        known = await two.known(agent, "a", first=False)
        assert known is not None
        assert await two.undo(agent, known, "a", "0") is None
        assert await two.undo(agent, known, "a", "1") is False
        assert await two.undo(agent, known, "a", "1") is None

    asyncio.run(story())


def test_the_end_of_rasas_process_forgets_nothing_that_is_shared() -> None:
    async def story() -> None:
        agent, one, _ = two_doors()
        await say(one, agent, "hej", "1", first=True)
        agent.life = 2
        turn = await say(one, agent, "ja", "2")
        assert turn and not turn.refused and not turn.failed

    asyncio.run(story())


def test_a_first_message_that_failed_can_be_sent_again() -> None:
    async def story() -> None:
        agent, one, _ = two_doors()
        agent.away = True
        failed = await say(one, agent, "hej", "1", first=True)
        assert failed and failed.failed and failed.messages[-1]["text"] == text("utter_channel_failed")
        agent.away = False
        again = await say(one, agent, "hej", "1")
        assert again and not again.refused and not again.failed

    asyncio.run(story())


def test_a_store_that_hangs_is_not_waited_for_before_danger(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        agent, one, _ = two_doors()
        agent.hangs = True
        async with asyncio.timeout(0.05):
            assert await one.known(agent, "a", first=False, turn=True)
        async with asyncio.timeout(sittings.ASK_SECONDS + 0.1):
            assert await one.known(agent, "a", first=False), "the turn itself will tell"

    asyncio.run(story())


def test_the_engine_is_told_what_it_must_know_and_no_id_as_the_page_chose_it(monkeypatch: pytest.MonkeyPatch) -> None:
    orders: list[dict[str, Any]] = []

    async def ask(order: dict[str, Any], *_more: object) -> dict[str, bool]:
        orders.append(order)
        return {"undone": False, "danger": False}

    async def story() -> None:
        engine = Engine("model", shared=True)
        engine.state = "ready"
        monkeypatch.setattr(engine, "_ask", ask)
        one = Sittings("web")
        known = one.start("a")
        await one.take(engine.handle_message, known, "a", "hej", "Mads 010203-1234", {}, 1, may_begin=False)
        await engine.undo("a", "Mads 010203-1234")
        await engine.handle_message(UserMessage("hej", sender_id="b"))
        engine.stop()

    asyncio.run(story())
    mark = hashlib.sha256(b"Mads 010203-1234").hexdigest()
    assert [order["message_id"] for order in orders] == [mark, mark, None]
    assert [order.get("may_begin") for order in orders] == [False, None, True]
