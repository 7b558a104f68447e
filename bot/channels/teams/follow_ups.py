"""Days on which a teacher wants to be asked "gik kontakten igennem?". They outlive a restart; no pupil is in them.

Kept of each: the day, the school, and where to write, encrypted. Nothing says what the plan was about. A row is deleted
when the question has been asked, when the teacher says stop, and a week after its day in any case.
"""

import base64
import hashlib
import hmac
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from cryptography.fernet import Fernet, InvalidToken
from holidays import country_holidays

from bot.channels.teams.blocks import FOLLOW_UP_DAYS
from bot.channels.teams.connector import Place

DENMARK = ZoneInfo("Europe/Copenhagen")
HOURS = Path(__file__).resolve().parents[3] / "knowledge" / "opening_hours.yml"
MORNING = time(8, 30)
EVENING = time(16, 0)
KEPT_DAYS = 7
SATURDAY = 5

_TABLE = """CREATE TABLE IF NOT EXISTS follow_up (
    conversation TEXT PRIMARY KEY, day TEXT NOT NULL, school TEXT, place BLOB NOT NULL)"""


@dataclass(frozen=True)
class FollowUp:
    """One question to be asked: in which conversation, where that is, and for which school."""

    conversation: str
    place: Place
    school: str | None


class FollowUps:
    """The file of days. Its calls are short; the channel makes them outside the event loop."""

    def __init__(self, path: Path, secret: str | None = None) -> None:
        """Name the file; it is made at the first use.

        Args:
            path: the database file.
            secret: VEJVISER_SECRET_KEY. Without it, what is kept cannot be read after a restart, and is then dropped.
        """
        self._path = path
        key = hmac.new((secret or os.urandom(32).hex()).encode(), b"follow-ups", hashlib.sha256).digest()
        self._seal = Fernet(base64.urlsafe_b64encode(key))

    def choose(self, conversation: str, place: Place, day: date, school: str | None) -> None:
        """Keep a day; an earlier choice in the same conversation is replaced."""
        sealed = self._seal.encrypt(json.dumps(asdict(place)).encode())
        with self._open() as base:
            base.execute(
                "INSERT OR REPLACE INTO follow_up VALUES (?, ?, ?, ?)", (conversation, day.isoformat(), school, sealed)
            )

    def stop(self, conversation: str) -> bool:
        """Delete a day.

        Returns:
            Whether there was one.
        """
        with self._open() as base:
            return base.execute("DELETE FROM follow_up WHERE conversation = ?", (conversation,)).rowcount > 0

    def due(self, now: datetime) -> list[FollowUp]:
        """Return what is to be asked now, and delete what is too old or cannot be read.

        Args:
            now: local time in Denmark.
        """
        with self._open() as base:
            oldest = (now.date() - timedelta(days=KEPT_DAYS)).isoformat()
            base.execute("DELETE FROM follow_up WHERE day < ?", (oldest,))
            if not is_time(now):
                return []
            rows = base.execute(
                "SELECT conversation, place, school FROM follow_up WHERE day <= ? ORDER BY day",
                (now.date().isoformat(),),
            ).fetchall()
        found: list[FollowUp] = []
        for conversation, sealed, school in rows:
            try:
                found.append(FollowUp(conversation, Place(**json.loads(self._seal.decrypt(sealed))), school))
            except (InvalidToken, ValueError, TypeError):
                self.stop(conversation)
        return found

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Nobody else on the machine needs to know who is asked, and when.
        os.close(os.open(self._path, os.O_CREAT, 0o600))
        with closing(sqlite3.connect(self._path, timeout=5)) as base, base:
            # What is deleted is overwritten in the file.
            base.execute("PRAGMA secure_delete = ON")
            base.execute(_TABLE)
            yield base


def school_day(day: date) -> date:
    """Return the day itself, or the next one that is no weekend, public holiday or day on which many are off."""
    while day.weekday() >= SATURDAY or day in _holidays(day.year) or day.strftime("%m-%d") in _closed():
        day += timedelta(days=1)
    return day


def is_time(now: datetime) -> bool:
    """Tell whether a question may come now: on a school day, from 8.30 to 16."""
    return MORNING <= now.time() < EVENING and school_day(now.date()) == now.date()


def chosen_day(given: str, today: date) -> date | None:
    """Return the school day that a teacher chose.

    Args:
        given: what the card's field sent.
        today: the day of the choice.

    Returns:
        None when it is no day, or not one of the next sixty.
    """
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return None
    return school_day(day) if today < day <= today + timedelta(days=FOLLOW_UP_DAYS) else None


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("DK", years=[year]))


@cache
def _closed() -> frozenset[str]:
    return frozenset(yaml.safe_load(HOURS.read_text("utf-8"))["closed"])
