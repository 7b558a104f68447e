"""What one message is read as: kept while that message is being understood, and not a moment longer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

Result = TypeVar("Result")

_seen: ContextVar[dict[Any, Any] | None] = ContextVar("what this message is read as", default=None)


@contextmanager
def one_message() -> Iterator[None]:
    """Within this, a function marked with `once` reads each text once. All of it is forgotten at the outermost end."""
    before = _seen.set({} if (seen := _seen.get()) is None else seen)
    try:
        yield
    finally:
        _seen.reset(before)


def once(read: Callable[[str], Result]) -> Callable[[str], Result]:
    """Let a function of a text do its work once for one message; many components ask the same of it.

    Args:
        read: a function of a text alone. What it gives must not be changed by those who get it.
    """

    @wraps(read)
    def remembering(text: str) -> Result:
        seen = _seen.get()
        if seen is None:
            return read(text)
        key = (read, text)
        if key not in seen:
            seen[key] = read(text)
        result: Result = seen[key]
        return result

    return remembering
