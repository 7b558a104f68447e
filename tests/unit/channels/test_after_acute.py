"""The channel gives way to the short text after an acute answer, and to nothing else."""

import asyncio
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels import turn
from bot.channels.turn import Handler, take_turn
from bot.texts import text

ACUTE, AFTER = text("utter_acute"), text("utter_after_acute")
SAYS_ACUTE = {"text": ACUTE, "utter_action": "utter_acute"}
SAYS_AFTER = {"text": AFTER, "utter_action": "utter_after_acute"}
QUESTION = {"text": "Hvor gammel er eleven?", "utter_action": "utter_ask_age_group"}


def says(*messages: dict[str, Any], then: float = 0) -> Handler:
    async def handler(message: UserMessage) -> None:
        for said in messages:
            await message.output_channel.send_response(message.sender_id, dict(said))
        await asyncio.sleep(then)

    return handler


def answers(handler: Handler, typed: str) -> list[str]:
    return [str(message.get("text")) for message in asyncio.run(take_turn(handler, typed, "sender", "web")).messages]


@pytest.mark.parametrize("typed", ["fare:acute", "ordinary words in which only the model sees danger"])
def test_the_whole_text_is_left_out_when_rasa_goes_on(typed: str) -> None:
    assert answers(says(SAYS_ACUTE, SAYS_AFTER, QUESTION), typed) == [AFTER, QUESTION["text"]]


def test_without_that_text_the_channel_says_the_whole_one() -> None:
    assert answers(says(SAYS_ACUTE, QUESTION), "fare:acute") == [ACUTE, QUESTION["text"]]
    assert answers(says(), "fare:acute") == [ACUTE]


def test_a_turn_that_breaks_halfway_is_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "ACUTE_SECONDS", 0.05)
    assert answers(says(SAYS_ACUTE, SAYS_AFTER, then=1), "fare:acute")[0] == ACUTE


@pytest.mark.parametrize("kind", ["selvmord", "aere", "husly", "ukendt"])
def test_the_last_line_of_defence_fills_the_text(kind: str) -> None:
    from bot.safety import Danger

    (message,) = turn.danger_messages(Danger("urgent", (kind,)))
    assert message["kind"] == "urgent"
    assert "{" not in message["text"] and "112" in message["text"]
