"""Teachers who write while something breaks: a few in ordinary conversations, and one who tells of acute danger."""

import itertools
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from bot.texts import text

# As a teacher would write; after the plan she goes on asking.
LINES = (
    "Hun er væk hver mandag og meget trist", "Nej, der er ikke fare nu", "Hun er 17", "Hun bor i Ikast",
    "Ikke noget endnu", "Hvem kan hjælpe hende?", "Tak", "Hvad gør jeg først?", "Må jeg skrive til hendes forældre?",
)  # fmt: skip
ACUTE_LINE = "Eleven har taget en masse piller lige nu"
TOLD = tuple(text(name) for name in ("utter_channel_failed", "utter_starting", "utter_no_model", "utter_lookup_failed"))
REFUSED = {"unknown_conversation": "anew", "rate_limited": "limited"}
# So often the page is asked to send the same message again before the teacher gives up.
AGAIN, AGAIN_SECONDS = 20, 2.1
MOST_IN_A_CONVERSATION = 40


@dataclass(frozen=True)
class Seen:
    """What came of one message: when it was sent, how long it took, and `outcome`.

    `answered`; `told` (it says that it could not, and what to do in danger); `anew` (the conversation is over);
    `away` (the proxy's own page with 112); `nobody` (no connection); `limited`; `silent`; `wrong` (no 112 first).
    """

    at: float
    seconds: float
    outcome: str
    acute: bool = False


@dataclass
class Conversation:
    """One conversation, and what became of its messages, by id."""

    id: str
    answered: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)

    @property
    def sender(self) -> str:
        """The id that Redis knows it by."""
        return self.id.partition(".")[0]


class Browser:
    """One teacher's browser, with an address of her own on loopback, as behind a real proxy."""

    def __init__(self, chat: str, address: str) -> None:
        self._chat = chat
        self._session = requests.Session()
        self._session.mount("http://", _From(address))
        self.conversation: Conversation | None = None

    def begin(self) -> bool:
        """Open a conversation; tell whether that went well."""
        try:
            reply = self._session.post(f"{self._chat}/chat/conversations", json={}, timeout=20)
        except requests.RequestException:
            return False
        if reply.status_code == 200:
            self.conversation = Conversation(reply.json()["conversation"])
        return reply.status_code == 200

    def send(self, words: str, message_id: str, first: bool) -> tuple[str, list[dict[str, Any]]]:
        """Send one message once; return the outcome and what was said."""
        assert self.conversation is not None
        body = {"conversation": self.conversation.id, "text": words, "message_id": message_id, "first": first}
        reply = self._post(body)
        if reply is None:
            # As the page does, which repeats what had a broken line once.
            reply = self._post(body)
        if reply is None:
            return "nobody", []
        if reply.status_code in (502, 503, 504):
            return "away", []
        answer = reply.json()
        said: list[dict[str, Any]] = answer["messages"]
        # What is refused late comes with the status of an answer (bot/channels/first_byte.py).
        if "error" in answer:
            return REFUSED.get(answer["error"]["code"], "wrong"), said
        if any(message.get("text") in TOLD for message in said):
            return "told", said
        return ("answered" if said else "silent"), said

    def _post(self, body: dict[str, Any]) -> requests.Response | None:
        """Send; None when there was no connection, or it broke on the way."""
        try:
            return self._session.post(f"{self._chat}/chat/messages", json=body, timeout=30)
        except requests.RequestException:
            return None


class Teacher(threading.Thread):
    """Writes until she is told to stop; what is not heard she sends again, as the page does."""

    def __init__(self, chat: str, number: int, log: list[Seen], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._browser = Browser(chat, f"127.0.1.{number + 1}")
        self._log = log
        self._stop_now = stop
        self.conversations: list[Conversation] = []

    def run(self) -> None:
        """Have one conversation after the other."""
        while not self._stop_now.is_set():
            if self._browser.begin():
                assert self._browser.conversation is not None
                self.conversations.append(self._browser.conversation)
                self._converse(self._browser.conversation)
            else:
                self._log.append(Seen(time.monotonic(), 0, "nobody"))
                self._stop_now.wait(AGAIN_SECONDS)

    def _converse(self, conversation: Conversation) -> None:
        for number, line in zip(range(MOST_IN_A_CONVERSATION), itertools.cycle(LINES), strict=False):
            if self._stop_now.is_set() or not self._say(conversation, line, first=number == 0):
                return
            # The doors take thirty messages a minute in one conversation.
            self._stop_now.wait(random.uniform(2.1, 2.9))

    def _say(self, conversation: Conversation, line: str, first: bool) -> bool:
        message_id = uuid.uuid4().hex
        for _ in range(AGAIN):
            begun = time.monotonic()
            outcome, _said = self._browser.send(line, message_id, first)
            self._log.append(Seen(begun, time.monotonic() - begun, outcome))
            if outcome == "anew":
                return False
            if outcome == "answered":
                conversation.answered.add(message_id)
                conversation.unsure.discard(message_id)
                return True
            conversation.unsure.add(message_id)
            # What was told of is over for the page, and the teacher writes again; what did not come is sent again.
            message_id = uuid.uuid4().hex if outcome == "told" else message_id
            if self._stop_now.wait(AGAIN_SECONDS):
                return False
        return False


class InDanger(threading.Thread):
    """Tells of acute danger in a new conversation again and again; the first text must name 112."""

    def __init__(self, chat: str, log: list[Seen], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._chat = chat
        self._log = log
        self._stop_now = stop

    def run(self) -> None:
        """Try about once a second, each time from another address."""
        for number in itertools.count():
            if self._stop_now.wait(0.5):
                return
            browser = Browser(self._chat, f"127.0.2.{number % 200 + 1}")
            begun = time.monotonic()
            if not browser.begin():
                self._log.append(Seen(begun, time.monotonic() - begun, "nobody", acute=True))
                continue
            begun = time.monotonic()
            outcome, said = browser.send(ACUTE_LINE, uuid.uuid4().hex, first=True)
            named = bool(said) and "112" in said[0].get("text", "")
            outcome = outcome if outcome in ("nobody", "away") else "answered" if named else "wrong"
            self._log.append(Seen(begun, time.monotonic() - begun, outcome, acute=True))


class _From(HTTPAdapter):
    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, source_address=(self._address, 0), **options)
