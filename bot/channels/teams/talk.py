"""What is answered to each kind of activity: the same turns as on the page, in the shapes of Teams."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable

from bot.channels.collector import Message, fixed
from bot.channels.conversations import OpenConversation, RateLimit
from bot.channels.sittings import Sittings, is_shared, life
from bot.channels.teams.cards import plain_activities
from bot.channels.teams.connector import Connector
from bot.channels.teams.forgetting import Forgetting
from bot.channels.teams.letter import Letter
from bot.channels.teams.notes import Notes
from bot.channels.teams.reminders import Reminders
from bot.channels.teams.replies import Replies, Shown
from bot.channels.teams.shared_cards import SharedCards
from bot.channels.teams.wording import is_said
from bot.channels.turn import FAILED, Turn, danger_in
from bot.sharing.once import Once
from bot.texts import text

logger = logging.getLogger(__name__)

CHANNEL = "teams"
HOUR = 3600.0
WELCOME_SECONDS = 600.0


class Talk:
    """Answers letters."""

    def __init__(
        self,
        connector: Connector,
        replies: Replies,
        reminders: Reminders,
        notes: Notes | None = None,
        once: Once | None = None,
        cards: SharedCards | None = None,
    ) -> None:
        """Start with no conversations.

        Args:
            connector: what delivers.
            replies: how to say something.
            reminders: what happens with follow-ups.
            notes: what sends a note to the school's counsellor; None where that is off.
            once: where all bots see what has been said already.
            cards: where all bots see what stands in a chat.
        """
        self._notes = notes
        self._once = once or Once()
        self._connector = connector
        self._replies = replies
        self._reminders = reminders
        self._sittings = Sittings(CHANNEL)
        self._forgetting = Forgetting(self._sittings, cards or SharedCards(), reminders)
        self._groups = RateLimit(most=1, seconds=HOUR)
        # Teams tells of an installation in two ways at once.
        self._welcomes = RateLimit(most=1, seconds=WELCOME_SECONDS)
        self._acts: dict[str, Callable[[Letter], Awaitable[None]]] = {
            "message": self._message,
            "submit": self._message,
            "execute": self._message,
            "attachment": self._attachment,
            "edit": self._edit,
            "delete": self._delete,
            "welcome": self._welcome,
            "farewell": self._forgetting.forget,
            "follow_up": self._follow_up,
            "rating": self._rating,
            "note": self._note,
        }

    @property
    def open(self) -> int:
        """How many conversations are open here."""
        return self._sittings.open

    async def sweep(self, *more: RateLimit) -> None:
        """Forget what is old, until this task is cancelled."""
        await self._sittings.sweep(self._groups, self._welcomes, *more)

    async def answer(self, letter: Letter) -> None:
        """Answer one letter. Whatever fails, danger is answered, and no message is met with silence."""
        try:
            if letter.event.kind == "group":
                await self._group(letter)
            elif letter.event.kind == "farewell" or self._sittings.may_write(letter.place.tenant or "", letter.sender):
                await self._acts[letter.event.kind](letter)
            else:
                await self._replies.say(letter.place, [*danger_in(letter.event.text), fixed("utter_rate_limited")])
        except Exception as error:
            # The text of an error may hold what the teacher wrote.
            logger.error("teams: an answer failed: %s", type(error).__name__)
            await self._apologise(letter)

    async def _message(self, letter: Letter) -> None:
        typed = letter.event.text
        if is_said("utter_teams_forgotten", typed):
            await self._forgetting.forget(letter)
            await self._replies.say(letter.place, [fixed("utter_teams_forgotten")])
            return
        early = await self._early(letter)
        if not await self._reminders.hear_words(letter.event, letter.place, letter.sender):
            known = await self._known(letter)
            before = life(letter.agent)
            async with self._forgetting.held(letter, known):
                turn = await self._turn(letter, known, before)
                said = [message for message in await self._said(letter, known, turn) if message not in early]
                await self._replies.say(letter.place, said, known.kept, self._reminders.now.date())
            if any(message.get("rating") for message in said):
                await self._reminders.offer_rating(letter.place)

    async def _edit(self, letter: Letter) -> None:
        """An edit of the latest message takes it back and answers anew, in the place of the old answer."""
        # Neither a turn under way nor what is to be taken back is waited for.
        early = await self._say_acute(letter)
        known = await self._open(letter)
        message_id = letter.event.activity_id
        shared = is_shared(letter.agent)
        if known is None or message_id is None or (known.latest_id != message_id and not shared):
            await self._say_of_edit(letter, early)
            return
        before = life(letter.agent)
        async with self._forgetting.held(letter, known):
            undone = await self._sittings.undo(letter.agent, known, letter.sender, message_id)
            if shared and undone is None:
                await self._say_of_edit(letter, early)
                return
            turn = await self._turn(letter, known, before)
            said = [message for message in await self._said(letter, known, turn) if message not in early]
            await self._replies.say_again(letter.place, said, known.kept, self._reminders.now.date())

    async def _say_of_edit(self, letter: Letter, early: list[Message]) -> None:
        danger = [message for message in danger_in(letter.event.text) if message not in early]
        await self._replies.say(letter.place, [*danger, fixed("utter_teams_edited")])

    async def _delete(self, letter: Letter) -> None:
        known = await self._open(letter)
        if known is None:
            return
        async with self._forgetting.held(letter, known):
            undone = await self._sittings.undo(letter.agent, known, letter.sender, letter.event.activity_id or "")
        names = {None: "utter_teams_deleted", True: "utter_undone_danger", False: "utter_undone"}
        await self._replies.say(letter.place, [fixed(names[undone])])

    async def _attachment(self, letter: Letter) -> None:
        await self._replies.say(letter.place, [fixed("utter_teams_attachment")])

    async def _welcome(self, letter: Letter) -> None:
        if self._welcomes.allows(letter.sender) and await self._once.first(f"welcome {letter.sender}", WELCOME_SECONDS):
            known = self._sittings.start(letter.sender)
            known.kept = Shown(told=True)
            words = f"{text('utter_welcome')}\n{text('utter_teams_privacy')}"
            await self._replies.say(letter.place, [{"text": words}], known.kept)

    async def _follow_up(self, letter: Letter) -> None:
        await self._reminders.hear(letter.event, letter.place, letter.sender, letter.school)

    async def _rating(self, letter: Letter) -> None:
        danger = danger_in(letter.event.text)
        if danger:
            await self._replies.say(letter.place, danger)
        await self._reminders.hear_rating(letter.event, letter.place, letter.sender, letter.school)

    async def _note(self, letter: Letter) -> None:
        if self._notes:
            await self._notes.hear(letter.event, letter.place, letter.sender, letter.school)
        else:
            await self._replies.say(letter.place, [*danger_in(letter.event.text), fixed("utter_teams_note_old")])

    async def _group(self, letter: Letter) -> None:
        """Say one sentence, at most once an hour. A thread of a channel is part of the channel."""
        room = hashlib.sha256(letter.place.conversation.partition(";")[0].encode()).hexdigest()
        if self._groups.allows(room) and await self._once.first(f"group {room}", HOUR):
            await self._replies.say(letter.place, [fixed("utter_teams_group")])

    async def _known(self, letter: Letter) -> OpenConversation:
        """Return the conversation, or a new one: the chat in Teams goes on when ours is over."""
        known = await self._sittings.known(letter.agent, letter.sender, first=False)
        if known is None:
            known = self._sittings.start(letter.sender)
            known.kept = known.kept or Shown()
        # Without what was shown, another server has begun it, or it is Rasa that remembers it.
        known.kept = known.kept or Shown(told=True)
        return known

    async def _open(self, letter: Letter) -> OpenConversation | None:
        """Return the conversation if it is open, here or at another bot, and Rasa remembers it."""
        if self._sittings.find(letter.sender) is None and not is_shared(letter.agent):
            return None
        known = await self._sittings.known(letter.agent, letter.sender, first=False)
        if known is not None:
            known.kept = known.kept or Shown(told=True)
        return known

    async def _early(self, letter: Letter) -> list[Message]:
        """Answer danger at once where its turn would wait: for the answer before it, or for Rasa to look it up."""
        known = self._sittings.find(letter.sender)
        # Where conversations are shared, others are asked on the way.
        if known is not None and not known.lock.locked() and not is_shared(letter.agent):
            return []
        return await self._say_acute(letter)

    async def _say_acute(self, letter: Letter) -> list[Message]:
        early = [message for message in danger_in(letter.event.text) if message.get("kind") == "acute"]
        if early:
            await self._replies.say(letter.place, early)
        return early

    async def _turn(self, letter: Letter, known: OpenConversation, before: int | None) -> Turn:
        typing = asyncio.ensure_future(self._connector.typing(letter.place))
        event = letter.event
        try:
            return await self._sittings.take(
                letter.handler, known, letter.sender, event.text, event.activity_id, letter.metadata, before
            )
        finally:
            typing.cancel()

    async def _said(self, letter: Letter, known: OpenConversation, turn: Turn) -> list[Message]:
        """Return what to say: danger first, then what must be known about the chat, then the answer."""
        refused = [fixed(f"utter_{turn.refused}")] if turn.refused else []
        first = [message for message in turn.messages if message.get("kind") == "acute"]
        rest = [message for message in turn.messages if message.get("kind") != "acute"]
        notices = [] if known.kept.told else [fixed("utter_teams_new")]
        notices += [fixed("utter_teams_attached")] if letter.event.attached else []
        known.kept.told = True
        if self._notes:
            rest = await self._notes.with_way(rest, letter.sender, letter.school)
        return [*first, *notices, *rest, *refused]

    async def _apologise(self, letter: Letter) -> None:
        """The last line: nothing but text, and nothing of the conversation."""
        if letter.event.kind in ("group", "farewell", "delete"):
            return
        for message in [*danger_in(letter.event.text), fixed(FAILED)]:
            try:
                for activity in plain_activities(message):
                    await self._connector.send(letter.place, activity, acute=message.get("kind") == "acute")
            except Exception as error:
                logger.error("teams: an apology failed: %s", type(error).__name__)
