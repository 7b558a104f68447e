"""The school's inbox as the chat knows it: whether it takes notes, and the way there (docs/contracts.md, section 4)."""

import json
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bot.channels.conversations import Clock
from bot.channels.http import Http, Unreachable

logger = logging.getLogger(__name__)

ADDRESS = "http://127.0.0.1:8001"
# The mailbox is told before the answer comes, which takes up to four seconds where the mail server hangs.
SECONDS = 8.0
CONNECT_SECONDS = 1.5
OFFER_SECONDS = 2.5
KEPT_SECONDS = 60.0
MOST_KEPT = 500
LONGEST_ANSWER = 20_000
# What the directory itself says no to; its Danish sentence is passed on.
ITS_OWN_NO = (400, 404, 409, 429)


class NotDelivered(Exception):
    """`code` is `away` (surely not delivered), `uncertain`, `closed`, or `refused` with the directory's own words."""

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.why = why


@dataclass(frozen=True)
class Offer:
    """Who gets a note at a school. `why_not` is the directory's sentence where it takes none."""

    takes: bool
    role: str
    role_name: str
    school_name: str
    why_not: str | None


@dataclass(frozen=True)
class Receipt:
    """What the teacher is told: a reference that says nothing, and whether the mailbox has heard of it."""

    reference: str
    role_name: str
    school_name: str
    mailed: bool


class Desk:
    """Asks the directory with the handovers' own token. It keeps no note, and offers only for a minute."""

    def __init__(self, url: str, token: str, clock: Clock = time.monotonic) -> None:
        """Name the directory.

        Args:
            url: its address.
            token: VEJVISER_HANDOVER_TOKEN; "" in development, where the machine itself needs none.
            clock: seconds that never go back.
        """
        self._address = url.rstrip("/") + "/api/handovers"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = Http(CONNECT_SECONDS, SECONDS, most_bytes=LONGEST_ANSWER, outside=False)
        self._clock = clock
        self._offers: dict[str, tuple[float, Offer]] = {}

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Desk | None":
        """Return the desk; None where handovers are off: in production without VEJVISER_HANDOVER_TOKEN."""
        token = environ.get("VEJVISER_HANDOVER_TOKEN", "").strip()
        if not token and environ.get("VEJVISER_PROFILE", "development") != "development":
            return None
        return cls(environ.get("VEJVISER_DIRECTORY_URL") or ADDRESS, token)

    async def offer(self, school: str) -> Offer | None:
        """Return what the school offers a teacher; None when the directory does not answer, or knows no such school."""
        kept = self._offers.get(school)
        if kept and self._clock() - kept[0] < KEPT_SECONDS:
            return kept[1]
        try:
            asked = "?" + urlencode({"school": school})
            status, body = await self._ask("GET", OFFER_SECONDS, asked)
            found = _offer(body) if status == 200 else None
        except (Unreachable, ValueError, KeyError, TypeError) as error:
            logger.warning("no offer of a handover: %s", _kind(error))
            return None
        if found:
            if len(self._offers) >= MOST_KEPT:
                self._offers.clear()
            self._offers[school] = (self._clock(), found)
        return found

    async def deliver(self, body: Mapping[str, Any]) -> Receipt:
        """Hand a note over. Doing it again with the same id delivers nothing twice.

        Args:
            body: the fields of `POST /api/handovers`; the note is redacted.

        Raises:
            NotDelivered: it did not arrive, or nobody can say.
        """
        try:
            status, answer = await self._ask("POST", SECONDS, body=body)
            if status in (200, 201):
                named = {"role_name": answer["to_role"]["name"], "school_name": answer["school"]["name"]}
                return Receipt(str(answer["reference"]), **named, mailed=answer["mailed"] is True)
            why = str(answer["error"]["message"])[:300] if status in ITS_OWN_NO else ""
        except (Unreachable, ValueError, KeyError, TypeError) as error:
            logger.warning("a handover may not have arrived: %s", _kind(error))
            never_left = isinstance(error, Unreachable) and not error.left
            raise NotDelivered("away" if never_left else "uncertain") from None
        logger.warning("a handover was not taken: %s", status)
        self._offers.clear()
        if why:
            raise NotDelivered("refused", why)
        raise NotDelivered("closed" if status in (401, 403) else "uncertain")

    async def _ask(
        self, method: str, seconds: float, query: str = "", body: Mapping[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        written = None if body is None else json.dumps(dict(body)).encode()
        kind = {} if body is None else {"Content-Type": "application/json"}
        reply = await self._http.call(
            method, self._address + query, headers={**self._headers, **kind}, body=written, seconds=seconds
        )
        if not isinstance(reply.content, dict):
            raise ValueError
        return reply.status, reply.content


def _offer(body: dict[str, Any]) -> Offer:
    role, why = body["to_role"], body["message"]
    return Offer(
        takes=body["takes"] is True,
        role=str(role["id"]),
        role_name=str(role["name"]),
        school_name=str(body["school"]["name"]),
        why_not=str(why)[:300] if why else None,
    )


def _kind(error: Exception) -> str:
    """The log has the kind of an error: only that of `Unreachable` has a text without content."""
    return str(error) if isinstance(error, Unreachable) else type(error).__name__
