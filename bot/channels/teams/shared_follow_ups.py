"""The days of `follow_ups`, for several bots: in Redis, sealed, each question asked by one bot alone."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from redis import Redis
from redis.exceptions import ResponseError

from bot.channels.teams.connector import Place
from bot.channels.teams.follow_ups import DENMARK, KEPT_DAYS, FollowUp, is_time
from bot.sharing.redis_server import CONNECT_SECONDS, SECONDS, Box

# Keeps this key apart from whatever else is made from the same secret. Never change it.
PURPOSE = "vejviser follow-ups 1"
DAYS = "vejviser:follow_up_days"
# So long a question belongs to the bot that began to ask it. If it dies meanwhile, another asks then.
CLAIM_SECONDS = 3600


class SharedFollowUps:
    """Stands where `FollowUps` stands: its calls are short, and made outside the event loop."""

    def __init__(self, client: "Redis[bytes]", secret: str) -> None:
        """Take the way to Redis.

        Args:
            client: Redis.
            secret: VEJVISER_SECRET_KEY, the same on every bot.
        """
        self._client = client
        self._box = Box(secret, PURPOSE)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "SharedFollowUps | None":
        """Read VEJVISER_REDIS and VEJVISER_SECRET_KEY; None where there is one bot."""
        address = environ.get("VEJVISER_REDIS", "")
        if not address:
            return None
        client: Redis[bytes] = Redis.from_url(
            address, socket_timeout=SECONDS, socket_connect_timeout=CONNECT_SECONDS, retry_on_timeout=True
        )
        return cls(client, environ["VEJVISER_SECRET_KEY"])

    def choose(self, conversation: str, place: Place, day: date, school: str | None) -> None:
        """Keep a day; an earlier choice in the same conversation is replaced.

        Raises:
            OSError: Redis does not answer.
        """
        content: dict[str, Any] = {"place": asdict(place), "school": school}
        gone = datetime.combine(day + timedelta(days=KEPT_DAYS + 1), time(), DENMARK)
        with _as_file(), self._client.pipeline() as steps:
            steps.set(_key(conversation), self._box.close(conversation, content), exat=int(gone.timestamp()))
            steps.zadd(DAYS, {conversation: day.toordinal()})
            steps.delete(_claim(conversation))
            steps.execute()

    def stop(self, conversation: str) -> bool:
        """Delete a day.

        Returns:
            Whether there was one.

        Raises:
            OSError: Redis does not answer.
        """
        with _as_file(), self._client.pipeline() as steps:
            steps.delete(_key(conversation))
            steps.zrem(DAYS, conversation)
            return bool(steps.execute()[0])

    def due(self, now: datetime) -> list[FollowUp]:
        """Return what this bot is to ask now, and delete what is too old or cannot be read.

        Args:
            now: local time in Denmark.

        Raises:
            OSError: Redis does not answer.
        """
        with _as_file():
            today = now.date().toordinal()
            self._client.zremrangebyscore(DAYS, "-inf", today - KEPT_DAYS - 1)
            if not is_time(now):
                return []
            # What is none of ours stops no question.
            waiting = [name.decode("utf-8", "replace") for name in self._client.zrangebyscore(DAYS, "-inf", today)]
            mine = [name for name in waiting if self._client.set(_claim(name), b"", nx=True, ex=CLAIM_SECONDS)]
            return [found for name in mine if (found := self._read(name))]

    def _read(self, conversation: str) -> FollowUp | None:
        try:
            kept = self._box.open(conversation, self._client.get(_key(conversation)))
        except ResponseError:
            kept = None
        if kept is None:
            self.stop(conversation)
            return None
        return FollowUp(conversation, Place(**kept["place"]), kept["school"])


@contextmanager
def _as_file() -> Iterator[None]:
    """Let a Redis that is away look as a file that cannot be written."""
    try:
        yield
    except Exception as error:
        raise OSError(type(error).__name__) from None


def _key(conversation: str) -> str:
    return f"vejviser:follow_up:{conversation}"


def _claim(conversation: str) -> str:
    return f"vejviser:follow_up_asked:{conversation}"
