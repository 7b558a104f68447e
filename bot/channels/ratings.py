"""The way to the directory's questions about a contact, and back with an answer (docs/contracts.md, section 4)."""

import json
import logging
import os
import time
from collections.abc import Mapping
from typing import Any

from bot.channels.conversations import Clock
from bot.channels.http import Http, Reply, Unreachable
from bot.channels.rating import HIGHEST, LOWEST, Questions

logger = logging.getLogger(__name__)

ADDRESS = "http://127.0.0.1:8001"
CONNECT_SECONDS = 1.5
SECONDS = 4.0
LONGEST_ANSWER = 20_000
KEPT_SECONDS = 3600.0


class NotKept(Exception):
    """`code` is `away` (it may be sent again, and is kept once) or `refused` (sending it again would not help)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Ratings:
    """Asks the directory with the token of the read API. It keeps the questions for an hour, and no answer."""

    def __init__(self, url: str, token: str, clock: Clock = time.monotonic) -> None:
        """Name the directory.

        Args:
            url: its address.
            token: VEJVISER_DIRECTORY_TOKEN; "" in development, where the machine itself needs none.
            clock: seconds that never go back.
        """
        self._base = url.rstrip("/") + "/api/"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = Http(CONNECT_SECONDS, SECONDS, most_bytes=LONGEST_ANSWER, outside=False)
        self._clock = clock
        self._kept: tuple[float, Questions] | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Ratings | None":
        """Return the way; None in production without VEJVISER_DIRECTORY_TOKEN."""
        token = environ.get("VEJVISER_DIRECTORY_TOKEN", "").strip()
        if not token and environ.get("VEJVISER_PROFILE", "development") != "development":
            return None
        return cls(environ.get("VEJVISER_DIRECTORY_URL") or ADDRESS, token)

    async def questions(self) -> Questions | None:
        """Return what is asked about a contact; None when the directory does not answer."""
        if self._kept and self._clock() - self._kept[0] < KEPT_SECONDS:
            return self._kept[1]
        try:
            reply = await self._ask("GET", "rating-items")
            found = _questions(reply.content) if reply.status == 200 else None
        except (Unreachable, ValueError, KeyError, TypeError) as error:
            logger.warning("no questions about a contact: %s", _kind(error))
            return None
        if found:
            self._kept = self._clock(), found
        return found

    async def keep(self, body: Mapping[str, Any]) -> None:
        """Hand an answer over. Doing it again with the same id keeps nothing twice.

        Args:
            body: as `rating.rating` gives it.

        Raises:
            NotKept: it is not kept, or nobody can say.
        """
        try:
            reply = await self._ask("POST", "ratings", body)
        except Unreachable as error:
            logger.warning("an answer about a contact may not have arrived: %s", _kind(error))
            raise NotKept("away") from None
        if reply.status == 200:
            return
        logger.warning("an answer about a contact was not kept: %s", reply.status)
        raise NotKept("refused" if 400 <= reply.status < 500 and reply.status != 429 else "away")

    async def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Reply:
        written = None if body is None else json.dumps(dict(body)).encode()
        kind = {} if body is None else {"Content-Type": "application/json"}
        return await self._http.call(method, self._base + path, headers={**self._headers, **kind}, body=written)


def _questions(content: Any) -> Questions:
    items = tuple((str(item["id"]), str(item["text"])) for item in content["items"])
    scale = tuple((int(choice["value"]), str(choice["text"])) for choice in content["scale"])
    if not items or [value for value, _ in scale] != list(range(LOWEST, HIGHEST + 1)):
        raise ValueError
    return Questions(str(content["reached"]), items, scale)


def _kind(error: Exception) -> str:
    return str(error) if isinstance(error, Unreachable) else type(error).__name__
