"""An answer that is kept until anything at all is written in the database.

Nothing is guessed at and nothing has a time: the database is asked each time whether it is as it was.
"""

import threading
from collections.abc import Callable, Hashable
from typing import Any

from django.db import connection

# What was made, and whether it may be kept.
Made = tuple[Any, bool]


def state() -> Hashable | None:
    """Return a value that stays the same for as long as nobody writes; None where that cannot be told.

    PostgreSQL: what this moment sees of all transactions, of which every write is one. SQLite: its count of what other
    connections wrote, and this connection's own. Within a transaction neither tells of the writes of that transaction.
    """
    if connection.in_atomic_block:
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_current_snapshot()::text")
            return str(cursor.fetchone()[0])
        cursor.execute("PRAGMA data_version")
        own = connection.connection
        # The connection itself, since both counts are its own; held, so that no new one gets its address.
        return own, cursor.fetchone()[0], own.total_changes


class Kept:
    """A few answers, for each thread its own; all are forgotten when the database is written to."""

    def __init__(self, most: int) -> None:
        """Keep nothing yet.

        Args:
            most: so many answers are kept; the one that was not used for longest goes first.
        """
        self._most = most
        self._of_thread = threading.local()

    def __call__(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return the answer that is kept under the key, or make it.

        Args:
            key: all that the answer depends on besides the database, the day too.
            make: reads the database and nothing else that changes.
        """
        now = state()
        if now is None:
            return make()
        # The state was read before the answer is made: a write between the two makes the answer newer than its state,
        # and it is made once more.
        answers = self._answers(now)
        made = answers.pop(key, None) or make()
        if made[1]:
            # The last in the row is the one that was used last.
            answers[key] = made
        if len(answers) > self._most:
            del answers[next(iter(answers))]
        return made

    def _answers(self, now: Hashable) -> dict[Hashable, Made]:
        """Return what was made of the database as it is now."""
        if getattr(self._of_thread, "state", None) != now:
            self._of_thread.state, self._of_thread.answers = now, {}
        found: dict[Hashable, Made] = self._of_thread.answers
        return found
