"""Delete a conversation in Teams for good: also where a message of it is still being answered."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.channels.conversations import OpenConversation
from bot.channels.sittings import Sittings
from bot.channels.teams.letter import Letter
from bot.channels.teams.reminders import Reminders
from bot.channels.teams.shared_cards import SharedCards


class Forgetting:
    """What is known of a conversation: how to hold it, and how to be rid of it."""

    def __init__(self, sittings: Sittings, cards: SharedCards, reminders: Reminders) -> None:
        """Take all that keeps something of a conversation."""
        self._sittings = sittings
        self._cards = cards
        self._reminders = reminders

    async def forget(self, letter: Letter) -> None:
        """Delete it at once. Nobody waits for an answer under way: whoever gives it deletes again (see `held`)."""
        known = self._sittings.find(letter.sender)
        if known is not None:
            known.forgotten = True
        await self._forget(letter)

    async def _forget(self, letter: Letter) -> None:
        await self._sittings.end(letter.agent, letter.sender)
        await self._cards.forget(letter.sender)
        await self._reminders.forget(letter.sender)

    @asynccontextmanager
    async def held(self, letter: Letter, known: OpenConversation) -> AsyncIterator[None]:
        """Hold a conversation for one answer. If it was deleted meanwhile, what the answer began anew goes too."""
        try:
            async with self._cards.held(letter.sender, known):
                yield
        finally:
            if known.forgotten:
                await self._forget(letter)
