"""From a note in Teams to the school's counsellor: exactly what is shown goes, once, and nothing is lost on the way."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from answers import NOTE
from note_bench import ACUTE, OPEN, SEND, Desk, Inbox, buttons, elements, field
from readability import lix
from talk_bench import recorded, run, seen

from bot.channels.desk import NotDelivered, Offer
from bot.channels.handover import NOTE_LIMIT, say

ROOT = Path(__file__).resolve().parents[4]


def test_a_note_goes_as_it_stands_on_the_card_with_what_the_plan_knew(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox()
        desk = Desk(tmp_path, inbox, urgency="check", next_date="2026-12-02")
        card = await desk.form("eksempelskolen")
        shown = seen(card)
        assert "skolens studievejleder, Eksempelskolen" in shown and "ikke sendt noget til kommunen" in shown
        for fact in ("emnet (fravær)", "Ikast-Brande Kommune", "under 18", "talt med eleven", "skal se på det snart"):
            assert fact in shown
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
            "facts": NOTE["note"]["handover"]["facts"],
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


def test_another_receiver_is_named_on_the_button(tmp_path: Path) -> None:
    async def story() -> None:
        inbox = Inbox(Offer(True, "tovholder", "tovholder", "Eksempelskolen", None))
        assert buttons(await Desk(tmp_path, inbox).note()) == ["Send til skolens tovholder"]

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
