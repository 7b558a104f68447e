"""A note in Teams that does not go: nothing is lost, nobody else can send it, and the teacher is told."""

import asyncio
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from answers import NOTE
from note_bench import ACUTE, OFFER, OPEN, SEND, Desk, Inbox, buttons, elements, field, pressed
from talk_bench import KEY, run, seen
from teams_door import Door, door
from token_bench import STRANGER, TENANT, activity, token

from bot.channels.desk import NotDelivered, Offer
from bot.channels.handover import MOST_IN_AN_HOUR, NOTE_LIMIT, say
from bot.channels.teams.sealing import Seal
from bot.texts import text

OLD = text("utter_teams_note_old")


@pytest.mark.parametrize("code", ["away", "uncertain", "closed", "refused"])
def test_what_does_not_arrive_is_said_and_stays_on_the_card(tmp_path: Path, code: str) -> None:
    async def story() -> None:
        inbox = Inbox()
        inbox.failing = NotDelivered(code, "Registret siger nej.")
        desk = Desk(tmp_path, inbox)
        card = await desk.form()
        (said,) = await desk.press(card, SEND, note="Han er tit væk.\nOgså om fredagen.")
        assert said == say(code, why="Registret siger nej.") and "Sendt til" not in said
        kept = desk.shown
        assert field(kept) == "Han er tit væk.\nOgså om fredagen." and SEND in buttons(kept)
        inbox.failing = None
        (said,) = await desk.press(kept, SEND, note=field(kept))
        assert "A1K2" in said and inbox.notes == ["Han er tit væk.\nOgså om fredagen."]

    run(story)


