"""Which activities were heard, so that Microsoft's delivering one again is not answered twice, also after a restart.

Kept on disk of an activity that was answered: a keyed hash of its id, and when. Nothing else, and for half an hour.
"""

import asyncio
import hashlib
import hmac
import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.channels.conversations import RateLimit

logger = logging.getLogger(__name__)

# Microsoft delivers an activity again when it believes that it was not heard; that ends within minutes.
KEPT_SECONDS = 1800
SWEEP_SECONDS = 300.0

_TABLE = "CREATE TABLE IF NOT EXISTS delivery (mark TEXT PRIMARY KEY, answered INTEGER NOT NULL)"


class Deliveries:
    """The activities of the last half hour. A file that fails costs an answer that comes twice, and never an answer."""

    def __init__(self, path: Path, secret: str | None, now: Callable[[], float] = time.time) -> None:
        """Name the file; it is read and made at the first use.

        Args:
            path: the database file.
            secret: VEJVISER_SECRET_KEY. Without it nobody is known again after a restart, and nothing is kept.
            now: seconds since 1970; tests give their own.
        """
        self._path = path
        self._key = hmac.new(secret.encode(), b"deliveries", hashlib.sha256).digest() if secret else None
        self._now = now
        self._before: dict[str, int] | None = None
        self.heard = RateLimit(most=1, seconds=KEPT_SECONDS)

    def is_new(self, delivery: str) -> bool:
        """Tell whether an activity is heard for the first time.

        Args:
            delivery: what is the same when it is delivered once more, and only then.
        """
        if self._before is None:
            self._before = self._read() if self._key else {}
        answered = self._before.get(self._mark(delivery), 0) if self._before else 0
        return self._now() - answered >= KEPT_SECONDS and self.heard.allows(delivery)

    async def answered(self, delivery: str) -> None:
        """Keep that an activity was answered: what was only heard before a restart is answered after it."""
        if self._key:
            await asyncio.to_thread(self._tidy, self._mark(delivery))

    async def sweep(self) -> None:
        """Delete what is too old, until this task is cancelled."""
        while self._key:
            await asyncio.sleep(SWEEP_SECONDS)
            await asyncio.to_thread(self._tidy)

    def _mark(self, delivery: str) -> str:
        return hmac.new(self._key or b"", delivery.encode(), hashlib.sha256).hexdigest()

    def _read(self) -> dict[str, int]:
        self._tidy()
        try:
            with self._open() as base:
                return dict(base.execute("SELECT mark, answered FROM delivery").fetchall())
        except (OSError, sqlite3.Error) as error:
            logger.error("teams: what was answered before is not known: %s", type(error).__name__)
            return {}

    def _tidy(self, mark: str | None = None) -> None:
        try:
            with self._open() as base:
                base.execute("DELETE FROM delivery WHERE answered <= ?", (int(self._now()) - KEPT_SECONDS,))
                if mark:
                    base.execute("INSERT OR REPLACE INTO delivery VALUES (?, ?)", (mark, int(self._now())))
        except (OSError, sqlite3.Error) as error:
            logger.error("teams: what was answered is not kept: %s", type(error).__name__)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self._path, os.O_CREAT, 0o600))
        with closing(sqlite3.connect(self._path, timeout=5)) as base, base:
            # What is deleted is overwritten in the file. A lost row is no harm, so nobody waits for the disk.
            base.execute("PRAGMA secure_delete = ON")
            base.execute("PRAGMA synchronous = OFF")
            base.execute(_TABLE)
            yield base
