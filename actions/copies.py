"""What the directory last said, kept in memory for when it is away: no file, and nothing of a pupil in a key."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

Json = dict[str, Any]

# All 98 municipalities for one school and their services, and the plans of many schools: some 15 MB.
MOST = 300
# So many answers are also kept as they were read; most of what is asked for again is unchanged.
MOST_READ = 32


@dataclass(frozen=True)
class Copy:
    """An answer, its ETag, and when the directory last said that it is right.

    `part` is the name of what is meant of it, where the answer tells of several things.
    """

    body: bytes
    tag: str | None
    right_at: datetime
    part: str | None = None

    @property
    def answer(self) -> Json:
        """Return the answer. It is shared: whoever reads it changes nothing in it."""
        read = read_object(self.body) or {}
        found: Json = read[self.part]["answer"] if self.part else read
        return found


@lru_cache(maxsize=MOST_READ)
def read_object(body: bytes) -> Json | None:
    """Return the object in JSON that a body holds, None where it holds none."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


class Copies:
    """A bounded store of answers, safe for several threads; those that were not used for longest go first."""

    def __init__(self, seconds: float, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Keep nothing yet.

        Args:
            seconds: how long a copy is good, counted from when it was last right.
            clock: tests give their own.
        """
        self._good_for = timedelta(seconds=seconds)
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, Copy] = {}

    def get(self, key: str) -> Copy | None:
        """Return the copy; None when there is none, or it is too old."""
        with self._lock:
            found = self._kept.pop(key, None)
            if found is None or self._clock() - found.right_at > self._good_for:
                return None
            # The last in the row is the one that was used last.
            self._kept[key] = found
            return found

    def put(self, key: str, body: bytes, tag: str | None, part: str | None = None) -> Copy:
        """Keep an answer that the directory has given, or found right, at this moment."""
        copy = Copy(body, tag, self._clock(), part)
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = copy
            while len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]
        return copy

    def forget(self, key: str) -> None:
        """Remove what the directory no longer gives."""
        with self._lock:
            self._kept.pop(key, None)

    def keys(self) -> list[str]:
        """Return what there are copies of: paths with their questions."""
        with self._lock:
            return list(self._kept)
