"""From a note in Teams to the school's counsellor: exactly what goes and to whom, then once, by the web's own rules."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.collector import Message, fixed
from bot.channels.conversations import RateLimit
from bot.channels.desk import Desk, NotDelivered, Offer
from bot.channels.handover import (
    LEVELS,
    MOST_IN_AN_HOUR,
    Ready,
    Unusable,
    codes,
    line_of,
    ready,
    say,
    school_of,
    topic_names,
    warning,
    why_not,
)
from bot.channels.teams.activities import NOTE_OPEN, Event
from bot.channels.teams.cards import Activity
from bot.channels.teams.connector import Place
from bot.channels.teams.note_cards import form, sent, way_to_send
from bot.channels.teams.replies import Replies
from bot.channels.teams.sealing import Seal
from bot.channels.turn import danger_in

# So many cards are remembered as sent; of an older one the directory knows it.
MOST_REMEMBERED = 1000


@dataclass(frozen=True)
class Slip:
    """A press of one of our buttons: what the card carried, what is written on it, and where it stands."""

    event: Event
    place: Place
    sender: str
    school: str | None
    kept: dict[str, Any]

    @property
    def handover(self) -> dict[str, Any]:
        """The note's `handover` (contracts.md, section 5), as the plan had it."""
        found: dict[str, Any] = self.kept["handover"]
        return found

    def id_of(self, made: Ready) -> str:
        """Return the sending's own id: the same words of the same note have the same, wherever and however often."""
        return hmac.new(self.kept["note"].encode(), made.text.encode(), hashlib.sha256).hexdigest()

    def ready(self, words: str) -> Ready:
        """Return what would be sent; see `handover.ready`."""
        return ready(words, codes(self.handover)["urgency"], topic_names(self.handover))


