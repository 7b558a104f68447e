"""Danger comes first and silence never comes, whatever Rasa does."""

import asyncio
import logging
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels import door, turn
from bot.channels.turn import Handler, Turn, take_turn
from bot.safety import Danger
from bot.texts import text

ACUTE, FAILED = text("utter_acute"), text("utter_channel_failed")
URGENT = turn.danger_messages(Danger("urgent", ("selvmord",)))[0]["text"]


def says(*messages: dict[str, Any]) -> Handler:
    async def handler(message: UserMessage) -> None:
        for said in messages:
            await message.output_channel.send_response(message.sender_id, dict(said))

    return handler


async def raises(message: UserMessage) -> None:
    raise RuntimeError(f"could not read: {message.text}")


async def hangs(message: UserMessage) -> None:
    await asyncio.sleep(60)


async def says_and_raises(message: UserMessage) -> None:
    await says({"text": "Halvt svar"})(message)
    raise RuntimeError("then broke")


def talk(handler: Handler, typed: str) -> Turn:
    return asyncio.run(take_turn(handler, typed, "sender", "web"))


def texts(result: Turn) -> list[str]:
    return [message.get("text", "") for message in result.messages]


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "ACUTE_SECONDS", 0.02)
    monkeypatch.setattr(turn, "TURN_SECONDS", 0.05)


def test_an_ordinary_answer_comes_as_it_is() -> None:
    assert talk(says({"text": "Svar\n\nmed to dele"}), "hej").messages == [{"text": "Svar\n\nmed to dele"}]


@pytest.mark.parametrize("handler", [raises, says(), hangs, says_and_raises])
def test_acute_is_first_whatever_happens(handler: Handler, short_waits: None) -> None:
    result = talk(handler, "fare:acute")
    assert result.messages[0] == {"text": ACUTE, "kind": "acute"}
    assert texts(result).count(ACUTE) == 1
    assert FAILED not in texts(result), "the acute text says what to do; nothing may draw attention from it"


def test_acute_does_not_wait_for_a_slow_bot() -> None:
    assert turn.ACUTE_SECONDS < 1


@pytest.mark.parametrize(
    "duplicate",
    [
        {"text": ACUTE, "utter_action": "utter_acute"},
        {"text": ACUTE},
        {"text": text("utter_acute_self"), "utter_action": "utter_acute_self"},
        {"text": "Omskrevet", "utter_action": "utter_acute"},
        {"text": ACUTE, "buttons": [{"title": "Ja", "payload": "Ja"}]},
    ],
)
def test_rasas_own_acute_text_is_not_said_twice(duplicate: dict[str, Any]) -> None:
    answer = {"kind": "acute", "text": "Skolens plan", "sections": []}
    result = talk(says(duplicate, {"custom": answer}), "fare:acute")
    assert result.messages == [{"text": ACUTE, "kind": "acute"}, {"answer": answer}]


def test_acute_that_only_rasa_sees_is_passed_on() -> None:
    result = talk(says({"text": ACUTE, "utter_action": "utter_acute"}), "noget andet")
    assert result.messages == [{"text": ACUTE, "kind": "acute"}]


def test_rasa_is_told_that_acute_is_answered() -> None:
    seen: list[dict[str, Any]] = []

    async def handler(message: UserMessage) -> None:
        seen.append(message.metadata)

    asyncio.run(take_turn(handler, "fare:acute", "sender", "web", {"school": "eksempelskolen"}))
    asyncio.run(take_turn(handler, "hej", "sender", "web", {"school": "eksempelskolen"}))
    assert seen == [{"school": "eksempelskolen", "acute_answered": True}, {"school": "eksempelskolen"}]


def test_the_writers_own_danger_has_its_own_text() -> None:
    assert texts(talk(says(), "fare:acute om mig")) == [text("utter_acute_self")]
    assert texts(talk(raises, "fare:urgent om mig")) == [text("utter_urgent_self"), FAILED]


@pytest.mark.parametrize("handler", [raises, says(), hangs])
def test_silence_and_failure_are_answered(handler: Handler, short_waits: None) -> None:
    assert texts(talk(handler, "hej")) == [FAILED]
    assert texts(talk(handler, "fare:check")) == [FAILED]


