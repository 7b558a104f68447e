"""Conversations in Redis, with the rules of the memory store: thirty idle minutes, a day, undone and forgotten at once.

Rasa's own Redis store merges what it saves with what is there, so what was taken back would return; it keeps
everything readable and for ever, and blocks the whole bot while Redis does not answer.
"""

import os
import time
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker, get_trackers_for_conversation_sessions
from rasa.shared.core.training_data.structures import Dialogue
from redis.asyncio import Redis

from bot.sharing import redis_server
from bot.sharing.lock_store import HELD, held, lock_key
from bot.sharing.redis_server import Box
from bot.sharing.turns import CURRENT, AnsweredBefore, AnsweredEarlier, UnknownConversation
from bot.tracker_store import IDLE_SECONDS, LONGEST_SECONDS, MOST_MESSAGES, is_danger, slim_dialogue, undone

# Keeps this key apart from whatever else is made from the same secret. Never change it.
PURPOSE = "vejviser conversations 1"
# The doors wait two seconds for a message to be taken back.
UNDO_SECONDS = 1.5
# Only who holds the conversation's lock may write: a bot that was stopped in a turn, and wakes when another has
# answered, must not overwrite that.
_SAVE = """
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('set', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1
"""

Json = dict[str, Any]


class LostLock(Exception):
    """The turn took so long that another may have answered; nothing of it was kept."""


class SharedTrackerStore(TrackerStore, SerializedTrackerAsText):
    """Rasa's tracker store over Redis. With a conversation lies the answer to its latest message."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str = "",
        event_broker: EventBroker | None = None,
        secret: str | None = None,
        client: "Redis[bytes] | None" = None,
        **kwargs: Any,
    ) -> None:
        """Take the address; Redis is asked at the first turn.

        Args:
            domain: the model's domain.
            host: Redis' address; Rasa calls it so.
            event_broker: not used by us, handed on to Rasa.
            secret: what conversations are sealed with; None for VEJVISER_SECRET_KEY.
            client: a client of a test's own.
            kwargs: whatever else Rasa hands on.
        """
        super().__init__(domain, event_broker, **kwargs)
        self._client = client or redis_server.connect(host)
        self._box = Box(secret or os.environ["VEJVISER_SECRET_KEY"], PURPOSE)
        self._save = self._client.register_script(_SAVE)

    async def answers(self) -> bool:
        """Tell whether Redis answers now."""
        return await redis_server.answers(self._client)

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> DialogueStateTracker:
        """Begin a conversation; nothing of it is kept before its first turn is whole."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted("action_listen"))
        return tracker

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation, or None when it is unknown or its time is out.

        Raises:
            UnknownConversation: it may not be begun by this turn, or it is over.
            AnsweredBefore: another bot has answered this turn's message.
            AnsweredEarlier: that, and others after it.
            RedisError: Redis does not answer.
        """
        kept = await self._read(sender_id)
        turn = CURRENT.get()
        if turn and kept and turn.message_id in kept.get("seen", ()):
            if kept["answered"]["id"] != turn.message_id:
                raise AnsweredEarlier
            raise AnsweredBefore(kept["answered"]["said"])
        if turn and kept and kept["messages"] >= MOST_MESSAGES:
            await self.forget(sender_id)
            raise UnknownConversation
        if kept is None:
            if turn and not turn.may_begin:
                raise UnknownConversation
            return None
        tracker = self.init_tracker(sender_id)
        tracker.recreate_from_dialogue(Dialogue.from_parameters(kept["dialogue"]))
        sessions = get_trackers_for_conversation_sessions(tracker)
        return sessions[-1] if sessions else tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the conversation with what was said in the turn under way.

        Raises:
            LostLock: this task does not hold the conversation's lock.
            RedisError: Redis does not answer.
        """
        turn = CURRENT.get()
        before = await self._read(tracker.sender_id)
        begun = before["begun"] if before else time.time()
        messages = before["messages"] if before else 0
        message_id = turn.message_id if turn else None
        kept = {
            "begun": begun,
            "messages": messages + 1,
            "answered": {"id": message_id, "said": turn.said if turn else []},
            "seen": [*(before or {}).get("seen", ()), *([message_id] if message_id else [])],
            "dialogue": slim_dialogue(tracker),
        }
        await self._write(tracker.sender_id, kept)

    async def exists(self, conversation_id: str) -> bool:
        """Tell whether the conversation is kept, without reading it."""
        return bool(await self._client.exists(_key(conversation_id)))

    async def keys(self) -> Iterable[str]:
        """Return the ids of the conversations that are kept."""
        prefix = len(_key(""))
        return [name.decode()[prefix:] async for name in self._client.scan_iter(match=_key("*"))]

    async def forget(self, sender_id: str) -> None:
        """Delete one conversation at once. A turn that is under way anywhere has lost its lock, and keeps nothing."""
        await self._client.delete(_key(sender_id), lock_key(sender_id))

    async def undo(self, sender_id: str, message_id: str | None = None) -> bool | None:
        """Take the latest message of the teacher back; see `ExpiringTrackerStore.undo`.

        Args:
            sender_id: the conversation's id.
            message_id: the message; when it is not the one that was answered latest, nothing is taken back.

        Returns:
            Whether danger was told in the message; None when there is no message to take back.

        Raises:
            RedisError: Redis does not answer.
        """
        async with held(self._client, sender_id, UNDO_SECONDS):
            kept = await self._read(sender_id)
            if kept is None or (message_id and kept["answered"]["id"] != message_id):
                return None
            remaining, told = undone(kept["dialogue"]["events"])
            if told is None:
                return None
            nothing: Json = {"id": None, "said": []}
            dialogue = {**kept["dialogue"], "events": remaining}
            # In Teams the same message comes again when it is changed.
            seen = [known for known in kept.get("seen", ()) if known != kept["answered"]["id"]]
            await self._write(sender_id, {**kept, "answered": nothing, "seen": seen, "dialogue": dialogue})
            return is_danger(told, remaining)

    async def _read(self, sender_id: str) -> Json | None:
        return self._box.open(sender_id, await self._client.get(_key(sender_id)))

    async def _write(self, sender_id: str, kept: Json) -> None:
        left = min(IDLE_SECONDS, kept["begun"] + LONGEST_SECONDS - time.time())
        holder, word = HELD.get() or ("", b"")
        sealed = self._box.close(sender_id, kept)
        keys = [lock_key(sender_id), _key(sender_id)]
        # A conversation whose day is over is gone within a moment.
        lives = max(1, int(left * 1000))
        if holder != sender_id or not await self._save(keys=keys, args=[word, sealed, lives]):
            raise LostLock


def _key(sender_id: str) -> str:
    return f"vejviser:conversation:{sender_id}"
