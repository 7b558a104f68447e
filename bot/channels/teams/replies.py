"""Brings messages to a Teams conversation in their order, and remembers which activities the latest answer became."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from bot.channels.collector import Message
from bot.channels.teams.cards import Activity, activities, text_activity
from bot.channels.teams.connector import Connector, Place
from bot.texts import text

# What must be noticed is said anew; the rest of a changed answer takes the place of the old one.
NOTICED = ("acute", "urgent", "failed")


@dataclass
class Shown:
    """What stands in the chat: the latest answer's activities, the latest question with buttons, and what was told."""

    latest: list[str] = field(default_factory=list)
    question: tuple[str, Message] | None = None
    # Whether the teacher knows that this is a conversation of its own.
    told: bool = False


class Replies:
    """Says messages through the connector."""

    def __init__(self, connector: Connector) -> None:
        """Take the connector."""
        self._connector = connector

    async def say(
        self, place: Place, messages: list[Message], shown: Shown | None = None, today: date | None = None
    ) -> None:
        """Say messages, one activity after the other.

        Args:
            place: where.
            messages: what a turn gave.
            shown: the conversation's; what is said is put down there.
            today: the day, when the teacher may choose a later one to be asked on.
        """
        shown = shown or Shown()
        before, shown.latest = shown.question, []
        shown.question = None
        for message in messages:
            sent: str | None = None
            for activity in activities(message, today):
                sent = await self._connector.send(place, activity, acute=message.get("kind") == "acute")
                shown.latest += [sent] if sent else []
            if sent and message.get("buttons"):
                shown.question = (sent, message)
        if before and shown.latest:
            await self._close(place, before)

    async def say_again(self, place: Place, messages: list[Message], shown: Shown, today: date | None = None) -> None:
        """Put an answer in the place of the one it changes. What must be noticed is said as new messages."""
        old = shown.latest
        if not old or any(message.get("kind") in NOTICED for message in messages):
            await self.say(place, messages, shown, today)
        else:
            shown.latest, shown.question = [], None
            for message in messages:
                for activity in activities(message, today):
                    await self._put(place, activity, message, old.pop(0) if old else None, shown)
        for left_over in old:
            await self._connector.update(place, left_over, text_activity(text("utter_teams_replaced")))

    async def say_activity(self, place: Place, activity: Activity) -> bool:
        """Say one activity that is no message of a turn.

        Returns:
            Whether it was delivered.
        """
        return await self._connector.send(place, activity) is not None

    async def say_instead(self, place: Place, activity: Activity, old: str | None) -> None:
        """Put an activity in the place of a card, or say it below when the card cannot be changed."""
        if not await self.change(place, activity, old):
            await self._connector.send(place, activity)

    async def change(self, place: Place, activity: Activity, old: str | None) -> bool:
        """Put an activity in the place of a card; tell whether that was done."""
        return bool(old) and await self._connector.update(place, str(old), {"attachments": [], **activity})

    async def _put(self, place: Place, activity: Activity, message: Message, old: str | None, shown: Shown) -> None:
        sent = old if old and await self._connector.update(place, old, activity) else None
        sent = sent or await self._connector.send(place, activity)
        if sent:
            shown.latest.append(sent)
            shown.question = (sent, message) if message.get("buttons") else shown.question

    async def _close(self, place: Place, question: tuple[str, Message]) -> None:
        """Take the buttons from a question that has been answered: pressed later, they would answer another one."""
        activity_id, message = question
        with suppress(IndexError):
            answered = activities({**message, "buttons": [], "left": None})[0]
            await self._connector.update(place, activity_id, {"attachments": [], **answered})
