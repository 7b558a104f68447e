"""After "ja" or "nej" one card asks how the contact went; it is sent once, and keeps what was chosen until it is."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from card_rules import blocks, faults
from talk_bench import Bench, recorded, typed

from bot.channels.rating import MOST_IN_AN_HOUR, Questions, municipalities
from bot.channels.ratings import NotKept
from bot.texts import text

ITEMS = ("frequent", "timely", "accurate", "problem_solving", "shared_goals", "shared_knowledge", "mutual_respect")
SCALE = ((1, "Slet ikke"), (2, "Lidt"), (3, "Nogenlunde"), (4, "For det meste"), (5, "Helt"))
QUESTIONS = Questions("Nåede du frem?", tuple((code, f"Hvordan var {code}?") for code in ITEMS), SCALE)
CHOSEN = {"to_role": "socialraadgiver", "municipality": "0756", **dict.fromkeys(ITEMS, "4")}


class Directory:
    """Stands where the directory stands."""

    def __init__(self) -> None:
        self.asks: Questions | None = QUESTIONS
        self.fails: str | None = None
        self.kept: list[dict[str, Any]] = []

    async def questions(self) -> Questions | None:
        return self.asks

    async def keep(self, body: dict[str, Any]) -> None:
        if self.fails:
            raise NotKept(self.fails)
        self.kept.append(body)


@pytest.fixture
def there() -> Directory:
    return Directory()


@pytest.fixture
def bench(tmp_path: Path, there: Directory) -> Bench:
    return Bench(tmp_path, ratings=there)


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(story())  # type: ignore[arg-type]


async def answer(bench: Bench, word: str) -> list[dict[str, Any]]:
    """Press "Ja" or "Nej", and give the activities that come."""
    before = len(bench.connector.sent)
    await bench.hear(recorded("answer_no", value={"vejviser": "answer", "answer": word}))
    came: list[dict[str, Any]] = bench.connector.sent[before:]
    return came


def fields(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    body = card["attachments"][0]["content"]["body"]
    return {block["id"]: block for block in blocks(body) if block["type"] == "Input.ChoiceSet"}


def data(card: dict[str, Any]) -> dict[str, Any]:
    """What the card's own button sends besides what is chosen."""
    body = card["attachments"][0]["content"]["body"]
    return next(block["data"] for block in blocks(body) if block.get("data", {}).get("vejviser") == "rate")


async def press(bench: Bench, card: dict[str, Any], chosen: dict[str, str], number: int = 1) -> list[str]:
    activity = recorded("submit", value={**data(card), **chosen}, text="", id=f"99{number}", replyToId="1:card")
    said: list[str] = await bench.hear(activity, school="eksempelskolen")
    return said


@pytest.mark.parametrize(("word", "asked"), [("yes", 9), ("no", 2)])
def test_one_card_asks_whom_where_and_the_seven_only_when_somebody_was_reached(
    bench: Bench, word: str, asked: int
) -> None:
    async def story() -> None:
        thanks, card = await answer(bench, word)
        assert text(f"utter_teams_answer_{word}") in str(thanks)
        assert faults(card) == []
        shown = fields(card)
        assert len(shown) == asked and all(one["isRequired"] for name, one in shown.items() if name != "municipality")
        first = [choice["value"] for choice in shown["to_role"]["choices"]]
        assert first[0] == "socialraadgiver" and first.index("bup") < first.index("studievejleder"), "outside first"
        assert len(shown["municipality"]["choices"]) == 98

    run(story)


@pytest.mark.parametrize("asks", [QUESTIONS, None])
def test_who_tells_of_a_contact_is_asked_whether_it_was_reached(
    tmp_path: Path, there: Directory, asks: Questions | None
) -> None:
    async def say_thanks(message: Any) -> None:
        said = {"text": text("utter_feedback"), "utter_action": "utter_feedback"}
        await message.output_channel.send_response(message.sender_id, said)

    async def story() -> None:
        there.asks = asks
        bench = Bench(tmp_path, say_thanks, ratings=there)
        *_, last = await bench.hear(typed("Telefonnummeret virkede ikke"))
        if asks is None:
            assert last == text("utter_feedback")
            return
        assert last.startswith(QUESTIONS.reached) and faults(bench.connector.sent[-1]) == []
        body = bench.connector.sent[-1]["attachments"][0]["content"]["body"]
        no = next(block for block in blocks(body) if block.get("title") == "Nej")
        await bench.hear(recorded("answer_no", value=no["data"]["msteams"]["value"], id="8"))
        assert data(bench.connector.sent[-1])["reached"] is False

    run(story)


def test_not_yet_asks_for_no_rating(bench: Bench) -> None:
    async def story() -> None:
        assert len(await answer(bench, "not_yet")) == 1

    run(story)


def test_what_is_chosen_goes_once_with_the_teachers_role_and_nothing_of_her(bench: Bench, there: Directory) -> None:
    async def story() -> None:
        _, card = await answer(bench, "yes")
        assert await press(bench, card, CHOSEN) == []
        ((old, thanks),) = bench.connector.updated
        assert old == "1:card" and text("utter_rating_thanks") in thanks["text"] and thanks["attachments"] == []

    run(story)
    (body,) = there.kept
    assert body.pop("id") and body == {
        "school": "eksempelskolen",
        "municipality": "0756",
        "from_role": "underviser",
        "to_role": "socialraadgiver",
        "reached": True,
        **dict.fromkeys(ITEMS, 4),
    }