def test_an_uncertain_one_has_the_same_id_when_it_is_tried_again(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox()
        desk = Desk(tmp_path, inbox)
        card = await desk.form()
        await desk.press(card, SEND, note=field(card))
        (landed,) = inbox.landed
        other = Desk(tmp_path, inbox)
        inbox.failing = NotDelivered("uncertain")
        await other.press(card, SEND, note=field(card))
        inbox.failing = None
        await other.press(other.shown, SEND, note=field(other.shown))
        assert list(inbox.landed) == [landed]

    run(story)


def test_an_empty_and_an_over_long_note_are_not_sent_and_not_lost(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox()
        desk = Desk(tmp_path, inbox)
        card = await desk.form()
        assert await desk.press(card, SEND, note="  ") == [say("empty")]
        long = "a " * (NOTE_LIMIT // 2) + "ab"
        assert await desk.press(card, SEND, note=long) == [say("too_long")]
        assert field(desk.shown) == long and inbox.landed == {}
        long_note = Desk(tmp_path, inbox, long)
        assert await long_note.press(await long_note.note(), OPEN) == [say("too_long")]

    run(story)


def test_many_in_an_hour_are_stopped(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox()
        desk = Desk(tmp_path, inbox)
        note = await desk.note()
        for number in range(MOST_IN_AN_HOUR + 1):
            await desk.press(note, OPEN)
            card = desk.connector.sent[-1]
            said = await desk.press(card, SEND, note=f"Note nummer {number}")
        assert len(inbox.landed) == MOST_IN_AN_HOUR and said == [say("too_many", role="studievejleder")]
        assert field(desk.shown) == f"Note nummer {MOST_IN_AN_HOUR}"

    run(story)


def test_what_another_teacher_school_or_hand_has_made_is_no_card_of_hers(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox()
        desk = Desk(tmp_path, inbox)
        card = await desk.form("eksempelskolen")
        right = pressed(card, SEND, note="Han er tit væk.")
        stranger = {**right, "id": "1", "from": {"id": "29:another"}}
        assert await desk.hear(stranger, "eksempelskolen") == [OLD]
        assert await desk.hear({**right, "id": "2"}, "en-anden-skole") == [OLD]
        for number, sealed in enumerate(["", "x" * 50_000, Seal(b"another key").close({"from": [], "card": "c"}), 7]):
            forged = {**right, "id": f"3{number}", "value": {**right["value"], "sealed": sealed}}
            assert await desk.hear(forged, "eksempelskolen") == [OLD]
        danger = {**right, "id": "4", "value": {**right["value"], "sealed": "", "note": ACUTE}}
        first, last = await desk.hear(danger, "eksempelskolen")
        assert first.startswith("Ring 112 nu") and last == OLD, "danger is read on any card"
        assert inbox.landed == {}

    run(story)


def test_what_is_sealed_can_be_read_by_nobody_and_is_too_old_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    seal = Seal(KEY)
    closed = seal.close({"text": "Han er tit væk"})
    assert "væk" not in closed and seal.open(closed) == {"text": "Han er tit væk"}
    tomorrow = time.time() + 25 * 3600
    monkeypatch.setattr("time.time", lambda: tomorrow)
    assert seal.open(closed) is None


def test_over_the_real_door_only_the_schools_own_tenant_can_send(tmp_path: Path) -> None:
    async def say_note(message: Any) -> None:
        await message.output_channel.send_custom_json(message.sender_id, NOTE)

    async def press(at: Door, client: aiohttp.ClientSession, number: str, tenant: str = TENANT, **parts: Any) -> int:
        url = f"{at.there.url}/emea/"
        right = activity(serviceUrl=url, id=number, **parts)
        right["conversation"] |= {"tenantId": tenant}
        right["channelData"] = {"tenant": {"id": tenant}}
        headers = {"Authorization": f"Bearer {token(serviceurl=url)}"}
        async with client.post(f"{at.url}/teams/messages", json=right, headers=headers) as reply:
            return reply.status

    async def card_with(at: Door, title: str) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while True:
                for entry in at.there.heard:
                    cards = [block for block in elements(entry["body"]) if block.get("title") == title]
                    if cards:
                        return dict(cards[0]["data"])
                await asyncio.sleep(0.02)

    async def run() -> None:
        inbox = Inbox()
        async with door(tmp_path, say_note, inbox) as at, aiohttp.ClientSession() as client:
            assert await press(at, client, "1", text="lav en note") == 200
            opening = await card_with(at, OPEN)
            assert await press(at, client, "2", text=None, value=opening, replyToId="1:1") == 200
            sending = {**await card_with(at, SEND), "note": "Han er tit væk."}
            assert await press(at, client, "3", STRANGER, text=None, value=sending) == 403
            assert inbox.landed == {}
            assert await press(at, client, "4", text=None, value=sending, replyToId="1:3") == 200
            async with asyncio.timeout(5):
                while not any(entry["method"] == "PUT" for entry in at.there.heard):
                    await asyncio.sleep(0.02)
            assert inbox.notes == ["Han er tit væk."]
            assert {body["school"] for body in inbox.landed.values()} == {"vores-skole"}

    asyncio.run(run())


@pytest.mark.parametrize(
    ("inbox", "words"),
    [
        (None, None),
        (Inbox(None), None),
        (
            Inbox(Offer(False, "studievejleder", "studievejleder", "S", "Skolen har ingen postkasse.")),
            "ingen postkasse",
        ),
    ],
)
def test_there_is_no_button_where_nobody_takes_notes(tmp_path: Path, inbox: Inbox | None, words: str | None) -> None:
    async def story() -> None:
        card = await Desk(tmp_path, inbox).note()
        assert buttons(card) == [] and (words is None or words in seen(card))

    run(story)


def test_a_school_that_stops_taking_notes_says_so_when_the_button_is_pressed(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox()
        desk = Desk(tmp_path, inbox)
        note = await desk.note()
        inbox.answer = None
        assert await desk.press(note, OPEN) == [say("away")]
        inbox.answer = Offer(False, "x", "x", "S", "Skolen har ingen postkasse.")
        assert await desk.press(note, OPEN) == ["Skolen har ingen postkasse."]

    run(story)


def test_the_card_stays_where_it_is_known_and_else_comes_anew(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox(OFFER)
        desk = Desk(tmp_path, inbox)
        card = await desk.form()
        nameless = pressed(card, SEND, note=field(card))
        inbox.failing = NotDelivered("away")
        said = await desk.hear({**nameless, "replyToId": None})
        assert len(said) == 2 and say("away") == said[-1] and SEND in said[0]

    run(story)
