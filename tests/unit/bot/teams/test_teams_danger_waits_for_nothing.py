"""Danger that comes another way than as a message of its own: in an edit, and on the card with the note."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from note_bench import ACUTE, SEND, Desk, Inbox, field
from rasa.core.channels.channel import UserMessage
from talk_bench import DANGER, Bench, recorded, run, saying, typed

from bot.channels.desk import Receipt

SOON = 0.15


async def slow(message: UserMessage) -> None:
    await asyncio.sleep(0.5)
    await saying({"text": "Svar"})(message)


def test_danger_in_an_edit_does_not_wait_for_the_answer_under_way(tmp_path: Path) -> None:
    async def story() -> None:
        bench = Bench(tmp_path)
        await bench.hear(typed("hun er væk", 1))
        bench.agent._act = slow
        first = asyncio.ensure_future(bench.hear(typed("og træt", 2)))
        await asyncio.sleep(0.05)
        edit = asyncio.ensure_future(bench.hear(recorded("edit", id=typed("", 1)["id"], text=DANGER)))
        await asyncio.sleep(SOON)
        told = [said for said in bench.connector.said if "Ring 112 nu" in said]
        await asyncio.gather(first, edit)
        assert told, "112 waited for the turn before it"
        assert sum("Ring 112 nu. Sig" in said for said in bench.connector.said) == 1, "it is said once"

    run(story)


def test_danger_in_an_edit_does_not_wait_for_what_is_to_be_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        bench = Bench(tmp_path)
        await bench.hear(typed("hun er væk", 2))

        async def hang(_sender: str) -> tuple[bool, bool]:
            await asyncio.sleep(0.5)
            raise OSError("the store is away")

        monkeypatch.setattr(bench.agent.tracker_store, "undo", hang)
        edit = asyncio.ensure_future(bench.hear(recorded("edit", id=typed("", 2)["id"], text=DANGER)))
        await asyncio.sleep(SOON)
        told = [said for said in bench.connector.said if "Ring 112 nu" in said]
        await edit
        assert told, "112 waited for the store"

    run(story)


class SlowInbox(Inbox):
    """An inbox that hangs for a while."""

    async def deliver(self, body: dict[str, Any]) -> Receipt:
        await asyncio.sleep(0.5)
        receipt: Receipt = await super().deliver(body)
        return receipt


def test_danger_written_on_a_card_that_is_being_sent_is_answered(tmp_path: Path) -> None:
    async def story() -> None:
        desk = Desk(tmp_path, SlowInbox())
        card = await desk.form()
        sending = asyncio.ensure_future(desk.press(card, SEND, note=field(card)))
        await asyncio.sleep(0.05)
        pressed = asyncio.ensure_future(desk.press(card, SEND, note=f"{field(card)}\n{ACUTE}"))
        await asyncio.sleep(SOON)
        told = [said for said in desk.connector.said if "Ring 112 nu" in said]
        await asyncio.gather(sending, pressed)
        assert told, "silence while the card is being sent"

    run(story)
