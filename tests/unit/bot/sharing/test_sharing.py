"""Conversations that several bots share, over a real Redis."""

import asyncio
import time

import pytest
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from redis_process import RedisProcess
from two_bots import Bot, with_two_bots, written

from bot.sharing.lock_store import held, lock_key
from bot.sharing.tracker_store import LostLock
from bot.sharing.turns import CURRENT, AnsweredBefore, AnsweredEarlier, Turn, UnknownConversation
from bot.tracker_store import IDLE_SECONDS, LONGEST_SECONDS, MOST_MESSAGES


def test_a_conversation_goes_on_at_another_bot(shared_redis: RedisProcess) -> None:
    async def story(one: Bot, two: Bot) -> None:
        for number, bot in enumerate([one, two, two, one, two]):
            assert len(await bot.turn("a", f"besked {number}")) == number + 1
        assert await one.store.exists("a") and not await one.store.exists("b")
        assert list(await two.store.keys()) == ["a"]

    with_two_bots(shared_redis, story)


def test_messages_at_once_over_two_bots_never_interleave_and_none_is_lost(shared_redis: RedisProcess) -> None:
    async def story(one: Bot, two: Bot) -> None:
        turns = [bot.turn(sender, f"{number}") for number in range(10) for bot in (one, two) for sender in "abc"]
        seen = await asyncio.gather(*turns)
        # Each turn has read all turns before it: the counts are 1 to 20, none twice.
        assert sorted(len(found) for found in seen) == sorted([*range(1, 21)] * 3)
        for sender in "abc":
            assert sorted(written(await one.store.retrieve(sender))) == sorted(f"{n}" for n in range(10) for _ in "xy")

    with_two_bots(shared_redis, story)


def test_a_message_is_answered_once_also_when_the_first_bot_died_before_its_answer_was_out(
    shared_redis: RedisProcess,
) -> None:
    async def story(one: Bot, two: Bot) -> None:
        await one.turn("a", "første", "id-1")
        with pytest.raises(AnsweredBefore) as before:
            await two.turn("a", "første", "id-1")
        assert before.value.said == [{"text": "1: første"}]
        assert await two.turn("a", "anden", "id-2") == ["første", "anden"]
        # A bot that was frozen wakes with a message that another has answered long ago.
        with pytest.raises(AnsweredEarlier):
            await one.turn("a", "første", "id-1")
        # A message without an id is always a new one.
        assert await one.turn("a", "uden") == ["første", "anden", "uden"]
        assert await one.turn("a", "uden") == ["første", "anden", "uden", "uden"]

    with_two_bots(shared_redis, story)


def test_the_same_message_at_two_bots_at_once_is_answered_once(shared_redis: RedisProcess) -> None:
    async def story(one: Bot, two: Bot) -> None:
        done = await asyncio.gather(*(bot.turn("a", "hej", "id-1") for bot in (one, two)), return_exceptions=True)
        assert sorted(type(found).__name__ for found in done) == ["AnsweredBefore", "list"]
        assert written(await one.store.retrieve("a")) == ["hej"]

    with_two_bots(shared_redis, story)


def test_what_is_forgotten_at_one_bot_is_unknown_at_the_other(shared_redis: RedisProcess) -> None:
    async def story(one: Bot, two: Bot) -> None:
        await one.turn("a", "hej")
        await two.store.forget("a")
        assert not await one.store.exists("a")
        with pytest.raises(UnknownConversation):
            await one.turn("a", "hej igen", may_begin=False)
        assert await one.turn("a", "hej igen", may_begin=True) == ["hej igen"]

    with_two_bots(shared_redis, story)


def test_a_conversation_that_is_forgotten_in_the_middle_of_a_turn_does_not_come_back(
    shared_redis: RedisProcess,
) -> None:
    async def story(one: Bot, two: Bot) -> None:
        await one.turn("a", "hej")
        under_way = asyncio.ensure_future(one.turn("a", "navnet er …"))
        while not await two.client.exists(lock_key("a")):
            await asyncio.sleep(0)
        await two.store.forget("a")
        with pytest.raises(LostLock):
            await under_way
        assert not await two.store.exists("a")

    with_two_bots(shared_redis, story)


def test_what_is_taken_back_at_one_bot_stays_away_at_the_other_and_danger_in_it_does_not(
    shared_redis: RedisProcess,
) -> None:
    danger = {"danger": {"level": "acute", "kinds": ["suicide"]}, "intent": {"name": "danger_acute"}}

    async def story(one: Bot, two: Bot) -> None:
        await one.turn("a", "første", "id-1")
        CURRENT.set(Turn("id-2"))
        async with held(one.client, "a"):
            tracker = await one.store.get_or_create_tracker("a")
            tracker.update(UserUttered("hemmelige ord", parse_data={"understanding": danger, "intent": {}}))
            await one.store.save(tracker)
        CURRENT.set(None)
        assert await two.store.undo("a", "id-1") is None, "only the latest message can be taken back"
        assert await two.store.undo("a", "id-2") is True
        assert await one.store.undo("a", "id-2") is None, "asked twice it takes back no more than that one"
        assert await one.turn("a", "anden", "id-2") == ["første", "anden"], "changed, and sent again"
        kept = await two.store._read("a")
        assert kept is not None and "hemmelige ord" not in str(kept) and "acute" in str(kept)

    with_two_bots(shared_redis, story)


def test_slots_and_events_come_back_as_they_were(shared_redis: RedisProcess) -> None:
    async def story(one: Bot, two: Bot) -> None:
        events = [ActionExecuted("action_listen"), UserUttered("hun er væk"), SlotSet("requested_slot", "age_group")]
        async with held(one.client, "a"):
            await one.store.save(DialogueStateTracker.from_events("a", events))
        found = await two.store.retrieve("a")
        assert found is not None
        assert [event.type_name for event in found.events] == ["action", "user", "slot"]
        assert list(found.events)[2] == SlotSet("requested_slot", "age_group")

    with_two_bots(shared_redis, story)


def test_a_conversation_lives_thirty_idle_minutes_and_never_more_than_a_day(
    shared_redis: RedisProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(one: Bot, two: Bot) -> None:
        async def left() -> float:
            return float(await two.client.pttl("vejviser:conversation:a")) / 1000

        await one.turn("a", "hej")
        assert IDLE_SECONDS - 5 < await left() <= IDLE_SECONDS
        begun = time.time()
        monkeypatch.setattr(time, "time", lambda: begun + LONGEST_SECONDS - 600)
        await two.turn("a", "endnu en")
        assert 590 < await left() <= 601, "its day is over in ten minutes"
        monkeypatch.setattr(time, "time", lambda: begun + LONGEST_SECONDS + 10)
        await two.turn("a", "for sent")
        assert await left() <= 1

    with_two_bots(shared_redis, story)


def test_too_long_a_conversation_is_over_at_every_bot(shared_redis: RedisProcess) -> None:
    async def story(one: Bot, two: Bot) -> None:
        await one.turn("a", "hej")
        kept = await one.store._read("a")
        assert kept is not None
        async with held(one.client, "a"):
            await one.store._write("a", {**kept, "messages": MOST_MESSAGES})
        with pytest.raises(UnknownConversation):
            await two.turn("a", "én for meget")
        assert not await one.store.exists("a")

    with_two_bots(shared_redis, story)
