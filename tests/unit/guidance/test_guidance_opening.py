"""When a municipality and a doctor are likely to be open, on days that a person has looked up in a calendar."""

from datetime import date, datetime

import pytest

from actions.guidance.knowledge import Knowledge
from actions.guidance.opening import opening, workday_from


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "municipality", "doctor", "next_open"),
    [
        ("2026-11-18T10:00", True, True, "2026-11-19"),  # a Wednesday
        ("2026-11-18T07:30", False, False, "2026-11-18"),  # before it opens: today
        ("2026-11-18T15:30", False, True, "2026-11-19"),  # the doctor is open until 16
        ("2026-11-20T12:59", True, True, "2026-11-23"),  # a Friday
        ("2026-11-20T13:00", False, True, "2026-11-23"),
        ("2026-11-20T19:00", False, False, "2026-11-23"),  # a Friday evening
        ("2026-11-21T11:00", False, False, "2026-11-23"),  # a Saturday
        ("2026-04-01T16:00", False, False, "2026-04-07"),  # before Maundy Thursday: Easter Monday is closed too
        ("2026-04-06T10:00", False, False, "2026-04-07"),  # Easter Monday
        ("2026-04-07T10:00", True, True, "2026-04-08"),  # the Tuesday after
        ("2026-12-23T18:00", False, False, "2026-12-28"),  # 24 December is no public holiday, yet closed
        ("2026-12-24T10:00", False, False, "2026-12-28"),
        ("2026-12-31T10:00", False, False, "2027-01-04"),  # 1 January 2027 is a Friday
        ("2026-06-05T10:00", False, False, "2026-06-08"),  # Grundlovsdag, a Friday
        ("2026-05-14T10:00", False, False, "2026-05-15"),  # Ascension Day
        ("2026-05-01T10:00", True, True, "2026-05-04"),  # Store Bededag would have been here; abolished from 2024
        ("2026-07-15T10:00", True, True, "2026-07-16"),  # summer: schools are closed, municipalities are not
    ],
)
def test_what_is_likely_open(
    knowledge: Knowledge, moment: str, municipality: bool, doctor: bool, next_open: str
) -> None:
    found = opening(at(moment), knowledge.hours)
    assert (found.municipality, found.doctor) == (municipality, doctor)
    assert found.next_open == date.fromisoformat(next_open)


def test_store_bededag_was_a_holiday_until_2023(knowledge: Knowledge) -> None:
    assert not opening(at("2023-05-05T10:00"), knowledge.hours).municipality
    assert opening(at("2024-04-26T10:00"), knowledge.hours).municipality


def test_a_follow_up_is_never_on_a_holiday(knowledge: Knowledge) -> None:
    assert workday_from(date(2026, 12, 24), knowledge.hours) == date(2026, 12, 28)
    assert workday_from(date(2026, 4, 2), knowledge.hours) == date(2026, 4, 7)
    assert workday_from(date(2026, 11, 18), knowledge.hours) == date(2026, 11, 18)
