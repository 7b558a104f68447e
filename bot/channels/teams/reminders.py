"""Follow-ups from choice to answer: "gik kontakten igennem?" on the day that the teacher chose, and never again."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime

from bot.channels.collector import fixed
from bot.channels.teams.activities import Event
from bot.channels.teams.blocks import FOLLOW_UP_DAYS
from bot.channels.teams.cards import confirmation, offer_again, question_of_follow_up
from bot.channels.teams.connector import Place
from bot.channels.teams.follow_ups import DENMARK, FollowUps, chosen_day
from bot.channels.teams.rating import RatingTalk
from bot.channels.teams.replies import Replies
from bot.channels.teams.shared_follow_ups import SharedFollowUps
from bot.channels.teams.wording import answers, bare, is_said, weekday
from bot.sharing.once import Once
from bot.texts import text

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
# A question that could not be delivered is tried again, but not each minute.
AGAIN_SECONDS = 3600.0
# So long a bare "ja" or "nej" is taken as the answer to the question.
ANSWER_SECONDS = 8 * 3600.0
ANSWERS = {"yes": "utter_teams_answer_yes", "not_yet": "utter_teams_answer_not_yet", "no": "utter_teams_answer_no"}
# The answers after which a contact can be rated, and whether somebody was reached.
REACHED = {"yes": True, "no": False}


def danish_now() -> datetime:
    """Return the local time in Denmark."""
    return datetime.now(DENMARK)


class Reminders:
    """What happens with follow-ups; the file keeps them, this says and hears what belongs to them."""

    def __init__(
        self,
        store: FollowUps | SharedFollowUps,
        replies: Replies,
        tenants: frozenset[str],
        now: Callable[[], datetime] = danish_now,
        clock: Callable[[], float] = time.monotonic,
        rating: RatingTalk | None = None,
        once: Once | None = None,
    ) -> None:
        """Take what is needed.

        Args:
            store: the file of days.
            replies: how to say something.
            tenants: those whose teachers may be written to.
            now: local time in Denmark; tests give their own.
            clock: seconds that only grow.
            rating: what asks how the contact went; None where the directory is not asked.
            once: where all bots see who was asked.
        """
        self._once = once or Once()
        self._rating = rating
        self._store = store
        self._replies = replies
        self._tenants = tenants
        self._now = now
        self._clock = clock
        self._tried: dict[str, float] = {}
        self._asked: dict[str, float] = {}

    @property
    def now(self) -> datetime:
        """The local time."""
        return self._now()

    async def keep(self) -> None:
        """Ask what is due, each minute, until this task is cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.ask()
            except Exception as error:
                logger.error("teams: follow-ups could not be looked at: %s", type(error).__name__)

    async def ask(self) -> None:
        """Ask what is due now, each once."""
        if self._rating:
            self._rating.forget_old()
        now, moment = self._now(), self._clock()
        self._tried = {known: when for known, when in self._tried.items() if moment - when < AGAIN_SECONDS}
        self._asked = {known: when for known, when in self._asked.items() if moment - when < ANSWER_SECONDS}
        for due in await asyncio.to_thread(self._store.due, now):
            if due.conversation in self._tried:
                continue
            self._tried[due.conversation] = moment
            # A school that has been taken off the list is not written to any more.
            allowed = due.place.tenant in self._tenants
            if not allowed or await self._replies.say_activity(due.place, question_of_follow_up(now.date())):
                await self.forget(due.conversation)
                if self._once.is_shared:
                    await self._once.note(_asked(due.conversation), ANSWER_SECONDS)
                else:
                    self._asked[due.conversation] = moment

    async def forget(self, conversation: str) -> bool:
        """Delete a day; tell whether there was one."""
        return await asyncio.to_thread(self._store.stop, conversation)

    async def hear(self, event: Event, place: Place, conversation: str, school: str | None) -> None:
        """Answer a button that belongs to a follow-up."""
        if event.action == "choose":
            await self._choose(event.word, place, conversation, school)
        elif event.action == "stop":
            await self.forget(conversation)
            await self._replies.say(place, [fixed("utter_teams_stopped")])
        else:
            await self._thank(event.word, place, conversation)

    async def offer_rating(self, place: Place) -> None:
        """Ask how a contact went of which the teacher has just told; without the directory nothing is asked."""
        if self._rating:
            await self._rating.offer(place)

    async def hear_rating(self, event: Event, place: Place, conversation: str, school: str | None) -> None:
        """Take what was chosen on the card about a contact, or take the card away."""
        if self._rating is None:
            await self._replies.say(place, [fixed("utter_rating_no_questions")])
        elif event.action == "decline":
            await self._rating.decline(place, conversation, event.shown_in)
        else:
            await self._rating.take(event, place, conversation, school)

    async def hear_words(self, event: Event, place: Place, conversation: str) -> bool:
        """Answer "stop", or "ja", "ikke endnu" and "nej" to a question of today, written in words.

        Only the first message after the question can be its answer: a later "ja" may mean that there is danger.

        Returns:
            False when the words are not about a follow-up.
        """
        asked = await self._was_asked(conversation)
        if event.kind != "message":
            return False
        typed = event.text
        if is_said("utter_teams_chosen", typed):
            closed = self._rating is not None and await self._rating.closes(conversation)
            stopped = await self.forget(conversation) or asked
            if stopped or closed:
                await self._replies.say(place, [fixed("utter_teams_stopped" if stopped else "utter_rating_declined")])
            return stopped or closed
        code = next((code for code, title in answers().items() if bare(typed) == bare(title)), None)
        if not asked or code is None:
            return False
        await self._thank(code, place, conversation)
        return True

    async def _was_asked(self, conversation: str) -> bool:
        if self._once.is_shared:
            return await self._once.take(_asked(conversation))
        return self._clock() - self._asked.pop(conversation, float("-inf")) < ANSWER_SECONDS

    async def _choose(self, given: str, place: Place, conversation: str, school: str | None) -> None:
        day = chosen_day(given, self._now().date())
        if day is None:
            await self._replies.say(place, [fixed("utter_teams_bad_day", days=str(FOLLOW_UP_DAYS))])
            return
        try:
            await asyncio.to_thread(self._store.choose, conversation, place, day, school)
        except (OSError, sqlite3.Error) as error:
            logger.error("teams: a follow-up could not be kept: %s", type(error).__name__)
            await self._replies.say(place, [fixed("utter_teams_no_day")])
            return
        await self._replies.say_activity(place, confirmation(text("utter_teams_chosen", day=weekday(day))))

    async def _thank(self, code: str, place: Place, conversation: str) -> None:
        said = fixed(ANSWERS.get(code, ANSWERS["not_yet"]))
        if code not in REACHED:
            await self._replies.say_activity(place, offer_again(said["text"], self._now().date()))
            return
        await self._replies.say(place, [said])
        if self._rating:
            await self._rating.ask(place, conversation, reached=REACHED[code])


def _asked(conversation: str) -> str:
    return f"asked {conversation}"
