"""A Teams channel without Teams and without Rasa: recorded activities in, what a teacher would see out."""

import asyncio
import copy
import html
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.teams.activities import place_of, read, sender_of, tenant_of
from bot.channels.teams.connector import Place
from bot.channels.teams.follow_ups import DENMARK, FollowUps
from bot.channels.teams.letter import Letter
from bot.channels.teams.notes import Notes
from bot.channels.teams.rating import RatingTalk
from bot.channels.teams.reminders import Reminders
from bot.channels.teams.replies import Replies
from bot.channels.teams.talk import Talk
from bot.texts import text

RECORDED: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "recorded" / "activities.json").read_text("utf-8")
)
KEY = b"a key of this test alone"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=DENMARK)
DANGER = "En elev står på broen og vil springe ud nu"
FRESH = text("utter_teams_new")
Activity = dict[str, Any]
Handler = Callable[[UserMessage], Awaitable[None]]


def recorded(name: str, **changes: Any) -> Activity:
    """A recorded activity with some of its fields changed."""
    return {**copy.deepcopy(RECORDED[name]), **changes}


def typed(text: str, number: int = 1, **changes: Any) -> Activity:
    """A message with a text and an id of its own."""
    return recorded("text", text=text, id=f"17638062{number:05d}", attachments=[], **changes)


def seen(activity: Activity) -> str:
    """Every text of an activity that is shown, hidden parts included."""
    shown = {key: value for key, value in activity.items() if key in ("text", "attachments")}
    if activity.get("textFormat") == "xml":
        shown["text"] = html.unescape(activity["text"].replace("<br/>", "\n"))
    return "\n".join(_texts(shown))


def _texts(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for part in node for found in _texts(part)]
    if not isinstance(node, dict):
        return []
    own = [node[key] for key in ("text", "title") if isinstance(node.get(key), str)]
    own += [part for part in node.get("inlines", []) if isinstance(part, str)]
    below = [node[key] for key in node if key not in ("text", "title", "data", "fallbackText")]
    return own + _texts(below)


class Recorder:
    """Stands where the connector stands."""

    def __init__(self) -> None:
        self.sent: list[Activity] = []
        self.acute: list[bool] = []
        self.updated: list[tuple[str, Activity]] = []
        self.typed = 0
        self.reachable = True
        self.slow: float = 0

    async def send(
        self, place: Place, activity: Activity, *, reply_to: str | None = None, acute: bool = False
    ) -> str | None:
        await asyncio.sleep(self.slow)
        if not self.reachable:
            return None
        self.sent.append(activity)
        self.acute.append(acute)
        return f"sent{len(self.sent)}"

    async def update(self, place: Place, activity_id: str, activity: Activity) -> bool:
        self.updated.append((activity_id, activity))
        return self.reachable

    async def typing(self, place: Place) -> None:
        self.typed += 1

    @property
    def said(self) -> list[str]:
        return [seen(activity) for activity in self.sent]


class Store:
    """What Rasa remembers."""

    def __init__(self) -> None:
        self.senders: set[str] = set()
        self.forgotten: list[str] = []
        self.undone: list[str] = []
        self.danger = False

    async def exists(self, sender: str) -> bool:
        return sender in self.senders

    async def forget(self, sender: str) -> None:
        self.forgotten.append(sender)
        self.senders.discard(sender)

    async def undo(self, sender: str) -> tuple[bool, bool]:
        self.undone.append(sender)
        return True, self.danger


class Agent:
    """Stands where Rasa stands: it repeats what it was told, or does what a test gives it."""

    def __init__(self, act: Handler | None = None) -> None:
        self.tracker_store = Store()
        self.life = 1
        self.messages: list[UserMessage] = []
        self._act = act

    async def handle(self, message: UserMessage) -> None:
        self.messages.append(message)
        self.tracker_store.senders.add(message.sender_id)
        if self._act:
            await self._act(message)
        else:
            await message.output_channel.send_response(message.sender_id, {"text": f"Du skrev: {message.text}"})


class Bench:
    """One channel, with all that it stands on replaced."""

    def __init__(
        self, folder: Path, act: Handler | None = None, now: datetime = MONDAY, ratings: Any = None, desk: Any = None
    ) -> None:
        self.connector = Recorder()
        self.agent = Agent(act)
        self.now = now
        self.moment = 0.0
        self.store = FollowUps(folder / "days.sqlite3", "a secret")
        connector: Any = self.connector
        replies = Replies(connector)
        tenant = tenant_of(RECORDED["text"])
        rating = RatingTalk(ratings, replies, lambda: self.moment) if ratings else None
        self.reminders = Reminders(
            self.store, replies, frozenset({str(tenant)}), lambda: self.now, lambda: self.moment, rating
        )
        self.talk = Talk(connector, replies, self.reminders, Notes(desk, replies, KEY) if desk else None)

    async def hear(self, activity: Activity, school: str | None = None) -> list[str]:
        """Give one activity to the channel and return what it says to it."""
        before = len(self.connector.sent)
        event = read(activity)
        if event.kind not in ("silence", "other_invoke"):
            letter = Letter(event, place_of(activity), sender_of(activity, KEY), school, self.agent.handle, self.agent)
            await self.talk.answer(letter)
        return self.connector.said[before:]

    @property
    def heard(self) -> list[str]:
        """The texts that reached Rasa."""
        return [str(message.text) for message in self.agent.messages]


def run(story: Callable[[], Awaitable[None]]) -> None:
    """Run what a test tells."""
    asyncio.run(story())  # type: ignore[arg-type]


def saying(*messages: dict[str, Any]) -> Handler:
    """Return what stands for Rasa and says these messages."""

    async def act(message: UserMessage) -> None:
        for said in messages:
            await message.output_channel.send_response(message.sender_id, dict(said))

    return act


async def fail(message: UserMessage) -> None:
    """Stand for a Rasa that fails."""
    raise RuntimeError("scripted failure")
