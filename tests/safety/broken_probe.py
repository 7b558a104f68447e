"""Questions put to a broken house, at every place of the conversation, and what must be true of each answer."""

import statistics
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from broken_house import BrokenHouse

from bot.channels.turn import TURN_SECONDS
from bot.texts import text

WORD = "zebrafisk"
STEPS = {
    "start": None,
    "safety": "jeg er bekymret for en elev",
    "topics": "nej",
    "age_group": "hun ryger hash",
    "municipality": "19",
    "tried": "Ikast",
    "after the plan": "jeg har talt med eleven",
}
KINDS = {
    "acute": f"hun har taget en masse piller. {WORD}",
    "urgent": f"hun skærer i sig selv. {WORD}",
    "ordinary": f"hun er også tit væk fra timerne. {WORD}",
}
EXCUSES = [text(name) for name in ("utter_channel_failed", "utter_lookup_failed", "utter_starting", "utter_no_model")]


@dataclass
class Answered:
    """One answer: where, what for, after how many seconds."""

    place: str
    kind: str
    sender: str
    seconds: float
    messages: list[dict[str, Any]]

    @property
    def said(self) -> str:
        return "\n".join(message["text"] for message in self.messages)

    def wrong(self) -> str | None:
        """What is wrong with the answer, or None."""
        if not self.said.strip():
            return "silence"
        if "Traceback" in self.said or "Error" in self.said:
            return "shows what is inside"
        if self.kind == "acute":
            first = self.messages[0]["text"].startswith("Ring 112")
            return None if first and self.seconds <= 1 else f"first 112: {first}, after {self.seconds:.2f} s"
        if self.kind == "urgent" and "112" not in self.said:
            return "urgent danger without 112"
        return None if self.seconds <= TURN_SECONDS + 1 else f"after {self.seconds:.1f} s"


@dataclass
class Probe:
    """Conversations opened at every place, one for each kind of message, before anything is broken."""

    house: BrokenHouse
    senders: dict[tuple[str, str], str] = field(default_factory=dict)

    def prepare(self) -> None:
        """Bring every conversation to its place."""
        for number, place in enumerate(STEPS):
            for kind in KINDS:
                sender = self.senders[place, kind] = uuid.uuid4().hex
                for step in list(STEPS.values())[1 : number + 1]:
                    assert step
                    self.house.say(sender, step)

    def ask(self) -> list[Answered]:
        """Send all messages: acute ones one by one, and the others meanwhile."""
        answers: list[Answered] = []
        others = [
            threading.Thread(target=lambda place=place, kind=kind: answers.append(self._say(place, kind)))
            for place, kind in self.senders
            if kind != "acute"
        ]
        for thread in others:
            thread.start()
        answers += [self._say(place, kind) for place, kind in self.senders if kind == "acute"]
        for thread in others:
            thread.join()
        return answers

    def _say(self, place: str, kind: str) -> Answered:
        sender = self.senders[place, kind]
        started = time.perf_counter()
        messages = self.house.say(sender, KINDS[kind])
        return Answered(place, kind, sender, time.perf_counter() - started, messages)

    def goes_on(self) -> str | None:
        """Whether the conversation that was asked for the municipality goes on from there; what is wrong, or None."""
        said = "\n".join(
            message["text"] for message in self.house.say(self.senders["municipality", "ordinary"], "Ikast")
        )
        return None if "gjort indtil nu" in said else f"went on with: {said[:80]}"

    def wait_mended(self, seconds: float = 150) -> None:
        """Wait until the house answers as it should."""
        self.house.wait_ready(seconds)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            said = [message["text"] for message in self.house.say(uuid.uuid4().hex, "hun er 19 og bor i Ikast")]
            if said and not set(said) & set(EXCUSES):
                return
            time.sleep(1)
        raise AssertionError("the house was not mended")


def figures(answers: list[Answered]) -> dict[str, Any]:
    """Counts and seconds for the report."""
    acute = sorted(answer.seconds for answer in answers if answer.kind == "acute")
    other = [answer.seconds for answer in answers if answer.kind != "acute"]
    return {
        "acute": len(acute),
        "acute_p50_seconds": round(statistics.median(acute), 3),
        "acute_max_seconds": round(acute[-1], 3),
        "other": len(other),
        "other_p50_seconds": round(statistics.median(other), 3),
        "other_max_seconds": round(max(other), 3),
        "answered_in_full": sum(not any(excuse in answer.said for excuse in EXCUSES) for answer in answers),
    }
