"""A teacher's note in Teams and the school's inbox that gets it, with nothing in between but the channel."""

import copy
import itertools
from pathlib import Path
from typing import Any

from answers import NOTE
from card_rules import blocks, faults
from rasa.core.channels.channel import UserMessage
from talk_bench import Activity, Bench, recorded, typed

from bot.channels.desk import NotDelivered, Offer, Receipt

OPEN, SEND = "Send til studievejlederen", "Send noten"
ACUTE = "Hun har lige taget en masse piller og svarer ikke"
OFFER = Offer(True, "studievejleder", "studievejleder", "Eksempelskolen", None)
NUMBERS = itertools.count(1)


class Inbox:
    """Stands where the desk stands. The same id lands once; `failing` is what it does instead."""

    def __init__(self, offer: Offer | None = OFFER) -> None:
        self.answer = offer
        self.landed: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.failing: NotDelivered | None = None

    async def offer(self, school: str) -> Offer | None:
        self.asked.append(school)
        return self.answer

    async def deliver(self, body: dict[str, Any]) -> Receipt:
        if self.failing:
            raise self.failing
        self.landed.setdefault(body["id"], dict(body))
        return Receipt(f"A{len(self.landed)}K2", "studievejleder", "Eksempelskolen", mailed=True)

    @property
    def notes(self) -> list[str]:
        return [body["note"] for body in self.landed.values()]


class Desk(Bench):
    """The channel with an inbox, and Rasa saying a note to whatever is written."""

    def __init__(self, folder: Path, inbox: Inbox | None, note: str | None = None, **handover: Any) -> None:
        self.answer = copy.deepcopy(NOTE)
        self.answer["note"]["text"] = note if note is not None else self.answer["note"]["text"]
        self.answer["note"]["handover"] |= handover
        super().__init__(folder, self.say_note, desk=inbox)

    async def say_note(self, message: UserMessage) -> None:
        await message.output_channel.send_custom_json(message.sender_id, self.answer)

    async def note(self, school: str | None = None) -> Activity:
        """Ask for a note and return its card."""
        before = len(self.connector.sent)
        await self.hear(typed("lav en note", next(NUMBERS)), school)
        return next(sent for sent in self.connector.sent[before:] if sent.get("attachments"))

    async def form(self, school: str | None = None) -> Activity:
        """Ask for a note, press its button, and return the card with what goes."""
        note = await self.note(school)
        (title,) = buttons(note)
        await self.press(note, title, school)
        return self.connector.sent[-1]

    async def press(self, card: Activity, title: str, school: str | None = None, **fields: str) -> list[str]:
        """Press a button of a card and return what is said."""
        said: list[str] = await self.hear(pressed(card, title, **fields), school)
        return said

    @property
    def shown(self) -> Activity:
        """What stands in the place of the card that was pressed last."""
        activity_id, activity = self.connector.updated[-1]
        assert activity_id == "the card" and not faults(activity)
        return activity


def pressed(card: Activity, title: str, **fields: str) -> Activity:
    """The activity that Teams sends when a button is pressed: the button's data with the card's fields."""
    assert not faults(card)
    (button,) = [block for block in elements(card) if block.get("title") == title]
    return recorded("choose", id=f"9{next(NUMBERS)}", value={**button["data"], **fields}, replyToId="the card")


def elements(card: Activity) -> list[dict[str, Any]]:
    return [block for part in card.get("attachments", []) for block in blocks(part["content"]["body"])]


def buttons(card: Activity) -> list[str]:
    """The titles of the buttons that act."""
    return [block["title"] for block in elements(card) if block["type"] == "Action.Submit"]


def field(card: Activity) -> str:
    """What stands in the card's field."""
    (found,) = [block for block in elements(card) if block["type"] == "Input.Text"]
    return str(found["value"])
