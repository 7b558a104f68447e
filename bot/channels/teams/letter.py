"""One activity on its way to an answer."""

from dataclasses import dataclass
from typing import Any

from bot.channels.teams.activities import Event
from bot.channels.teams.connector import Place
from bot.channels.turn import Handler


@dataclass(frozen=True)
class Letter:
    """What it is, where it came from, and Rasa to ask."""

    event: Event
    place: Place
    sender: str
    school: str | None
    handler: Handler
    agent: Any

    @property
    def metadata(self) -> dict[str, Any]:
        """All that Rasa may know besides the text."""
        return {"school": self.school} if self.school else {}