def test_without_contact_no_score_goes_even_when_a_client_sends_some(bench: Bench, there: Directory) -> None:
    async def story() -> None:
        _, card = await answer(bench, "no")
        await press(bench, card, CHOSEN)

    run(story)
    assert there.kept[0]["reached"] is False and not set(ITEMS) & set(there.kept[0])


def test_a_role_at_the_school_has_no_municipality(bench: Bench, there: Directory) -> None:
    async def story() -> None:
        _, card = await answer(bench, "yes")
        await press(bench, card, CHOSEN | {"to_role": "studievejleder"})

    run(story)
    assert there.kept[0]["municipality"] is None


@pytest.mark.parametrize(
    ("lacks", "said"),
    [
        ("municipality", "utter_rating_municipality"),
        ("timely", "utter_rating_missing"),
        ("to_role", "utter_rating_missing"),
    ],
)
def test_what_lacks_is_told_and_the_rest_stays_chosen(bench: Bench, there: Directory, lacks: str, said: str) -> None:
    async def story() -> None:
        _, card = await answer(bench, "yes")
        await press(bench, card, {name: value for name, value in CHOSEN.items() if name != lacks})
        ((_, again),) = bench.connector.updated
        assert faults(again) == [] and data(again)["id"] == data(card)["id"]
        shown = fields(again)
        assert text(said) in str(again)
        assert {name: one.get("value") for name, one in shown.items()} == {**CHOSEN, lacks: None}

    run(story)
    assert there.kept == []


def test_a_directory_that_is_away_loses_nothing_and_gets_the_same_id_again(bench: Bench, there: Directory) -> None:
    async def story() -> None:
        _, card = await answer(bench, "yes")
        there.fails = "away"
        await press(bench, card, CHOSEN)
        ((_, again),) = bench.connector.updated
        assert text("utter_rating_away") in str(again)
        assert {name: one["value"] for name, one in fields(again).items()} == CHOSEN
        there.fails = None
        await press(bench, again, CHOSEN, 2)
        assert there.kept[0]["id"] == data(card)["id"]

    run(story)


def test_without_questions_the_teacher_is_told_so_and_no_card_comes(bench: Bench, there: Directory) -> None:
    async def story() -> None:
        there.asks = None
        _, told = await answer(bench, "yes")
        assert text("utter_rating_no_questions") in told["text"]

    run(story)


def test_a_card_asked_for_twice_is_counted_once(bench: Bench) -> None:
    async def story() -> None:
        (_, one), (_, two) = await answer(bench, "yes"), await answer(bench, "yes")
        assert data(one)["id"] == data(two)["id"]

    run(story)


@pytest.mark.parametrize("way", ["button", "stop"])
def test_no_thanks_is_heard(bench: Bench, there: Directory, way: str) -> None:
    async def story() -> None:
        await answer(bench, "yes")
        if way == "stop":
            assert await bench.hear(typed("Stop")) == [text("utter_rating_declined")]
        else:
            await bench.hear(recorded("answer_no", value={"vejviser": "decline"}, id="5"))
            assert text("utter_rating_declined") in bench.connector.updated[0][1]["text"]
        await bench.hear(typed("stop", 7))
        assert bench.heard == ["stop"], "nothing is open any more"

    run(story)
    assert there.kept == []


def test_danger_is_answered_while_the_card_is_open(bench: Bench) -> None:
    async def story() -> None:
        await answer(bench, "yes")
        said = await bench.hear(typed("Hun har lige taget en masse piller og svarer ikke"))
        assert "112" in said[0]

    run(story)


def test_a_forged_card_gets_nowhere(bench: Bench, there: Directory) -> None:
    async def story() -> None:
        _, card = await answer(bench, "yes")
        for number, forged in enumerate(
            (
                {"id": "010203-1234"},
                {"to_role": "politi"},
                {"municipality": "Ikast"},
                {"timely": "9"},
                {"timely": "x" * 500},
            )
        ):
            await press(bench, card, CHOSEN | forged, number)

    run(story)
    assert there.kept == []


def test_nobody_sends_without_end(bench: Bench, there: Directory) -> None:
    async def story() -> None:
        _, card = await answer(bench, "yes")
        for number in range(MOST_IN_AN_HOUR + 2):
            await press(bench, card, CHOSEN, number)
        assert text("utter_rating_too_many") in str(bench.connector.updated[-1][1])

    run(story)
    assert len(there.kept) == MOST_IN_AN_HOUR


def test_who_was_asked_and_who_sent_is_forgotten(bench: Bench) -> None:
    async def story() -> None:
        _, card = await answer(bench, "yes")
        await press(bench, card, CHOSEN)
        rating = bench.reminders._rating
        assert rating is not None and rating._open and rating._sent._events
        bench.moment += 8 * 3600
        await bench.reminders.ask()
        assert not rating._open and not rating._sent._events

    run(story)


def test_the_file_of_days_holds_nothing_of_the_answer(bench: Bench, tmp_path: Path) -> None:
    async def story() -> None:
        await bench.hear(recorded("choose"))
        _, card = await answer(bench, "yes")
        await press(bench, card, CHOSEN)

    run(story)
    raw = (tmp_path / "days.sqlite3").read_bytes()
    assert not [word for word in ("socialraadgiver", "0756", "frequent", "underviser") if word.encode() in raw]


def test_every_municipality_can_be_chosen_once() -> None:
    names = [name for _, name in municipalities()]
    assert len(set(municipalities())) == 98 and names[0] == "Albertslund"
    assert names[-4:] == ["Ærø", "Aabenraa", "Aalborg", "Aarhus"]
