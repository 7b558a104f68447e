"""Rasa's process as it is, with orders that only a test gives: look into the memory, and hurry the clock.

The file named by VEJVISER_BREAK holds `nlu` when a component shall fail with the message in its error.
"""

import os
from pathlib import Path
from typing import Any

from bot import engine, rasa_fixes, tracker_store
from bot.nlu.danger import DangerDetector

BREAK = Path(os.environ["VEJVISER_BREAK"])


async def _stored(agent: Any, order: dict[str, Any], _writer: Any) -> Any:
    """Give a conversation as the store keeps it, or None. It is read past the store's own methods, which tidy up."""
    return rasa_fixes.own_store(agent).store.get(order["sender"])


async def _senders(agent: Any, _order: dict[str, Any], _writer: Any) -> list[str]:
    return list(rasa_fixes.own_store(agent).store)


async def _hurry(_agent: Any, order: dict[str, Any], _writer: Any) -> bool:
    """Let conversations expire after so many idle seconds from now on."""
    tracker_store.IDLE_SECONDS = order["seconds"]
    return True


def break_on_order() -> None:
    """Let the language component fail with the worst error there is: one that holds the message."""
    process = DangerDetector.process

    def breaking(self: DangerDetector, messages: list[Any]) -> list[Any]:
        if BREAK.exists() and BREAK.read_text("utf-8") == "nlu":
            raise RuntimeError(f"scripted failure: {messages[0].get('text')}")
        return process(self, messages)

    DangerDetector.process = breaking  # type: ignore[method-assign]


if __name__ == "__main__":
    orders: dict[str, Any] = {"stored": _stored, "senders": _senders, "hurry": _hurry}
    engine.ORDERS.update(orders)
    engine.LINE_BYTES = 16_000_000
    break_on_order()
    engine.main()
