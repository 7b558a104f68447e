"""Asking "gik kontakten igennem?": only when chosen, on a school morning, once, and with nothing of the pupil kept."""

import asyncio
import sqlite3
import stat
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from talk_bench import KEY, RECORDED, Bench, recorded, typed

from bot.channels.teams.activities import place_of, sender_of
from bot.channels.teams.follow_ups import DENMARK, FollowUps, chosen_day, is_time, school_day
from bot.texts import text

PLACE = place_of(RECORDED["text"])
SENDER = sender_of(RECORDED["text"], KEY)
TUESDAY = datetime(2026, 12, 1, 8, 31, tzinfo=DENMARK)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(story())  # type: ignore[arg-type]


def days(folder: Path) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "days.sqlite3") as base:
        return base.execute("SELECT * FROM follow_up").fetchall()


async def ask_at(bench: Bench, now: datetime) -> list[str]:
    before = len(bench.connector.sent)
    bench.now = now
    bench.moment += 60
    await bench.reminders.ask()
    said: list[str] = bench.connector.said[before:]
    return said


def test_who_chooses_a_day_is_asked_that_morning_and_only_once(bench: Bench) -> None:
    async def story() -> None:
        (promise,) = await bench.hear(recorded("choose"), school="eksempelskolen")
        assert "tirsdag 1. december 2026" in promise and '"stop"' in promise
        assert await ask_at(bench, TUESDAY - timedelta(minutes=2)) == []
        (question,) = await ask_at(bench, TUESDAY)
        assert "Gik kontakten igennem?" in question
        assert await ask_at(bench, TUESDAY + timedelta(days=1)) == []

    run(story)


def test_nobody_is_asked_who_has_not_chosen(bench: Bench) -> None:
    async def story() -> None:
        await bench.hear(typed("hej"))
        assert await ask_at(bench, TUESDAY) == []

    run(story)


@pytest.mark.parametrize("stopping", [recorded("stop_button"), typed("stop"), typed("Stop.")])
def test_stop_deletes_the_day(bench: Bench, tmp_path: Path, stopping: dict[str, Any]) -> None:
    async def story() -> None:
        await bench.hear(recorded("choose"))
        assert await bench.hear(stopping) == [text("utter_teams_stopped")]
        assert days(tmp_path) == [] and await ask_at(bench, TUESDAY) == []

    run(story)


def test_stop_without_a_day_is_a_message_like_any_other(bench: Bench) -> None:
    async def story() -> None:
        await bench.hear(typed("stop"))
        assert bench.heard == ["stop"]

    run(story)


@pytest.mark.parametrize("way", ["remove", "forget"])
def test_who_leaves_or_deletes_is_not_asked(bench: Bench, tmp_path: Path, way: str) -> None:
    async def story() -> None:
        await bench.hear(recorded("choose"))
        await bench.hear(recorded("remove") if way == "remove" else typed("slet samtalen"))
        assert days(tmp_path) == []

    run(story)


def test_the_file_holds_a_day_a_school_and_nothing_that_can_be_read(bench: Bench, tmp_path: Path) -> None:
    async def story() -> None:
        await bench.hear(typed("En elev på 17 fra Ikast ryger hash"))
        await bench.hear(recorded("choose", id="9"), school="eksempelskolen")

    run(story)
    path = tmp_path / "days.sqlite3"
    ((conversation, day, school, _),) = days(tmp_path)
    assert (day, school) == ("2026-12-01", "eksempelskolen") and conversation == SENDER
    raw = path.read_bytes()
    for secret in ("hash", "Ikast", "29:1k", "a:1X", "smba", "5d2b7f60", "Karen"):
        assert secret.encode() not in raw
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_deleted_is_gone_from_the_file(tmp_path: Path) -> None:
    store = FollowUps(tmp_path / "days.sqlite3", "a secret")
    store.choose(SENDER, PLACE, date(2026, 12, 1), "eksempelskolen")
    assert store.stop(SENDER) and not store.stop(SENDER)
    assert SENDER.encode() not in (tmp_path / "days.sqlite3").read_bytes()


def test_a_restart_keeps_the_day_and_another_key_drops_it(tmp_path: Path) -> None:
    path = tmp_path / "days.sqlite3"
    FollowUps(path, "a secret").choose(SENDER, PLACE, date(2026, 12, 1), None)
    ((found),) = FollowUps(path, "a secret").due(TUESDAY)
    assert found.place == PLACE and found.conversation == SENDER
    assert FollowUps(path, "another secret").due(TUESDAY) == []
    assert FollowUps(path, "a secret").due(TUESDAY) == [], "what cannot be read is not kept"


