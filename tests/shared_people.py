"""Teachers at the page and in Teams, and Microsoft's side without a client: for tests with the real processes."""

import html
import json
import random
import time
import uuid
from collections.abc import Callable
from typing import Any

import aiohttp
import requests
from aiohttp import web
from cards_seen import Card
from cryptography.hazmat.primitives.asymmetric import rsa
from fake_microsoft import APP_ID, TENANT, Delivery, Microsoft, Sent
from house import House
from requests.adapters import HTTPAdapter

SCHOOL = "eksempelskolen"
# The one value of ours that a card sends back (bot/channels/teams/activities.py).
MARK = "vejviser"

Json = dict[str, Any]


class Teams(Microsoft):
    """Microsoft's side without a client: what the bot says is taken, and can be read here."""

    token_away = False
    connector_away = False

    def new_tenant_key(self) -> None:
        """Let every token that the bot has be refused from now on."""
        self._tenant_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def deliver_bytes(self, body: bytes, kind: str = "application/json") -> tuple[int, str]:
        """Send whatever with a right token; the status and what was answered, 0 where the bot hung up."""
        answered: tuple[int, str] = self._run(self._deliver_bytes(body, kind))
        return answered

    async def _deliver_bytes(self, body: bytes, kind: str) -> tuple[int, str]:
        assert self._session
        headers = {"Authorization": f"Bearer {self._sign({'serviceUrl': self.service_url}, {})}", "Content-Type": kind}
        try:
            async with self._session.post(self._bot, data=body, headers=headers) as answer:
                return answer.status, await answer.text()
        except aiohttp.ClientError:
            return 0, ""

    async def _token(self, request: web.Request) -> web.Response:
        return web.json_response({}, status=503) if self.token_away else await super()._token(request)

    def _refusal(self, authorization: str, body: bytes) -> web.Response | None:
        return web.json_response({}, status=503) if self.connector_away else super()._refusal(authorization, body)

    async def _pass_on(self, method: str, path: str, body: bytes) -> web.Response:
        return web.json_response({"id": f"1:{len(self.sent)}"}, status=201)


def words(activity: Json) -> str:
    """Return what a person reads of an activity before anything is unfolded."""
    said = activity.get("text", "")
    if activity.get("textFormat") == "xml":
        said = html.unescape(said.replace("<br/>", "\n"))
    cards = [part["content"] for part in activity.get("attachments", []) if isinstance(part.get("content"), dict)]
    return "\n".join([*([said] if said else []), *(Card(card).visible for card in cards)])


class TeamsTeacher:
    """A teacher in a private chat with the bot."""

    def __init__(self, there: Teams) -> None:
        """Come for the first time; nothing is said yet."""
        self.there = there
        self.conversation = f"a:1{uuid.uuid4().hex}"
        self._user = {"id": f"29:1{uuid.uuid4().hex}", "name": "Karen Lærersen", "aadObjectId": str(uuid.uuid4())}

    def activity(self, words: str | None = None, **changes: Any) -> Json:
        """Return an activity of hers; by default a message with these words."""
        whole = {
            "type": "message",
            "id": str(time.time_ns()),
            "channelId": "msteams",
            "serviceUrl": self.there.service_url,
            "from": self._user,
            "recipient": {"id": f"28:{APP_ID}", "name": "Vejviser"},
            "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": self.conversation},
            "channelData": {"tenant": {"id": TENANT}},
            "text": words,
        } | changes
        return {name: value for name, value in whole.items() if value is not None}

    def say(self, words: str, **changes: Any) -> Delivery:
        """Write, without waiting for the answer."""
        return self.there.deliver(self.activity(words, **changes))

    def edit(self, message_id: str, words: str) -> Delivery:
        """Change a message."""
        known = {"eventType": "editMessage", "tenant": {"id": TENANT}}
        return self.there.deliver(self.activity(words, type="messageUpdate", id=message_id, channelData=known))

    def press(self, mark: str, words: str | None = None, **fields: Any) -> Delivery:
        """Press the latest button that sends this mark back, perhaps with words beside it."""
        value = next(found for found in reversed(self.buttons) if found.get(MARK) == mark)
        return self.there.deliver(self.activity(words, value={**value, **fields}, replyToId="the card"))

    @property
    def buttons(self) -> list[Json]:
        """What the buttons that she was shown send back, in the order in which they came."""
        parts = [part for sent in self._accepted() for part in sent.activity.get("attachments", [])]
        cards = [Card(part["content"]) for part in parts if isinstance(part.get("content"), dict)]
        return [action["data"] for card in cards for action in card.actions if isinstance(action.get("data"), dict)]

    def seen(self, since: float = 0.0) -> list[tuple[float, str]]:
        """Return what she was shown since a moment of the monotonic clock, each with its moment."""
        return [(sent.at, words(sent.activity)) for sent in self._accepted() if sent.at >= since]

    def wait(
        self, since: float, seconds: float = 10.0, wanted: Callable[[str], bool] = bool
    ) -> list[tuple[float, str]]:
        """Wait until something wanted has been shown since a moment, and return all that has."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not any(wanted(said) for _, said in self.seen(since)):
            time.sleep(0.02)
        return self.seen(since)

    def talk(self, *messages: str) -> None:
        """Write messages, and wait for something to come after each."""
        for message in messages:
            self.wait(self.say(message).at)
            # An answer can be more than one activity.
            time.sleep(0.15)

    def _accepted(self) -> list[Sent]:
        own = [sent for sent in list(self.there.sent) if f"/{self.conversation}/" in _plain(sent.path)]
        return [sent for sent in own if sent.status < 300 and sent.activity.get("type") == "message"]


def _plain(path: str) -> str:
    return path.replace("%3A", ":").replace("%3a", ":")


class PageTeacher:
    """A teacher at the page, who writes from an address of her own."""

    def __init__(self, house: House, role: str | None = None) -> None:
        """Open it."""
        self.url = f"{house.url}/chat"
        self.browser = requests.Session()
        self.browser.mount("http://", _From(f"127.{random.randint(1, 250)}.{random.randint(1, 250)}.1"))
        body = {"school": SCHOOL, **({"role": role} if role else {})}
        began = self.browser.post(f"{self.url}/conversations", json=body, timeout=30)
        self.conversation = str(read_json(began).get("conversation"))

    @property
    def sender(self) -> str:
        """The id by which Rasa knows the conversation."""
        return self.conversation.partition(".")[0]

    def post(self, path: str, **body: object) -> requests.Response:
        """Send something of this conversation."""
        known = {"conversation": self.conversation, **body}
        return self.browser.post(f"{self.url}/{path}", json=known, timeout=30)

    def write(self, words: str, message_id: str | None = None, first: bool = True) -> requests.Response:
        """Write, and return the whole answer."""
        return self.post("messages", text=words, message_id=message_id or uuid.uuid4().hex, first=first)

    def say(self, words: str, message_id: str | None = None) -> list[dict[str, str]]:
        """Write, and return the messages."""
        found: list[dict[str, str]] = read_json(self.write(words, message_id)).get("messages", [])
        return [message for message in found if message.get("text")] or [{"text": ""}]


class _From(HTTPAdapter):
    """All of 127/8 is this machine."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *given: Any, **more: Any) -> None:
        """Let connections come from that address."""
        super().init_poolmanager(*given, source_address=(self._address, 0), **more)


def read_json(answer: Any) -> Json:
    """Return the object in an answer of `requests`; {} for none."""
    try:
        found = json.loads(answer.text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
