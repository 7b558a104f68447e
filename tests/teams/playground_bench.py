"""All that takes part in `make test-teams`, in one place for its tests."""

from dataclasses import dataclass
from pathlib import Path

from fake_microsoft import TENANT, Microsoft
from house import House
from playground import Playground, Seen
from transcript import Transcript

DOCS = Path(__file__).resolve().parents[2] / "docs" / "teams"


@dataclass
class Bench:
    """All that takes part, and what is written down of it."""

    house: House
    microsoft: Microsoft
    playground: Playground
    transcript: Transcript
    folder: Path
    tenant: str = TENANT

    def says(self, text: str) -> list[Seen]:
        """The teacher writes."""
        self.transcript.teacher(f'skriver: "{text}"')
        return self._noted(self.playground.say(text))

    def presses(self, title: str, **inputs: str) -> list[Seen]:
        """The teacher presses a button."""
        self.transcript.teacher(f"trykker: [{title}]" + "".join(f" med {value}" for value in inputs.values()))
        return self._noted(self.playground.press(title, **inputs))

    def _noted(self, messages: list[Seen]) -> list[Seen]:
        self.transcript.bot(messages)
        return messages