def test_a_new_choice_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    store = FollowUps(tmp_path / "days.sqlite3", "a secret")
    store.choose(SENDER, PLACE, date(2026, 12, 1), None)
    store.choose(SENDER, PLACE, date(2026, 12, 8), None)
    assert store.due(TUESDAY) == [] and len(days(tmp_path)) == 1


def test_what_was_missed_is_asked_the_next_days_and_dropped_after_a_week(bench: Bench, tmp_path: Path) -> None:
    async def story() -> None:
        await bench.hear(recorded("choose"))
        bench.connector.reachable = False
        assert await ask_at(bench, TUESDAY) == []
        bench.connector.reachable = True
        assert await ask_at(bench, TUESDAY + timedelta(minutes=5)) == [], "not each minute"
        bench.moment += 3600
        assert len(await ask_at(bench, TUESDAY + timedelta(hours=2))) == 1
        await bench.hear(recorded("choose", id="2", value={"vejviser": "choose", "date": "2026-12-10"}))
        assert await ask_at(bench, datetime(2026, 12, 18, 9, 0, tzinfo=DENMARK)) == [] and days(tmp_path) == []

    run(story)


def test_a_school_that_is_off_the_list_is_not_written_to(bench: Bench, tmp_path: Path) -> None:
    async def story() -> None:
        await bench.hear(recorded("choose"))
        bench.reminders._tenants = frozenset()
        assert await ask_at(bench, TUESDAY) == [] and days(tmp_path) == []

    run(story)


@pytest.mark.parametrize(
    ("name", "words"), [("yes", "Ja"), ("not_yet", "ikke endnu"), ("no", "Nej.")], ids=["yes", "not_yet", "no"]
)
def test_the_answer_is_thanked_for_by_button_and_in_words(bench: Bench, name: str, words: str) -> None:
    async def story() -> None:
        await bench.hear(recorded("choose"))
        await ask_at(bench, TUESDAY)
        (said,) = await bench.hear(typed(words, 1))
        assert said.startswith(text(f"utter_teams_answer_{name}")) and bench.heard == []
        (pressed,) = await bench.hear(recorded("answer_no", value={"vejviser": "answer", "answer": name}))
        assert pressed == said

    run(story)


def test_only_the_first_words_after_the_question_are_its_answer(bench: Bench) -> None:
    async def story() -> None:
        await bench.hear(recorded("choose"))
        await ask_at(bench, TUESDAY)
        await bench.hear(typed("En anden elev er trist", 1))
        await bench.hear(typed("ja", 2))
        assert bench.heard == ["En anden elev er trist", "ja"], "a yes to the question about danger is not swallowed"

    run(story)


@pytest.mark.parametrize("day", ["2026-11-23", "2020-01-01", "2027-03-01", "i morgen", "", "2026-02-30"])
def test_a_day_that_cannot_be_used_is_told_so(bench: Bench, tmp_path: Path, day: str) -> None:
    async def story() -> None:
        (said,) = await bench.hear(recorded("choose", value={"vejviser": "choose", "date": day}))
        assert said == text("utter_teams_bad_day", days="60")

    run(story)
    assert not (tmp_path / "days.sqlite3").exists() or days(tmp_path) == []


def test_a_file_that_cannot_be_written_is_told_of(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: Any) -> None:
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(bench.store, "choose", full)

    async def story() -> None:
        assert await bench.hear(recorded("choose")) == [text("utter_teams_no_day")]

    run(story)


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        ("2026-11-28", "2026-11-30"),  # a Saturday
        ("2026-12-24", "2026-12-28"),  # Christmas Eve, two holidays and a weekend
        ("2027-03-25", "2027-03-30"),  # Maundy Thursday to Easter Monday
        ("2026-12-01", "2026-12-01"),
    ],
)
def test_a_day_off_moves_to_the_next_school_day(day: str, asked: str) -> None:
    assert school_day(date.fromisoformat(day)) == date.fromisoformat(asked)


def test_the_day_chosen_is_one_of_the_next_sixty() -> None:
    today = date(2026, 11, 23)
    assert chosen_day("2026-11-24", today) == date(2026, 11, 24)
    assert chosen_day("2027-01-22", today) == date(2027, 1, 22)
    assert chosen_day("2027-01-23", today) is None


@pytest.mark.parametrize(
    ("clock", "may"), [("08:29", False), ("08:30", True), ("15:59", True), ("16:00", False), ("03:00", False)]
)
def test_questions_come_in_school_hours_only(clock: str, may: bool) -> None:
    assert is_time(datetime.fromisoformat(f"2026-12-01T{clock}:00")) is may
    assert is_time(datetime.fromisoformat(f"2026-12-05T{clock}:00")) is False, "a Saturday"
