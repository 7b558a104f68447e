"""What every channel with conversations does over Rasa: who may write, who is still known, one turn at a time."""

import asyncio
import logging
import time
from dataclasses import replace
from typing import Any

from bot.channels.conversations import Clock, Conversations, OpenConversation, RateLimit
from bot.channels.turn import Arrival, Handler, Turn, danger_in, take_turn
from bot.tracker_store import IDLE_SECONDS, LONGEST_SECONDS, MOST_MESSAGES

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 60
# Where conversations are shared, each message asks whether its own is still there. In danger nobody waits for that.
ASK_SECONDS = 0.15


class Sittings:
    """The conversations of one channel, with their limits. Agents are what `server.build` was given."""

    def __init__(self, channel: str, clock: Clock = time.monotonic) -> None:
        """Start with no conversations.

        Args:
            channel: the input channel's name in the tracker.
            clock: seconds that only grow; tests give their own.
        """
        self._channel = channel
        self._conversations = Conversations(IDLE_SECONDS, LONGEST_SECONDS, clock)
        # A whole school may share one address, so the limit per address is wide.
        self._per_conversation = RateLimit(most=30, seconds=60, clock=clock)
        self._per_address = RateLimit(most=600, seconds=60, clock=clock)

    def start(self, sender: str) -> OpenConversation:
        """Open a conversation, or the one that is already open under this id."""
        return self._conversations.start(sender)

    def find(self, sender: str) -> OpenConversation | None:
        """Return a conversation that is open here; nobody else is asked."""
        return self._conversations.find(sender)

    @property
    def open(self) -> int:
        """How many conversations are open here."""
        return len(self._conversations)

    def may_write(self, address: str, sender: str | None) -> bool:
        """Count one message.

        Args:
            address: whom the writer shares a wide limit with.
            sender: the conversation's id; None when it was not let in.
        """
        if not self._per_address.allows(address):
            return False
        return sender is None or self._per_conversation.allows(sender)

    async def known(self, agent: Any, sender: str, first: bool, turn: bool = False) -> OpenConversation | None:
        """Find a conversation here, or in a store shared between servers.

        Args:
            agent: what takes the messages.
            sender: the conversation's id.
            first: its first message is only now coming: it has nothing to forget, so it is known however late.
            turn: a turn comes, and where conversations are shared that finds out by itself whether this one is over.

        Returns:
            None when it is over, too long, or forgotten by Rasa.
        """
        known = self._conversations.find(sender)
        if is_shared(agent):
            # Another bot may have begun it, or ended it.
            if first or turn or await _is_stored(agent, sender, ASK_SECONDS):
                known = known or self._conversations.start(sender)
                known.answers_elsewhere = True
                return known
            self._conversations.end(sender)
            return None
        if known and known.life not in (None, life(agent)):
            # Rasa's process has ended since and remembers nothing: the teacher is told so, and begins anew.
            self._conversations.end(sender)
            return None
        if known is None and (first or await _is_stored(agent, sender)):
            known = self._conversations.start(sender)
        if known and known.messages >= MOST_MESSAGES:
            await self.end(agent, sender)
            return None
        return known

    async def take(
        self,
        handler: Handler,
        known: OpenConversation,
        sender: str,
        typed: str,
        message_id: str | None,
        metadata: dict[str, Any],
        life_before: int | None,
        may_begin: bool = True,
    ) -> Turn:
        """Take one turn, or give the one already given to this very message. The caller holds `known.lock`.

        Args:
            handler: Rasa's handler of one message.
            known: the conversation.
            sender: its id.
            typed: the message as it was typed.
            message_id: the message's own id; the same is answered once.
            metadata: what Rasa may know besides the text.
            life_before: which life of Rasa's process it was when the message came.
            may_begin: whether the message may begin the conversation where nobody knows it.
        """
        answered: Turn | None = known.answer_to(message_id)
        if answered is not None:
            # It should be the same text. Danger in it is said also when it is not.
            missing = [] if answered.is_acute else [one for one in danger_in(typed) if one.get("kind") == "acute"]
            return replace(answered, messages=[*missing, *answered.messages])
        # Where every turn until now has failed, there is nothing that could have been forgotten.
        arrival = Arrival(message_id, may_begin or (known.messages > 0 and not known.kept_turns))
        turn = await take_turn(handler, typed, sender, self._channel, metadata, arrival)
        if turn.refused == "expired":
            self._conversations.end(sender)
        if not turn.refused:
            known.life = life_before
            known.messages += 1
            known.kept_turns += not turn.failed
            if not turn.failed or turn.is_acute:
                known.remember(message_id, turn)
        return turn

    async def undo(self, agent: Any, known: OpenConversation, sender: str, message_id: str) -> bool | None:
        """Take the latest message back; asked twice it takes back no more than that one. The caller holds `known.lock`.

        Args:
            agent: what takes the messages.
            known: the conversation.
            sender: its id.
            message_id: the message that is to be forgotten.

        Returns:
            Whether danger was told in it; None when it is not the latest, or there was nothing to take back.
        """
        if is_shared(agent):
            undone, danger = await tracker_store(agent).undo(sender, message_id)
        elif known.latest_id != message_id:
            return None
        else:
            undone, danger = await tracker_store(agent).undo(sender)
        known.remember(None, None)
        return bool(danger) if undone else None

    async def end(self, agent: Any, sender: str) -> None:
        """Forget a conversation, here and in Rasa."""
        self._conversations.end(sender)
        forget = getattr(tracker_store(agent), "forget", None)
        if forget:
            await forget(sender)

    async def sweep(self, *more: RateLimit) -> None:
        """Forget what is old also when nobody writes, until this task is cancelled.

        Args:
            more: limits of the channel's own.
        """
        all_kept: list[Conversations | RateLimit] = [self._conversations, self._per_conversation, self._per_address]
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            for kept in [*all_kept, *more]:
                kept.forget_expired()


def tracker_store(agent: Any) -> Any:
    """Return the store of an agent, or None when it has none."""
    return getattr(agent, "tracker_store", None)


def is_shared(agent: Any) -> bool:
    """Tell whether other bots have the same conversations."""
    return getattr(agent, "shared", False) is True


def life(agent: Any) -> int | None:
    """Return which life of Rasa's process this is; None while it has none."""
    return getattr(agent, "life", 0) if getattr(agent, "state", "ready") in ("ready", "silent") else None


async def _is_stored(agent: Any, sender: str, seconds: float | None = None) -> bool:
    store = tracker_store(agent)
    try:
        async with asyncio.timeout(seconds):
            return store is not None and bool(await store.exists(sender))
    except Exception as error:
        # The turn itself will fail on the same store and tell the teacher so, with what to do in danger.
        logger.error("the tracker store does not answer: %s", type(error).__name__)
        return True
