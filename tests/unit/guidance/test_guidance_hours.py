"""Out of hours the plan names first what answers, and never a day on which nobody is there."""

from datetime import date, datetime
from typing import Any

import pytest

from actions.guidance.answer import answer
from actions.guidance.concern import Concern
from actions.guidance.knowledge import Knowledge
from actions.guidance.opening import opening
from actions.guidance.plan import Plan, plan

HERNING = "0657"


def at(knowledge: Knowledge, moment: str, **known: Any) -> Plan:
    told = {
        "topics": ("selvmordstanker",),
        "danger": "urgent",
        "kinds": ("selvmord",),
        "municipality": HERNING,
        **known,
    }
    when = datetime.fromisoformat(moment)
    return plan(Concern(**told), None, [], knowledge, when.date(), None, opening(when, knowledge.hours))


def owner_items(knowledge: Knowledge, decided: Plan) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = next(
        part["items"] for part in answer(decided, knowledge)["sections"] if part["id"] == "owner"
    )
    return items


def test_a_friday_evening_names_114_before_the_municipality(knowledge: Knowledge) -> None:
    first, second = owner_items(knowledge, at(knowledge, "2026-11-20T19:00", age_group="under18"))[:2]
    assert "114" in first["text"] and "døgnvagt" in first["text"]
    assert first["links"] == [{"label": "Ring 114", "href": "tel:114"}]
    assert "mandag den 23. november 2026" in str(first["details"])
    assert "Herning" in second["title"]


def test_an_adult_is_not_sent_to_the_duty_for_children(knowledge: Knowledge) -> None:
    first = owner_items(knowledge, at(knowledge, "2026-11-20T19:00", age_group="over18"))[0]
    assert "døgnvagt" not in first["text"] and "114" not in str(first)
    assert "lægevagten" in first["text"] and "112" in first["text"]


def test_in_hours_nothing_is_said_of_hours(knowledge: Knowledge) -> None:
    items = owner_items(knowledge, at(knowledge, "2026-11-18T10:00", age_group="under18"))
    assert "Herning" in items[0]["title"]
    assert "lukket" not in str(items[0]["title"])


def test_without_danger_the_closed_hours_come_last(knowledge: Knowledge) -> None:
    quiet = at(knowledge, "2026-11-20T19:00", topics=("fravaer",), danger="none", kinds=(), age_group="under18")
    items = owner_items(knowledge, quiet)
    assert "Herning" in items[0]["title"]
    assert "mandag den 23. november 2026" in items[-1]["text"] and "114" not in str(items[-1])


@pytest.mark.parametrize(("moment", "own", "duty"), [("2026-11-18T10:00", 1, 1), ("2026-11-20T19:00", 0, 1)])
def test_the_duty_doctor_takes_the_own_doctors_place(knowledge: Knowledge, moment: str, own: int, duty: int) -> None:
    regional = at(knowledge, moment, age_group="under18").regional
    assert sum(service.role == "praktiserende_laege" for service in regional) == own
    assert sum(service.role == "laegevagt" for service in regional) == duty
    if not own:
        assert regional[0].role == "laegevagt"


def test_illness_today_brings_a_doctor_whatever_the_topic(knowledge: Knowledge) -> None:
    ill = at(knowledge, "2026-11-18T10:00", topics=("generelt",), kinds=("medicinsk",), age_group="over18")
    assert ill.regional[0].role == "praktiserende_laege"


@pytest.mark.parametrize(
    ("moment", "follow_up"),
    [
        ("2026-11-18T10:00", date(2026, 11, 19)),
        ("2026-12-23T10:00", date(2026, 12, 28)),  # 24-26 December and a Sunday
        ("2026-04-01T10:00", date(2026, 4, 7)),  # Easter
        ("2026-06-04T10:00", date(2026, 6, 8)),  # Grundlovsdag and a weekend
    ],
)
def test_the_follow_up_skips_holidays(knowledge: Knowledge, moment: str, follow_up: date) -> None:
    assert at(knowledge, moment).tovholder.follow_up == follow_up
