"""Asking in Teams how a contact went: one card, sent once, and nothing kept of who answered."""

import secrets
import time
from collections.abc import Mapping

from bot.channels.collector import fixed
from bot.channels.conversations import Clock, RateLimit
from bot.channels.handover import school_of
from bot.channels.rating import MOST_IN_AN_HOUR, Incomplete, is_id, rating
from bot.channels.ratings import NotKept, Ratings
from bot.channels.teams.activities import Event
from bot.channels.teams.cards import text_activity
from bot.channels.teams.connector import Place
from bot.channels.teams.rating_card import rating_card, reached_card
from bot.channels.teams.replies import Replies
from bot.sharing.once import Once
from bot.texts import text

# So long a card asked for twice is the same card, and a bare "stop" is the answer to it.
OPEN_SECONDS = 8 * 3600.0
HOUR = 3600.0


class RatingTalk:
    """Shows the card and takes what comes back. For some hours it knows which conversations, by hash, were asked."""

    def __init__(
        self, ratings: Ratings, replies: Replies, clock: Clock = time.monotonic, once: Once | None = None
    ) -> None:
        """Take the way to the directory, how to say something, and where all bots see which cards are open."""
        self._once = once or Once()
        self._ratings = ratings
        self._replies = replies
        self._clock = clock
        self._open: dict[str, tuple[float, str]] = {}
        self._sent = RateLimit(MOST_IN_AN_HOUR, HOUR, clock)

    async def offer(self, place: Place) -> None:
        """Ask whether somebody was reached; nothing when the directory does not answer."""
        questions = await self._ratings.questions()
        if questions is not None:
            await self._replies.say_activity(place, reached_card(questions))

    async def ask(self, place: Place, conversation: str, *, reached: bool) -> None:
        """Show the card; a line in its place when the directory does not answer."""
        questions = await self._ratings.questions()
        if questions is None:
            await self._replies.say(place, [fixed("utter_rating_no_questions")])
            return
        # Who presses "Ja" twice is asked twice, and counted once.
        key = self._open[conversation][1] if conversation in self._open else secrets.token_urlsafe(16)
        key = await self._once.word(_card(conversation), key, OPEN_SECONDS)
        if not self._once.is_shared:
            self._open[conversation] = self._clock(), key
        await self._replies.say_activity(place, rating_card(key, reached, questions))

    async def decline(self, place: Place, conversation: str, shown: str | None) -> None:
        """Take the card away."""
        await self.closes(conversation)
        await self._replies.say_instead(place, text_activity(text("utter_rating_declined")), shown)

    def forget_old(self) -> None:
        """Forget who was asked, and who sent, when it is no longer needed."""
        now = self._clock()
        self._open = {known: one for known, one in self._open.items() if now - one[0] < OPEN_SECONDS}
        self._sent.forget_expired()

    async def closes(self, conversation: str) -> bool:
        """Forget that the card is open, because the teacher says stop; tell whether it was."""
        if self._once.is_shared:
            return await self._once.take(_card(conversation))
        return self._open.pop(conversation, None) is not None

    async def take(self, event: Event, place: Place, conversation: str, school: str | None) -> None:
        """Send what was chosen. What cannot be sent stands on the card again, with the same id."""
        problem = await self._send(event.given, conversation, school_of(school))
        if problem is None:
            await self._replies.say_instead(place, text_activity(text("utter_rating_thanks")), event.shown_in)
            return
        questions = await self._ratings.questions()
        key, reached = str(event.given.get("id")), event.given.get("reached") == "true"
        if questions is None or not is_id(key):
            # The card cannot be made; the one that she has is left as it is.
            await self._replies.say(place, [fixed(problem)])
            return
        again = rating_card(key, reached, questions, event.given, text(problem))
        await self._replies.say_instead(place, again, event.shown_in)

    async def _send(self, given: Mapping[str, str], conversation: str, school: str) -> str | None:
        """Return the name of the text that says why it was not kept; None when it was."""
        questions = await self._ratings.questions()
        if questions is None:
            return "utter_rating_away"
        if not is_id(given.get("id")):
            return "utter_rating_refused"
        try:
            body = rating({**given, "reached": given.get("reached") == "true"}, questions, school)
        except Incomplete as incomplete:
            return f"utter_rating_{incomplete.code}"
        if not self._sent.allows(conversation):
            return "utter_rating_too_many"
        try:
            await self._ratings.keep(body)
        except NotKept as failed:
            return f"utter_rating_{failed.code}"
        return None


def _card(conversation: str) -> str:
    return f"rating {conversation}"
