"""Danger comes first in Teams, whatever fails, waits or is too much, and nothing that was written reaches the log."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from talk_bench import DANGER, FRESH, Bench, fail, run, saying, typed

from bot.channels.teams import cards
from bot.texts import text


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.mark.parametrize("act", [fail, saying(), saying({"text": text("utter_acute"), "utter_action": "utter_acute"})])
def test_danger_comes_first_whatever_rasa_does(tmp_path: Path, act: Any) -> None:
    async def story() -> None:
        bench = Bench(tmp_path, act)
        said = await bench.hear(typed(DANGER))
        assert "Ring 112 nu" in said[0] and bench.connector.acute[0]
        assert sum("Ring 112 nu. Sig, hvor eleven er" in part for part in said) == 1

    run(story)


def test_danger_is_answered_also_when_no_card_can_be_made(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "_activities", lambda *given: 1 / 0)

    async def story() -> None:
        assert (await bench.hear(typed(DANGER)))[0] == text("utter_acute")

    run(story)


def test_danger_is_answered_also_when_the_channel_itself_fails(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: Any, **more: Any) -> Any:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(bench.talk._replies, "say", broken)

    async def story() -> None:
        said = await bench.hear(typed(DANGER))
        assert said == [text("utter_acute"), text("utter_channel_failed")] and bench.connector.acute == [True, False]
        assert await bench.hear(typed("hej", 2)) == [text("utter_channel_failed")]

    run(story)


def test_danger_does_not_wait_for_the_answer_before_it(tmp_path: Path) -> None:
    async def slow(message: UserMessage) -> None:
        await asyncio.sleep(0.3)
        await saying({"text": "Svar"})(message)

    async def story() -> None:
        bench = Bench(tmp_path, slow)
        first = asyncio.ensure_future(bench.hear(typed("hej", 1)))
        await asyncio.sleep(0.05)
        second = asyncio.ensure_future(bench.hear(typed(DANGER, 2)))
        await asyncio.sleep(0.1)
        assert len(bench.connector.sent) == 1 and "Ring 112 nu" in bench.connector.said[0]
        await asyncio.gather(first, second)
        assert sum("Ring 112 nu" in part for part in bench.connector.said) == 1, "it is said once"

    run(story)


def test_danger_does_not_wait_for_rasa_to_say_what_it_remembers(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(sender: str) -> bool:
        await asyncio.sleep(0.3)
        raise RuntimeError("no answer")

    monkeypatch.setattr(bench.agent.tracker_store, "exists", hang)

    async def story() -> None:
        answering = asyncio.ensure_future(bench.hear(typed(DANGER)))
        await asyncio.sleep(0.1)
        assert "Ring 112 nu" in bench.connector.said[0]
        await answering
        assert sum("Ring 112 nu" in part for part in bench.connector.said) == 1

    run(story)


def test_two_messages_at_once_are_answered_in_their_order(tmp_path: Path) -> None:
    async def story() -> None:
        bench = Bench(tmp_path)
        bench.connector.slow = 0.01
        await asyncio.gather(*(bench.hear(typed(f"nummer {number}", number)) for number in range(5)))
        assert [part for part in bench.connector.said if part != FRESH] == [
            f"Du skrev: nummer {number}" for number in range(5)
        ]

    run(story)


@pytest.mark.parametrize(
    ("typed_text", "name"), [("", "utter_empty"), ("/", "utter_empty"), ("x" * 1001, "utter_too_long")]
)
def test_what_cannot_be_read_is_told_so(bench: Bench, typed_text: str, name: str) -> None:
    async def story() -> None:
        assert (await bench.hear(typed(typed_text)))[-1] == text(name)
        assert bench.heard == []

    run(story)


def test_a_long_text_is_read_for_danger(bench: Bench) -> None:
    async def story() -> None:
        said = await bench.hear(typed(f"{DANGER}. " + "bla " * 400))
        assert "Ring 112 nu" in said[0] and said[-1] == text("utter_too_long")

    run(story)


def test_too_many_messages_are_held_back_and_danger_is_not(bench: Bench) -> None:
    async def story() -> None:
        for number in range(30):
            await bench.hear(typed("hej", number))
        assert await bench.hear(typed("hej", 40)) == [text("utter_rate_limited")]
        said = await bench.hear(typed(DANGER, 41))
        assert "Ring 112 nu" in said[0] and said[1] == text("utter_rate_limited")

    run(story)


def test_nothing_that_was_written_reaches_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def secret(message: UserMessage) -> None:
        raise RuntimeError(f"kunne ikke lide {message.text}")

    async def story() -> None:
        bench = Bench(tmp_path, secret)
        bench.connector.reachable = False
        await bench.hear(typed("en hemmelig bekymring"))

    run(story)
    assert caplog.text and "hemmelig" not in caplog.text