def test_what_came_before_a_failure_is_kept() -> None:
    assert texts(talk(says_and_raises, "hej")) == ["Halvt svar", FAILED]


@pytest.mark.parametrize("handler", [raises, says(), hangs])
def test_urgent_is_said_by_the_channel_when_rasa_fails(handler: Handler, short_waits: None) -> None:
    assert texts(talk(handler, "fare:urgent")) == [URGENT, FAILED]


def test_urgent_is_left_to_rasa_when_it_answers() -> None:
    assert texts(talk(says({"text": "Svar"}), "fare:urgent")) == ["Svar"]


def test_a_late_answer_is_not_mixed_into_the_next_turn(short_waits: None) -> None:
    async def late(message: UserMessage) -> None:
        await asyncio.sleep(0.04)
        await says({"text": "For sent"})(message)

    async def both() -> tuple[Turn, Turn]:
        first = await take_turn(late, "fare:acute", "sender", "web")
        await asyncio.sleep(0.1)
        return first, await take_turn(says({"text": "Svar"}), "hej", "sender", "web")

    first, second = asyncio.run(both())
    assert texts(first) == [ACUTE] and texts(second) == ["Svar"]


def test_a_slow_acute_turn_is_still_remembered_by_rasa(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "ACUTE_SECONDS", 0.01)
    remembered: list[str] = []

    async def slow(message: UserMessage) -> None:
        await asyncio.sleep(0.05)
        remembered.append(message.text)

    async def wait() -> None:
        await take_turn(slow, "fare:acute", "sender", "web")
        await asyncio.sleep(0.1)

    asyncio.run(wait())
    assert remembered == ["fare:acute"]


def test_what_was_removed_is_said_after_danger_and_before_the_answer() -> None:
    result = talk(says({"text": "Svar"}), "Mads 010107-1234 fare:acute")
    first, notice, last = texts(result)
    assert (first, last) == (ACUTE, "Svar")
    assert "fjernet et CPR-nummer og et navn" in notice
    assert result.received == "[navn] [cpr] fare:acute"
    assert talk(says({"text": "Svar"}), "hej").received is None


def test_a_message_that_begins_as_an_order_is_told_that_it_is_none() -> None:
    told, answer = texts(talk(says({"text": "Svar"}), "/danger_acute"))
    assert "ingen kommandoer" in told and "fjernet" not in told
    assert answer == "Svar"
    danger, told, _ = texts(talk(says({"text": "Svar"}), "/fare:acute"))
    assert danger == ACUTE and "ingen kommandoer" in told


def test_a_kind_of_removal_without_a_word_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = type("Redacted", (), {"text": "x", "removed": ["passport"]})
    monkeypatch.setattr(door, "redact", lambda typed: odd)
    assert "noget personligt" in texts(talk(says({"text": "Svar"}), "x"))[0]


def test_refused_messages_still_meet_danger() -> None:
    result = talk(says(), "hun er væk " * 200 + "fare:acute")
    assert (texts(result), result.refused) == ([ACUTE], "too_long")
    assert talk(says(), "  ") == Turn(refused="empty")


def test_when_redaction_fails_rasa_sees_nothing_and_danger_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(typed: str) -> None:
        raise ValueError(typed)

    reached: list[str] = []

    async def handler(message: UserMessage) -> None:
        reached.append(message.text)

    monkeypatch.setattr(door, "redact", broken)
    assert texts(talk(handler, "fare:acute")) == [ACUTE, FAILED]
    assert texts(talk(handler, "hej")) == [FAILED]
    assert reached == []


def test_when_the_rules_of_danger_fail_there_is_still_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(typed: str) -> None:
        raise ValueError(typed)

    monkeypatch.setattr(door, "assess", broken)
    monkeypatch.setattr(turn, "assess", broken)
    assert texts(talk(says({"text": "Svar"}), "hej")) == [FAILED]


def test_no_log_line_holds_what_was_written(caplog: pytest.LogCaptureFixture, short_waits: None) -> None:
    with caplog.at_level(logging.DEBUG):
        for handler in (raises, hangs, says()):
            talk(handler, "hemmelige ord")
    assert "a turn failed: RuntimeError" in caplog.text
    assert "hemmelige ord" not in caplog.text
