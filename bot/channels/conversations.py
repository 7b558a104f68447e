"""What this process remembers of open conversations, and how often one may write: ids and times, in memory only."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

Clock = Callable[[], float]


class RateLimit:
    """At most so many events per key within a sliding window."""

    def __init__(self, most: int, seconds: float, clock: Clock = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._events: dict[str, deque[float]] = {}

    def allows(self, key: str) -> bool:
        """Count one event.

        Args:
            key: whose event it is.

        Returns:
            False when the key has used up its share; the event is then not counted.
        """
        now = self._clock()
        if len(self._events) > 10_000:
            self.forget_expired()
        times = self._events.setdefault(key, deque())
        while times and now - times[0] >= self._seconds:
            times.popleft()
        if len(times) >= self._most:
            return False
        times.append(now)
        return True

    def forget_expired(self) -> None:
        """Forget the keys that have been quiet for a whole window: an address is kept no longer than it is needed."""
        now = self._clock()
        self._events = {
            known: times for known, times in self._events.items() if times and now - times[-1] < self._seconds
        }


class OpenConversation:
    """One conversation: its lock, and the latest answer in case the page asks for it again."""

    def __init__(self, now: float) -> None:
        self.lock = asyncio.Lock()
        self.begun = now
        self.latest = now
        # Which life of Rasa's process remembers it; None before its first turn.
        self.life: int | None = None
        self.messages = 0
        # The turns among them that came to their end, and so are kept.
        self.kept_turns = 0
        # The latest answer lies with the conversation, where all bots see it and where it is deleted for all.
        self.answers_elsewhere = False
        # The teacher has deleted it; an answer that was under way then must leave nothing.
        self.forgotten = False
        # What a channel itself wants to remember of it.
        self.kept: Any = None
        self._answered: tuple[str, Any] | None = None

    def answer_to(self, message_id: str | None) -> Any:
        """Return the answer already given to this very message, so that sending it twice changes nothing."""
        if message_id and self._answered and self._answered[0] == message_id:
            return self._answered[1]
        return None

    @property
    def latest_id(self) -> str | None:
        """The id of the message that was answered latest."""
        return self._answered[0] if self._answered else None

    def remember(self, message_id: str | None, answer: Any) -> None:
        """Keep the answer to the latest message, and only that one; none where it lies elsewhere."""
        self._answered = (message_id, answer) if message_id and not self.answers_elsewhere else None


class Conversations:
    """The conversations that are open here. One that has been idle, or has lasted, too long is forgotten."""

    def __init__(
        self, idle_seconds: float, longest_seconds: float = float("inf"), clock: Clock = time.monotonic
    ) -> None:
        self._idle = idle_seconds
        self._longest = longest_seconds
        self._clock = clock
        self._open: dict[str, OpenConversation] = {}

    def start(self, sender: str) -> OpenConversation:
        """Open a conversation, or the one that is already open under this id."""
        self.forget_expired()
        return self._open.setdefault(sender, OpenConversation(self._clock()))

    def find(self, sender: str) -> OpenConversation | None:
        """Return an open conversation and count it as used now; None when it is not open here."""
        self.forget_expired()
        known = self._open.get(sender)
        if known:
            known.latest = self._clock()
        return known

    def __len__(self) -> int:
        """Return how many are open."""
        return len(self._open)

    def end(self, sender: str) -> None:
        """Forget a conversation at once."""
        self._open.pop(sender, None)

    def forget_expired(self) -> None:
        """Forget those whose time is out, unless they are being answered."""
        # Dictionary order is not order of use, so all are looked at; a school has hundreds, not millions.
        now = self._clock()
        expired = [
            sender
            for sender, known in self._open.items()
            if now - known.latest >= self._idle or now - known.begun >= self._longest
        ]
        for sender in expired:
            if not self._open[sender].lock.locked():
                del self._open[sender]
