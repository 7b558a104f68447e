"""The real channels over a scripted stand-in for Rasa: `PYTHONPATH=. python tests/browser/fake_bot.py --port 8093`.

The stand-in answers by the first word it knows in a message; see `SCRIPT`.
"""

import argparse
import asyncio
import signal
from collections import Counter
from collections.abc import Awaitable, Callable

import bot  # noqa: F401 - first, for what of Rasa is left out

# isort: split
from answers import NOTE, PLAN, QUESTION, TRIAGE
from rasa.core.channels.channel import UserMessage

from bot.channels.rest import RestInput
from bot.channels.server import build
from bot.channels.web import WebInput
from bot.texts import text


class FakeStore:
    """Remembers which conversations Rasa would know."""

    def __init__(self) -> None:
        self.senders: Counter[str] = Counter()
        self.latest = ""

    async def exists(self, sender: str) -> bool:
        """Say whether the conversation has had a turn."""
        return sender in self.senders

    async def undo(self, sender: str) -> tuple[bool, bool]:
        """Take the latest turn back; a message about pills was danger."""
        if not self.senders[sender]:
            return False, False
        if self.latest == "fortryd driller":
            self.latest = ""
            raise RuntimeError("scripted failure")
        self.senders[sender] -= 1
        return True, "piller" in self.latest

    async def forget(self, sender: str) -> None:
        """Delete the conversation."""
        del self.senders[sender]


async def fail(message: UserMessage) -> None:
    """Fail as Rasa does when a policy or a store fails."""
    raise RuntimeError("scripted failure")


async def say_nothing(message: UserMessage) -> None:
    """Answer nothing, as Rasa does when an action fails."""


async def be_slow(message: UserMessage) -> None:
    """Answer after a while."""
    await asyncio.sleep(1.5)
    await ask(message)


async def be_very_slow(message: UserMessage) -> None:
    """Answer after so long that the page says so."""
    await asyncio.sleep(4.6)
    await ask(message)


async def give_plan(message: UserMessage) -> None:
    """Answer with a plan; with the first triage for a reader who was told of the pupil."""
    told = TRIAGE if message.metadata.get("role") else []
    await message.output_channel.send_response(
        message.sender_id, {"custom": {**PLAN, "sections": [*told, *PLAN["sections"]]}}
    )


async def give_note(message: UserMessage) -> None:
    """Answer with a handover note."""
    await message.output_channel.send_response(message.sender_id, {"custom": NOTE})


async def answer_acute(message: UserMessage) -> None:
    """Say the acute text once more, as Rasa's own rule does."""
    said = {"text": text("utter_acute"), "utter_action": "utter_acute"}
    await message.output_channel.send_response(message.sender_id, said)


async def hear_of_a_contact(message: UserMessage) -> None:
    """Say the text after a message about a contact, as Rasa's own rule does."""
    said = {"text": text("utter_feedback"), "utter_action": "utter_feedback"}
    await message.output_channel.send_response(message.sender_id, said)


async def give_plan_with_a_day(message: UserMessage) -> None:
    """Answer with a plan whose note says when to look again."""
    note = {**NOTE["note"], "handover": {**NOTE["note"]["handover"], "next_date": "2026-12-02"}}
    await message.output_channel.send_response(message.sender_id, {"custom": {**PLAN, "note": note}})


async def count(message: UserMessage) -> None:
    """Tell how many turns this conversation has had, for which school, and for whom."""
    known = (message.metadata["turns"], message.metadata.get("school"), message.metadata.get("role"))
    said = " ".join(str(one) for one in known[: 3 if known[2] else 2])
    await message.output_channel.send_response(message.sender_id, {"text": said})


async def ask(message: UserMessage) -> None:
    """Ask a question with buttons, and tell how many are left."""
    progress = {"custom": {"kind": "progress", "left": 2}}
    await message.output_channel.send_response(message.sender_id, progress)
    await message.output_channel.send_response(message.sender_id, {**QUESTION})


SCRIPT: dict[str, Callable[[UserMessage], Awaitable[None]]] = {
    "fejler": fail,
    "kontakten": hear_of_a_contact,
    "en dag i planen": give_plan_with_a_day,
    "tavs": say_nothing,
    "langsomt": be_slow,
    "meget sent": be_very_slow,
    "plan": give_plan,
    "under 18": give_plan,
    "note": give_note,
    "antal": count,
    "piller": answer_acute,
}


class FakeAgent:
    """Takes the place of Rasa's agent."""

    def __init__(self) -> None:
        self.tracker_store = FakeStore()
        self.life = 1

    async def handle_message(self, message: UserMessage) -> None:
        """Answer by the script."""
        self.tracker_store.senders[message.sender_id] += 1
        self.tracker_store.latest = message.text
        message.metadata["turns"] = self.tracker_store.senders[message.sender_id]
        if message.text == "genstart":
            # As when Rasa's process has ended and been started again.
            self.life += 1
        known = (act for word, act in SCRIPT.items() if word in message.text.lower())
        await next(known, ask)(message)


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    app = build("fake_bot", [WebInput.from_credentials(None), RestInput()], FakeAgent())
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app.run(host="127.0.0.1", port=parser.parse_args().port, access_log=False, motd=False)


if __name__ == "__main__":
    main()
