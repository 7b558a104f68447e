"""From a note in Teams to the school's counsellor: exactly what is shown goes, once, and nothing is lost on the way."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from note_bench import OFFER, Desk, Inbox, buttons, elements, field, pressed
from readability import lix
from talk_bench import KEY, recorded, seen

from bot.channels.desk import NotDelivered, Offer
from bot.channels.handover import MOST_IN_AN_HOUR, NOTE_LIMIT, say
from bot.channels.teams.sealing import Seal
from bot.texts import text

ROOT = Path(__file__).resolve().parents[4]
OPEN, SEND = "Send til studievejlederen", "Send noten"
OLD = text("utter_teams_note_old")
ACUTE = "Hun har lige taget en masse piller og svarer ikke"


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(story())  # type: ignore[arg-type]


def test_a_note_goes_as_it_stands_on_the_card_with_what_the_plan_knew(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox()
        desk = Desk(tmp_path, inbox, urgency="check", next_date="2026-12-02")
        card = await desk.form("eksempelskolen")
        shown = seen(card)
        assert "skolens studievejleder, Eksempelskolen" in shown and "ikke sendt noget til kommunen" in shown
        assert "emnet (fravær), elevens kommune (Ikast-Brande Kommune) og at nogen skal se på det snart" in shown
        assert inbox.landed == {}, "nothing goes before the second button"
        (receipt,) = await desk.press(card, SEND, "eksempelskolen", note=field(card))
        assert "A1K2" in receipt and "Der er ikke sendt noget til kommunen" in receipt
        (body,) = inbox.landed.values()
        assert body["note"] == field(card) and re.fullmatch(r"[A-Za-z0-9-]{16,64}", body["id"])
        assert {key: body[key] for key in body if key not in ("id", "note")} == {
            "school": "eksempelskolen",
            "to_role": "studievejleder",
            "topics": ["fravaer"],
            "municipality": "0756",
            "urgency": "check",
            "next_date": "2026-12-02",
        }
        assert buttons(desk.shown) == [] and "A1K2" in seen(desk.shown) and "tit væk" in seen(desk.shown)
        (_, above), _ = desk.connector.updated
        assert "A1K2" in seen(above) and buttons(above) == [], "no card says any more that nothing was sent"

    run(story)


def test_what_would_no_longer_be_true_does_not_go(tmp_path: Path) -> None:
    async def story() -> None:
        desk = Desk(tmp_path, Inbox(), f"Han er tit væk.\n\n{say('unsent')}")
        assert field(await desk.form()) == "Han er tit væk."

    run(story)


def test_the_same_card_sent_twice_lands_once_and_is_told_once(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox()
        desk = Desk(tmp_path, inbox)
        card = await desk.form()
        said = await asyncio.gather(*(desk.press(card, SEND, note=field(card)) for _ in range(2)))
        assert len(inbox.landed) == 1
        assert len([words for words in desk.connector.said if "A1K2" in words]) == 1, said
        assert await desk.press(card, SEND, note=field(card) + "\nmere") == []
        assert len(inbox.landed) == 1 and buttons(desk.shown) == [] and "mere" not in seen(desk.shown)

    run(story)


def test_a_card_sent_again_after_a_restart_and_two_cards_of_one_note_land_once(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox()
        desk = Desk(tmp_path, inbox)
        note = await desk.note()
        await desk.press(note, OPEN)
        first = desk.connector.sent[-1]
        await desk.press(note, OPEN)
        second = desk.connector.sent[-1]
        await desk.press(first, SEND, note=field(first))
        again = Desk(tmp_path, inbox)
        for card in (first, second):
            (receipt,) = await again.press(card, SEND, note=field(card))
            assert "A1K2" in receipt and buttons(again.shown) == []
        assert len(inbox.landed) == 1

    run(story)


def test_danger_written_into_the_card_is_answered_first_and_goes_along(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox()
        desk = Desk(tmp_path, inbox)
        card = await desk.form()
        said = await desk.press(card, SEND, note=f"{field(card)}\n{ACUTE}")
        assert said[0].startswith("Ring 112 nu") and desk.connector.acute[-2:] == [True, False]
        assert said[-1].startswith("Er nogen i fare nu") and "A1K2" in said[-1]
        assert [body["urgency"] for body in inbox.landed.values()] == ["acute"]
        inbox.failing = NotDelivered("away")
        card = await desk.form()
        said = await desk.press(card, SEND, note=ACUTE)
        assert said[0].startswith("Ring 112 nu") and say("away") in said[-1]

    run(story)


def test_a_note_that_hurries_says_what_to_do_before_anything_else(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox()
        desk = Desk(tmp_path, inbox, urgency="urgent", topic_names=["vold i hjemmet"])
        card = await desk.form()
        assert seen(card).index("Er nogen i fare nu, så ring 112") < seen(card).index("Noten går til")
        assert [block["url"] for block in elements(card) if block["type"] == "Action.OpenUrl"] == ["tel:112"]
        said = await desk.press(card, SEND, note=field(card) + "\nDet handler om: vold i hjemmet")
        assert len(said) == 1 and said[0].startswith("Er nogen i fare nu"), "the note's own line is no new danger"
        assert [body["urgency"] for body in inbox.landed.values()] == ["urgent"]

    run(story)


def test_names_and_numbers_are_taken_out_and_shown_before_it_goes(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox()
        desk = Desk(tmp_path, inbox, "Eleven 010107-1234 er tit væk.")
        card = await desk.form()
        assert "1234" not in seen(card) and "Navne eller numre er taget ud" in seen(card)
        assert "1234" not in str(desk.connector.sent[-1])
        assert await desk.press(card, SEND, note="Ring til mor på 22 33 44 55.") == []
        assert inbox.landed == {} and "ikke sendt endnu" in seen(desk.shown) and "22 33" not in field(desk.shown)
        once = desk.shown
        (receipt,) = await desk.press(once, SEND, note=field(once))
        assert inbox.notes == [field(once)] and "A1K2" in receipt

    run(story)


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


@pytest.mark.parametrize(
    "words",
    [("Han er tit væk. " * 600)[: NOTE_LIMIT - 1] + "!", "\n".join(["kort linje"] * 700), "æ" * NOTE_LIMIT],
    ids=["a whole page", "many lines", "one word"],
)
def test_the_longest_notes_make_cards_that_teams_takes(tmp_path: Path, words: str) -> None:
    async def story() -> None:
        desk = Desk(tmp_path, Inbox(), words, urgency="acute", topic_names=["fravær"] * 10)
        card = await desk.form()
        await desk.press(card, SEND, note=field(card))
        assert buttons(desk.shown) == [], "and `pressed` and `shown` have measured each card"

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


def test_a_conversation_that_is_over_changes_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox()
        desk = Desk(tmp_path, inbox)
        note = await desk.note()
        await desk.hear(recorded("text", id="77", text="slet samtalen", attachments=[]))
        await desk.press(note, OPEN)
        card = desk.connector.sent[-1]
        await desk.press(card, SEND, note=field(card))
        assert [body["topics"] for body in inbox.landed.values()] == [["fravaer"]]

    run(story)


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


def test_another_receiver_is_named_on_the_button(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox(Offer(True, "tovholder", "tovholder", "Eksempelskolen", None))
        assert buttons(await Desk(tmp_path, inbox).note()) == ["Send til skolens tovholder"]

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


def test_the_words_are_plain_and_those_of_the_page() -> None:
    file = ROOT / "bot" / "responses" / "channels" / "teams_note.yml"
    texts: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))["responses"]
    page = (ROOT / "bot" / "channels" / "web" / "static" / "index.html").read_text("utf-8")
    words = texts["utter_teams_note"][0]["metadata"]
    for line in [*(variants[0]["text"] for variants in texts.values()), *words.values()]:
        assert lix(line) <= 40 or len(line.split()) < 12, line
        assert all(len(part.split()) <= 15 for part in re.split(r"(?<=[.!?])\s+", line)), line
    for name in ("open", "open_other", "heading", "removed", "goes_with", "topics", "municipality", "send"):
        assert words[name] in page, f"the page says it in another way: {words[name]}"
    for level in ("acute", "urgent", "check", "none"):
        assert words[f"urgency_{level}"] in page
