"""Conversations are forgotten when their time is out."""

import asyncio
import json

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import IDLE_SECONDS, LONGEST_SECONDS, ExpiringTrackerStore


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def conversation(sender: str) -> DialogueStateTracker:
    return DialogueStateTracker.from_events(sender, [UserUttered("hun er væk hver mandag")])


def test_an_idle_conversation_is_deleted() -> None:
    async def story() -> None:
        clock = Clock()
        store = ExpiringTrackerStore(Domain.empty(), clock=clock)
        await store.save(conversation("a"))
        clock.now = IDLE_SECONDS - 1
        assert await store.retrieve("a") is not None
        clock.now = IDLE_SECONDS
        assert await store.retrieve("a") is None
        assert not store.store

    asyncio.run(story())


def test_a_busy_conversation_ends_after_a_day() -> None:
    async def story() -> None:
        clock = Clock()
        store = ExpiringTrackerStore(Domain.empty(), clock=clock)
        while clock.now < LONGEST_SECONDS:
            await store.save(conversation("a"))
            clock.now += IDLE_SECONDS - 1
        assert await store.retrieve("a") is None

    asyncio.run(story())


def test_others_are_left_alone_and_one_can_be_forgotten_at_once() -> None:
    async def story() -> None:
        clock = Clock()
        store = ExpiringTrackerStore(Domain.empty(), clock=clock)
        await store.save(conversation("a"))
        clock.now = 60
        await store.save(conversation("b"))
        clock.now = IDLE_SECONDS
        assert list(await store.keys()) == ["b"]
        await store.forget("b")
        assert await store.retrieve("b") is None

    asyncio.run(story())


def test_what_nobody_reads_again_is_not_kept_and_all_else_comes_back() -> None:
    understood = {"topics": ["fravaer"], "danger": {"level": "none", "kinds": []}}
    parsed = {
        "intent": {"name": "report_concern", "confidence": 0.9},
        "intent_ranking": [{"name": "greet", "confidence": 0.1}],
        "text_tokens": [[0, 3]],
        "understanding": understood,
    }
    plan = {"custom": {"kind": "plan", "note": {"text": "- hun er væk hver mandag"}}}
    events = [
        ActionExecuted("action_listen"),
        UserUttered("hun er væk hver mandag", intent=parsed["intent"], parse_data=parsed),
        SlotSet("requested_slot", "age_group"),
        BotUttered("Her er et forslag.", data=plan, metadata={"utter_action": "utter_urgent"}),
    ]

    async def story() -> None:
        store = ExpiringTrackerStore(Domain.empty())
        await store.save(DialogueStateTracker.from_events("a", events))
        kept = store.store["a"]
        assert "hver mandag" in kept
        assert "- hun er" not in kept, "the note has the teacher's words once more"
        assert "intent_ranking" not in kept
        back = await store.retrieve("a")
        assert back is not None
        user = json.loads(json.dumps([event.as_dict() for event in back.events if isinstance(event, UserUttered)]))[0]
        assert user["parse_data"]["understanding"] == understood
        assert back.latest_message is not None
        assert back.latest_message.intent["name"] == "report_concern"
        assert [event.type_name for event in back.events] == ["action", "user", "slot", "bot"]
        assert list(back.events)[-1].metadata["utter_action"] == "utter_urgent"

    asyncio.run(story())


def test_whether_a_conversation_is_kept_is_told_without_reading_it() -> None:
    async def story() -> None:
        clock = Clock()
        store = ExpiringTrackerStore(Domain.empty(), clock=clock)
        store.store["b"] = "not even JSON"
        store._times["b"] = (0, 0)
        assert await store.exists("b")
        assert not await store.exists("a")
        clock.now = IDLE_SECONDS
        assert not await store.exists("b")

    asyncio.run(story())
