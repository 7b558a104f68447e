"""The day that the words of a deadline mean; counted by hand from a calendar."""

from datetime import date

import pytest
from guidance_plans import service

from actions.guidance.contacts import contact_of
from actions.guidance.deadline import deadline
from actions.guidance.hours_words import contact_hours
from actions.guidance.knowledge import Knowledge

MONDAY, THURSDAY, FRIDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 28)
WEDNESDAY_BEFORE_EASTER = date(2027, 3, 24)


@pytest.mark.parametrize(
    ("within", "today", "expected"),
    [
        ("today", MONDAY, MONDAY),
        ("Samme dag", SATURDAY, SATURDAY),
        ("tomorrow", MONDAY, date(2026, 11, 24)),
        ("tomorrow", FRIDAY, None),  # the school is closed, and the day after is too late
        ("days3", MONDAY, THURSDAY),
        ("days3", THURSDAY, FRIDAY),  # Sunday would be the third day
        ("week", MONDAY, date(2026, 11, 30)),
        ("Inden 3 skoledage", THURSDAY, date(2026, 12, 1)),
        ("inden tre skoledage", THURSDAY, date(2026, 12, 1)),
        ("Næste skoledag", FRIDAY, date(2026, 11, 30)),
        # Maundy Thursday, Good Friday and Easter Monday are holidays, 25, 26 and 29 March 2027.
        ("Inden 3 skoledage", WEDNESDAY_BEFORE_EASTER, date(2027, 4, 1)),
        ("Inden 1 uge", MONDAY, date(2026, 11, 30)),
        ("Inden for to uger", MONDAY, date(2026, 12, 7)),
    ],
)
def test_a_plain_rule_is_a_day(within: str, today: date, expected: date | None, knowledge: Knowledge) -> None:
    assert deadline(within, today, knowledge.hours, knowledge.wording) == expected


@pytest.mark.parametrize(
    "within",
    ["now", "Nu", "Inden 5 minutter", "Imens", "Samme dag som samtalen", "Inden 3 skoledage efter mødet", "snart", ""],
)
def test_other_words_are_no_day(within: str, knowledge: Knowledge) -> None:
    assert deadline(within, MONDAY, knowledge.hours, knowledge.wording) is None


def test_round_the_clock_is_open_now_and_free_text_is_not_guessed_at(knowledge: Knowledge) -> None:
    contact = contact_of(service("ssp_konsulent", schedules=[{"description": "Døgnåbent"}]))
    hours = contact_hours(contact, None, knowledge)
    assert hours and hours["open"]
    for free in ("Hverdage 16-08, døgnåbent weekend og helligdage", "Telefon alle dage 09-05", "Hverdage i dagtid"):
        contact = contact_of(service("ssp_konsulent", schedules=[{"description": free}]))
        assert contact_hours(contact, None, knowledge) is None
    hidden = contact_of(service("ssp_konsulent", "unconfirmed", schedules=[{"description": "Døgnåbent"}]))
    assert contact_hours(hidden, None, knowledge) is None
