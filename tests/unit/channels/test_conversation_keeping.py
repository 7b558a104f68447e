"""Open conversations and rate limits, with a clock that the test moves."""

import asyncio
from types import SimpleNamespace
from typing import Any

from bot.channels.conversations import Conversations, RateLimit
from bot.channels.ids import Conversation
from bot.channels.sittings import Sittings
from bot.channels.web.channel import WebInput
from bot.texts import text
from bot.tracker_store import MOST_MESSAGES


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_limit_lets_go_when_the_window_has_passed() -> None:
    clock = Clock()
    limit = RateLimit(most=2, seconds=60, clock=clock)
    assert [limit.allows("a"), limit.allows("a"), limit.allows("a")] == [True, True, False]
    assert limit.allows("b"), "others are not held back"
    clock.now = 60
    assert limit.allows("a")


def test_an_idle_conversation_is_forgotten_and_a_used_one_is_not() -> None:
    clock = Clock()
    conversations = Conversations(idle_seconds=100, clock=clock)
    idle, used = conversations.start("idle"), conversations.start("used")
    clock.now = 99
    assert conversations.find("used") is used
    clock.now = 100
    assert conversations.find("idle") is None
    assert conversations.find("used") is used
    assert conversations.start("idle") is not idle


def test_starting_twice_is_the_same_conversation_and_ending_forgets_it() -> None:
    conversations = Conversations(idle_seconds=100, clock=Clock())
    assert conversations.start("a") is conversations.start("a")
    conversations.end("a")
    conversations.end("a")
    assert conversations.find("a") is None


def test_only_the_latest_answer_is_kept_and_only_for_its_own_message() -> None:
    conversation = Conversations(idle_seconds=100, clock=Clock()).start("a")
    conversation.remember("one", {"messages": [1]})
    assert conversation.answer_to("one") == {"messages": [1]}
    assert conversation.answer_to("two") is None and conversation.answer_to(None) is None
    conversation.remember(None, {"messages": [2]})
    assert conversation.answer_to("one") is None


def test_a_conversation_ends_after_its_longest_time_however_busy_it_is() -> None:
    clock = Clock()
    conversations = Conversations(idle_seconds=100, longest_seconds=250, clock=clock)
    conversations.start("a")
    for clock.now in (90, 180, 249):
        assert conversations.find("a")
    clock.now = 250
    assert conversations.find("a") is None


def test_what_is_old_goes_also_when_nobody_writes() -> None:
    clock = Clock()
    conversations, limit = Conversations(idle_seconds=100, clock=clock), RateLimit(most=2, seconds=60, clock=clock)
    conversations.start("a").remember("one", {"messages": ["answer"]})
    limit.allows("10.0.0.4")
    clock.now = 59
    limit.forget_expired()
    assert limit._events
    clock.now = 100
    conversations.forget_expired()
    limit.forget_expired()
    assert not conversations._open and not limit._events


def test_a_conversation_that_has_become_too_long_is_over_and_forgotten() -> None:
    forgotten: list[str] = []

    class Store:
        async def forget(self, sender: str) -> None:
            forgotten.append(sender)

        async def exists(self, sender: str) -> bool:
            return sender not in forgotten

    request: Any = SimpleNamespace(
        app=SimpleNamespace(ctx=SimpleNamespace(agent=SimpleNamespace(tracker_store=Store())))
    )

    async def story() -> None:
        web, conversation = WebInput("secret"), Conversation("a", None)
        known = await web._known(request, conversation, first=True)
        assert known is not None
        known.messages = MOST_MESSAGES - 1
        assert await web._known(request, conversation, first=False) is known
        known.messages = MOST_MESSAGES
        assert await web._known(request, conversation, first=False) is None
        assert forgotten == ["a"]
        assert await web._known(request, conversation, first=False) is None, "it does not come back"

    asyncio.run(story())


def test_another_text_under_an_id_that_was_answered_is_still_read_for_danger() -> None:
    async def rasa(message: Any) -> None:
        await message.output_channel.send_response("a", {"text": "svar"})

    async def story() -> None:
        sittings = Sittings("web")
        known = sittings.start("a")
        for typed in ("hej", "fare:acute", "hej"):
            turn = await sittings.take(rasa, known, "a", typed, "same-id", {}, 1)
            texts.append([message["text"] for message in turn.messages])

    texts: list[list[str]] = []
    asyncio.run(story())
    assert texts == [["svar"], [text("utter_acute"), "svar"], ["svar"]]