class Notes:
    """Sends notes. What belongs to one is in its card, sealed for this teacher; here is only which cards were sent."""

    def __init__(self, desk: Desk, replies: Replies, secret: bytes) -> None:
        """Take the way to the inbox.

        Args:
            desk: where notes go.
            replies: how to say something.
            secret: the channel's key.
        """
        self._desk = desk
        self._replies = replies
        self._seal = Seal(secret)
        self._limit = RateLimit(most=MOST_IN_AN_HOUR, seconds=3600)
        self._busy: set[str] = set()
        # Of each card that was sent: the note's id, and the sentence with its number.
        self._sent: dict[str, tuple[str, str]] = {}

    async def with_way(self, messages: list[Message], sender: str, school: str | None) -> list[Message]:
        """Return messages, a note with the way to send it where the school takes notes.

        Args:
            messages: what a turn gave.
            sender: the conversation's id.
            school: the teacher's.
        """
        return [await self._with_way(message, sender, school) for message in messages]

    async def hear(self, event: Event, place: Place, sender: str, school: str | None) -> None:
        """Answer a button that belongs to a note."""
        kept = self._seal.open(event.sealed)
        if kept is None or kept["from"] != [sender, school]:
            await self._say(place, "", event.text, [fixed("utter_teams_note_old")])
            return
        slip = Slip(event, place, sender, school, kept)
        if event.action == NOTE_OPEN:
            await self._show(slip)
        elif kept["card"] in self._busy:
            # Pressed twice; what was added on the card meanwhile is read for danger all the same.
            await self._say(place, "", event.text)
        else:
            self._busy.add(kept["card"])
            try:
                await self._send(slip)
            finally:
                self._busy.discard(kept["card"])

    async def _with_way(self, message: Message, sender: str, school: str | None) -> Message:
        answer = message.get("answer") or {}
        note = (answer.get("kind") == "note" and answer.get("note")) or {}
        try:
            codes(note.get("handover"))
        except ValueError:
            return message
        offer = await self._desk.offer(school_of(school))
        if offer is None:
            return message
        carried = {"from": [sender, school], "note": secrets.token_hex(16), "handover": note["handover"]}
        return {**message, "end": way_to_send(offer, self._seal.close({**carried, "text": note["text"]}))}

    async def _show(self, slip: Slip) -> None:
        offer = await self._desk.offer(school_of(slip.school))
        if offer is None or not offer.takes:
            await self._say(slip.place, (offer and offer.why_not) or say("away"))
            return
        try:
            made = slip.ready(slip.kept["text"])
        except Unusable as unusable:
            await self._say(slip.place, say(str(unusable)))
            return
        # Two cards of the same note are two cards, and their note still lands once.
        carried = {key: slip.kept[key] for key in ("from", "note", "handover")}
        carried |= {"card": secrets.token_hex(16), "above": slip.event.shown_in}
        shown = self._form(replace(slip, kept=carried), made, offer)
        if shown is None:
            await self._say(slip.place, say("too_long"))
        else:
            await self._replies.say_activity(slip.place, shown)

    async def _send(self, slip: Slip) -> None:
        offer = Offer(takes=True, **slip.kept["to"], why_not=None)
        try:
            made = slip.ready(slip.event.text)
        except Unusable as unusable:
            await self._put_back(slip, Ready(slip.event.text, False, slip.handover["urgency"]), offer)
            await self._say(slip.place, say(str(unusable)), slip.event.text)
            return
        if LEVELS.index(made.urgency) > LEVELS.index(slip.handover["urgency"]):
            await self._say(slip.place, "", slip.event.text)
        if slip.kept["card"] in self._sent:
            note_id, line = self._sent[slip.kept["card"]]
            await self._receipt(slip, line, made.text if note_id == slip.id_of(made) else None)
            return
        if made.removed:
            # What stands on the card is what goes: so it is shown before it does.
            await self._put_back(slip, made, offer, again=True)
            return
        said = await self._delivered(slip, made)
        if slip.kept["card"] not in self._sent:
            await self._put_back(slip, made, offer)
        await self._say(slip.place, " ".join(filter(None, [warning(made), said])))

    async def _delivered(self, slip: Slip, made: Ready) -> str:
        """Send the note; return the sentence that says so, or why not."""
        if not self._limit.allows(slip.sender):
            return say("too_many", role=slip.kept["to"]["role_name"])
        named = {"id": slip.id_of(made), "school": school_of(slip.school), "to_role": slip.kept["to"]["role"]}
        order = {**codes(slip.handover), **named, "urgency": made.urgency, "note": made.text}
        try:
            line = line_of(await self._desk.deliver(order))
        except NotDelivered as failed:
            return why_not(failed)
        if len(self._sent) >= MOST_REMEMBERED:
            del self._sent[next(iter(self._sent))]
        self._sent[slip.kept["card"]] = slip.id_of(made), line
        await self._receipt(slip, line, made.text)
        return line

    async def _receipt(self, slip: Slip, line: str, note: str | None) -> None:
        """Take the buttons away: from the card with the note too, which says that nothing is sent."""
        await self._replies.change(slip.place, sent(line, None), slip.kept["above"])
        await self._replies.change(slip.place, sent(line, note), slip.event.shown_in)

    def _form(self, slip: Slip, made: Ready, offer: Offer, again: bool = False) -> Activity | None:
        to = {"role": offer.role, "role_name": offer.role_name, "school_name": offer.school_name}
        return form(made, offer, slip.handover, self._seal.close({**slip.kept, "to": to}), again)

    async def _put_back(self, slip: Slip, made: Ready, offer: Offer, again: bool = False) -> None:
        """Let what the teacher wrote stand on the card: a client may empty its fields when a button is pressed."""
        shown = self._form(slip, made, offer, again)
        if shown:
            await self._replies.say_instead(slip.place, shown, slip.event.shown_in)

    async def _say(self, place: Place, words: str, typed: str = "", more: list[Message] | None = None) -> None:
        said = [{"text": words}] if words else []
        messages = [*danger_in(typed), *said, *(more or [])]
        if messages:
            await self._replies.say(place, messages)
