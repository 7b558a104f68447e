"""The school's inbox as the chat knows it: whether it takes notes, and the way there (docs/contracts.md, section 4)."""

import asyncio
import json
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels.conversations import Clock

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
            status, body = await self._ask("GET", OFFER_SECONDS, params={"school": school})
            found = _offer(body) if status == 200 else None
        except (ClientError, OSError, TimeoutError, ValueError, KeyError, TypeError) as error:
            logger.warning("no offer of a handover: %s", type(error).__name__)
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
            status, answer = await self._ask("POST", SECONDS, json=body)
            if status in (200, 201):
                named = {"role_name": answer["to_role"]["name"], "school_name": answer["school"]["name"]}
                return Receipt(str(answer["reference"]), **named, mailed=answer["mailed"] is True)
            why = str(answer["error"]["message"])[:300] if status in ITS_OWN_NO else ""
        except ConnectionRefusedError as error:
            raise NotDelivered("away") from error
        except (ClientError, OSError, TimeoutError, ValueError, KeyError, TypeError) as error:
            logger.warning("a handover may not have arrived: %s", type(error).__name__)
            raise NotDelivered("away" if _never_left(error) else "uncertain") from error
        logger.warning("a handover was not taken: %s", status)
        self._offers.clear()
        if why:
            raise NotDelivered("refused", why)
        raise NotDelivered("closed" if status in (401, 403) else "uncertain")

    async def _ask(self, method: str, seconds: float, **more: Any) -> tuple[int, dict[str, Any]]:
        limit = ClientTimeout(total=seconds, connect=CONNECT_SECONDS)
        async with (
            asyncio.timeout(seconds),
            ClientSession(timeout=limit, headers=self._headers) as session,
            session.request(method, self._address, allow_redirects=False, **more) as reply,
        ):
            content = await reply.content.read(LONGEST_ANSWER)
            found = json.loads(content)
            if not isinstance(found, dict):
                raise ValueError
            return reply.status, found


def _offer(body: dict[str, Any]) -> Offer:
    role, why = body["to_role"], body["message"]
    return Offer(
        takes=body["takes"] is True,
        role=str(role["id"]),
        role_name=str(role["name"]),
        school_name=str(body["school"]["name"]),
        why_not=str(why)[:300] if why else None,
    )


def _never_left(error: BaseException) -> bool:
    """Tell whether no connection was made at all, so that nothing can have arrived."""
    return isinstance(error.__cause__, ConnectionRefusedError) or type(error).__name__ == "ClientConnectorError"
