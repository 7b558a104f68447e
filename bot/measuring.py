"""How long the parts of a turn take in Rasa's process. The doors count it (bot/measures.py); nothing is kept here."""

import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.processor import MessageProcessor

# Of the turn that is under way in this task: `intent`, `seconds` by part, and the part at `fault`. Never a text.
MEASURED: ContextVar[dict[str, Any]] = ContextVar("measured")

Method = Callable[..., Awaitable[Any]]


def begin() -> dict[str, Any]:
    """Begin a turn; what is measured of it in this task, and in tasks it starts, is put into what is returned."""
    measured: dict[str, Any] = {}
    MEASURED.set(measured)
    return measured


def apply() -> None:
    """Measure these parts from now on. Calling it twice changes nothing."""
    MessageProcessor.parse_message = _timed("nlu", MessageProcessor.parse_message)
    MessageProcessor.get_tracker = _timed("store", MessageProcessor.get_tracker)
    MessageProcessor.save_tracker = _timed("store", MessageProcessor.save_tracker)
    RemoteAction.run = _timed("actions", RemoteAction.run)


def _timed(part: str, method: Method) -> Method:
    if getattr(method, "is_timed", False):
        return method

    @wraps(method)
    async def timed(*args: Any, **kwargs: Any) -> Any:
        began = time.monotonic()
        try:
            done = await method(*args, **kwargs)
            if part == "nlu":
                _note(intent=(done.get("intent") or {}).get("name"))
            return done
        except ActionExecutionRejection:
            raise
        except Exception:
            # Rasa goes on after an action that failed, so the turn does not tell of it.
            if part == "actions":
                _note(fault=part)
            raise
        finally:
            _add(part, time.monotonic() - began)

    timed.is_timed = True  # type: ignore[attr-defined]
    return timed


def _note(**told: Any) -> None:
    measured = MEASURED.get(None)
    if measured is not None:
        measured.update(told)


def _add(part: str, seconds: float) -> None:
    """Add to a part's time: a turn may call several actions."""
    measured = MEASURED.get(None)
    if measured is not None:
        parts = measured.setdefault("seconds", {})
        parts[part] = parts.get(part, 0.0) + seconds
