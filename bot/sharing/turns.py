"""What a store must know of the turn that is under way: which message it answers, and what has been said."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


class UnknownConversation(Exception):
    """The conversation is over, or was never begun."""


class AnsweredBefore(Exception):
    """This very message was answered already, perhaps by another bot. `said` is what was said to it."""

    def __init__(self, said: list[Json]) -> None:
        super().__init__()
        self.said = said


class AnsweredEarlier(Exception):
    """This message was answered already, and others after it: it comes from a bot that was frozen for a while."""


@dataclass
class Turn:
    """One turn.

    Attributes:
        message_id: the message's own id; the same one is answered once. None when it has none.
        may_begin: whether the message may begin a conversation that nobody knows.
        said: Rasa's messages until now.
    """

    message_id: str | None = None
    may_begin: bool = True
    said: list[Json] = field(default_factory=list)


CURRENT: ContextVar[Turn | None] = ContextVar("CURRENT", default=None)
