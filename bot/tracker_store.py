"""Conversations in memory that are deleted when their time is out."""

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 24 * 60 * 60
# Each turn reads all that was said before. A teacher writes ten or twenty messages; without an end, one writer could
# make Rasa's process work for seconds at a time, for everybody.
MOST_MESSAGES = 200
# Read in the turn itself only.
UNREAD = ("intent_ranking", "text_tokens")


class ExpiringTrackerStore(InMemoryTrackerStore):
    """Rasa's memory store, where a conversation is forgotten after 30 idle minutes, and after 24 hours in any case."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        clock: Callable[[], float] = time.monotonic,
        **kwargs: Any,
    ) -> None:
        """Start empty.

        Args:
            domain: the model's domain.
            event_broker: not used by us, handed on to Rasa.
            clock: seconds that only grow; tests give their own.
        """
        super().__init__(domain, event_broker, **kwargs)
        self._clock = clock
        self._times: dict[str, tuple[float, float]] = {}

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the conversation and forget those whose time is out."""
        self._forget_expired()
        now = self._clock()
        started, _ = self._times.get(tracker.sender_id, (now, now))
        self._times[tracker.sender_id] = (started, now)
        await self.stream_events(tracker)
        self.store[tracker.sender_id] = slim(tracker)
        # Without this a conversation would lie there until somebody else writes.
        asyncio.get_running_loop().call_later(IDLE_SECONDS + 1, self._forget_expired)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation, or None when it is unknown or its time is out."""
        self._forget_expired()
        return await super().retrieve(sender_id)

    async def exists(self, conversation_id: str) -> bool:
        """Tell whether the conversation is kept, without reading it."""
        self._forget_expired()
        return conversation_id in self.store

    async def keys(self) -> Iterable[str]:
        """Return the ids of the conversations that are still kept."""
        self._forget_expired()
        return list(await super().keys())

    async def forget(self, sender_id: str) -> None:
        """Delete one conversation at once."""
        self._times.pop(sender_id, None)
        self.store.pop(sender_id, None)

    async def undo(self, sender_id: str, _message_id: str | None = None) -> bool | None:
        """Take the latest message of the teacher back, with all that was done and said after it. Which message that
        is, the doors of this one bot know.

        The words are gone. Of danger its level and kinds are kept, beside what the message answered, so that what
        comes after is as careful as before (`actions.guidance.conversation.fold`).

        Returns:
            Whether danger was told in the message; None when there is no message to take back.
        """
        self._forget_expired()
        if sender_id not in self.store:
            return None
        kept = json.loads(self.store[sender_id])
        remaining, told = undone(kept["events"])
        if told is None:
            return None
        self.store[sender_id] = json.dumps({**kept, "events": remaining})
        return is_danger(told, remaining)

    def _forget_expired(self) -> None:
        now = self._clock()
        for sender, (started, latest) in list(self._times.items()):
            if now - latest >= IDLE_SECONDS or now - started >= LONGEST_SECONDS:
                self._times.pop(sender, None)
                self.store.pop(sender, None)


def slim(tracker: DialogueStateTracker) -> str:
    """Write a conversation down without what nobody reads again.

    Every turn reads all of it, and every action gets all of it. A plan is twenty times as long as the message that it
    answers, and it holds the teacher's words once more.

    Args:
        tracker: the conversation.

    Returns:
        JSON as Rasa's own store keeps it: the messages without the plans' and notes' content, and what was understood
        of a message without the intents that it did not have.
    """
    return json.dumps(slim_dialogue(tracker))


def slim_dialogue(tracker: DialogueStateTracker) -> dict[str, Any]:
    """Return what `slim` writes down."""
    kept: dict[str, Any] = tracker.as_dialogue().as_dict()
    kept["events"] = [_slim_event(event) for event in kept["events"]]
    return kept


def _slim_event(event: dict[str, Any]) -> dict[str, Any]:
    if event["event"] == "bot":
        return {**event, "data": {}}
    if event["event"] == "user":
        parsed = {key: value for key, value in event["parse_data"].items() if key not in UNREAD}
        return {**event, "parse_data": parsed}
    return event


def undone(events: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """Return the events without the latest message and what came of it.

    Args:
        events: a conversation's events, as they are kept.

    Returns:
        The events that remain, the last of which carries what is left of the message (`metadata.undone`), and that;
        None in its place when there is no message.
    """
    last = max((index for index, event in enumerate(events) if event["event"] == "user"), default=0)
    if not last:
        return events, None
    parsed = events[last].get("parse_data") or {}
    understood = parsed.get("understanding") or {}
    danger = {key: (understood.get("danger") or {}).get(key) for key in ("level", "kinds")}
    name = (parsed.get("intent") or {}).get("name")
    own = {"intent": {"name": (understood.get("intent") or {}).get("name")}, "danger": danger}
    told = {"intent": {"name": name}, "understanding": own}
    remaining = events[:last]
    metadata = remaining[-1].get("metadata") or {}
    remaining[-1] = {**remaining[-1], "metadata": {**metadata, "undone": [*metadata.get("undone", []), told]}}
    return remaining, told


def is_danger(told: dict[str, Any], before: list[dict[str, Any]]) -> bool:
    """Tell whether danger was told in a message that is taken back.

    Args:
        told: what `undone` says is left of it.
        before: the events that remain.
    """
    asked = (event["value"] for event in reversed(before) if event.get("name") == "requested_slot")
    yes_to_danger = told["understanding"]["intent"]["name"] == "affirm" and next(asked, None) == "safety"
    return yes_to_danger or told["understanding"]["danger"]["level"] in ("urgent", "acute")
