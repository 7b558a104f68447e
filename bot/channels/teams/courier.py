"""One attempt to bring one activity to the Bot Connector, and what came of it."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.channels.http import Http, Reply, Unreachable
from bot.channels.teams.addresses import trimmed
from bot.channels.teams.credentials import Credentials, NoToken
from bot.channels.teams.settings import TeamsSettings

# learn.microsoft.com, "Optimize your bot: rate limiting and throttling in Teams": 412, 502 and 504 pass, as 429 does.
PASSING = frozenset({408, 412, 429, 500, 502, 503, 504})
NO_ID = "unknown"


@dataclass(frozen=True)
class Place:
    """Where a conversation is: everything that is needed to write to it, also days later.

    `bot` and `user` are the activity's `recipient` and `from`.
    """

    service_url: str
    conversation: str
    tenant: str | None
    bot: dict[str, Any]
    user: dict[str, Any]


@dataclass(frozen=True)
class Order:
    """An activity on its way: how, where to, and its bytes."""

    method: str
    place: Place
    activity_id: str | None
    body: bytes

    @property
    def url(self) -> str:
        """The address at the Connector."""
        place = self.place
        url = f"{trimmed(place.service_url)}/v3/conversations/{quote(place.conversation, safe='')}/activities"
        return f"{url}/{quote(self.activity_id, safe='')}" if self.activity_id else url


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt: delivered (`id`), not yet (`again`), or never.

    `wait` is how long the Connector asks us to wait, `why` a code for the log.
    """

    id: str | None = None
    again: bool = False
    wait: float | None = None
    why: str = ""


def order(method: str, place: Place, activity: dict[str, Any], activity_id: str | None = None) -> Order:
    """Address an activity.

    Args:
        method: POST for a new activity, PUT for one that is changed.
        place: where to.
        activity: what to say; `type` is `message` unless it says otherwise.
        activity_id: the activity that is answered, or changed.
    """
    whole = {
        "type": "message",
        **activity,
        "from": {key: place.bot[key] for key in ("id", "name") if key in place.bot},
        "recipient": {"id": place.user.get("id")},
        "conversation": {"id": place.conversation},
    }
    if activity_id:
        whole["replyToId" if method == "POST" else "id"] = activity_id
    return Order(method, place, activity_id, json.dumps(whole, ensure_ascii=False).encode())


class Courier:
    """Makes attempts. The bot's token goes to the allowed hosts and nowhere else."""

    def __init__(self, settings: TeamsSettings, http: Http, credentials: Credentials) -> None:
        """Take what an attempt needs."""
        self._settings = settings
        self._http = http
        self._credentials = credentials

    async def attempt(self, order: Order, seconds: float | None = None) -> Outcome:
        """Make one attempt; a token that is not accepted is renewed once.

        Args:
            order: what to bring.
            seconds: a shorter limit than the usual one.
        """
        if not self._settings.allows(order.place.service_url):
            return Outcome(why="host_not_allowed")
        if order.place.conversation in ("", ".", "..") or order.activity_id in (".", ".."):
            return Outcome(why="no_conversation")
        try:
            token = await self._credentials.token()
            reply = await self._call(order, token, seconds)
            if reply.status == 401:
                reply = await self._call(order, await self._credentials.token(refused=token), seconds)
        except NoToken:
            return Outcome(again=True, why="no_token")
        except Unreachable as failure:
            return Outcome(again=True, why=str(failure))
        return _outcome(reply)

    async def _call(self, order: Order, token: str, seconds: float | None) -> Reply:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
        return await self._http.call(order.method, order.url, headers=headers, body=order.body, seconds=seconds)


def _outcome(reply: Reply) -> Outcome:
    if 200 <= reply.status < 300:
        given = reply.content.get("id") if isinstance(reply.content, dict) else None
        return Outcome(id=given if isinstance(given, str) and given else NO_ID)
    return Outcome(again=reply.status in PASSING, wait=reply.retry_after, why=f"status_{reply.status}")
