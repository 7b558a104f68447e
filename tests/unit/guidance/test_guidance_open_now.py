"""Whether somebody is open at a moment; days and holidays are written down by hand, not taken from the code."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from guidance_plans import service

from actions.guidance.answer import answer
from actions.guidance.concern import Concern
from actions.guidance.contacts import contact_of
from actions.guidance.hours_words import contact_details, contact_hours, week_words
from actions.guidance.knowledge import Knowledge
from actions.guidance.open_now import DENMARK, Now, open_now
from actions.guidance.opening import day_off, opening
from actions.guidance.plan import plan


def row(byday: str, opens: str, closes: str, **more: str) -> dict[str, Any]:
    return {"byday": byday, "opens_at": opens, "closes_at": closes, **more}


WORKDAYS, WEEK = "MO,TU,WE,TH,FR", "MO,TU,WE,TH,FR,SA,SU"
OFFICE = [row("MO,TU,WE,TH", "09:00", "15:30"), row("FR", "09:00", "13:00")]
NIGHT = [row(WEEK, "22:00", "05:00")]
ALWAYS = [row(WEEK, "00:00", "00:00", holidays="open")]
# Weekdays from 16 to 8, and round the clock in weekends and on public holidays.
DUTY = [
    row(WORKDAYS, "00:00", "08:00", holidays="closed"),
    row(WORKDAYS, "16:00", "00:00", holidays="closed"),
    row("SA,SU", "00:00", "00:00", holidays="open"),
    row(WORKDAYS, "00:00", "00:00", holidays="only"),
]


def at(schedules: list[dict[str, Any]], moment: str, knowledge: Knowledge) -> Now:
    found = open_now(schedules, datetime.fromisoformat(moment), knowledge.hours)
    assert found is not None
    return found


def words(schedules: list[dict[str, Any]], moment: str, knowledge: Knowledge) -> str:
    contact = contact_of(service("ssp_konsulent", schedules=schedules))
    shown = contact_hours(contact, opening(datetime.fromisoformat(moment), knowledge.hours), knowledge)
    assert shown is not None
    return str(shown["text"])


@pytest.mark.parametrize(
    ("moment", "state", "turns"),
    [
        ("2026-11-23T09:00", "open", "2026-11-23T15:30"),  # a Monday, at the minute it opens
        ("2026-11-23T15:29", "open", "2026-11-23T15:30"),
        ("2026-11-23T15:30", "closed", "2026-11-24T09:00"),  # at the minute it closes
        ("2026-11-23T08:59", "closed", "2026-11-23T09:00"),
        ("2026-11-27T14:00", "closed", "2026-11-30T09:00"),  # Friday afternoon: Monday
        ("2026-11-28T10:00", "closed", "2026-11-30T09:00"),  # Saturday
    ],
)
def test_office_hours(moment: str, state: str, turns: str, knowledge: Knowledge) -> None:
    found = at(OFFICE, moment, knowledge)
    assert (found.state, (found.until or found.opens)) == (state, datetime.fromisoformat(turns))


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-11-23T23:59", "open"),
        ("2026-11-24T00:00", "open"),
        ("2026-11-24T04:59", "open"),
        ("2026-11-24T05:00", "closed"),
        ("2026-11-24T21:59", "closed"),
    ],
)
def test_hours_over_midnight(moment: str, state: str, knowledge: Knowledge) -> None:
    assert at(NIGHT, moment, knowledge).state == state


def test_a_friday_night_reaches_into_saturday_alone(knowledge: Knowledge) -> None:
    friday = [row("FR", "22:00", "02:00")]
    assert at(friday, "2026-11-28T01:00", knowledge).state == "open"
    assert at(friday, "2026-11-27T01:00", knowledge).state == "closed"


def test_the_clock_on_the_wall_counts_when_summer_time_begins_and_ends(knowledge: Knowledge) -> None:
    # 25 October 2026, 3 o'clock becomes 2: half past two comes twice, an hour apart, and both are before five.
    for utc_hour in (0, 1):
        twice = datetime(2026, 10, 25, utc_hour, 30, tzinfo=UTC)
        assert twice.astimezone(DENMARK).hour == 2
        found = open_now(NIGHT, twice, knowledge.hours)
        assert found and found.state == "open" and found.until == datetime(2026, 10, 25, 5)
    # 28 March 2027, 2 o'clock becomes 3: what closes at half past two is closed at three.
    early = [row("SU", "00:00", "02:30", holidays="open")]
    for minute, state in ((59, "open"), (60, "closed")):
        moment = datetime(2027, 3, 28, tzinfo=UTC) + timedelta(minutes=minute)
        found = open_now(early, moment, knowledge.hours)
        assert found and found.state == state
    # The same hour by UTC is another by the wall in winter and in summer.
    for day, state in ((date(2026, 11, 23), "closed"), (date(2026, 6, 22), "open")):
        found = open_now(OFFICE, datetime(day.year, day.month, day.day, 7, 30, tzinfo=UTC), knowledge.hours)
        assert found and found.state == state


@pytest.mark.parametrize(
    "holiday",
    ["2027-01-01", "2027-03-25", "2027-03-26", "2027-03-29", "2027-05-06", "2027-05-17", "2028-12-25", "2028-12-26"],
)
def test_a_holiday_that_nobody_has_spoken_of_may_be_closed(holiday: str, knowledge: Knowledge) -> None:
    assert at(OFFICE, f"{holiday}T10:00", knowledge).state == "maybe"
    assert at(OFFICE, f"{holiday}T22:00", knowledge).state == "closed", "in no reading are they open then"
    shut = [row(WORKDAYS, "09:00", "15:00", holidays="closed")]
    assert at(shut, f"{holiday}T10:00", knowledge).state == "closed"
    too = [row(WORKDAYS, "09:00", "15:00", holidays="open")]
    assert at(too, f"{holiday}T10:00", knowledge).state == "open"


def test_the_prayer_day_that_was_abolished_is_a_day_as_others(knowledge: Knowledge) -> None:
    assert at(OFFICE, "2027-04-23T10:00", knowledge).state == "open"
    assert at(OFFICE, "2026-11-22T10:00", knowledge).state == "closed", (
        "a Sunday is no public holiday, and not among the days"
    )


def test_days_on_which_many_are_closed_are_no_holidays(knowledge: Knowledge) -> None:
    for day in ("2026-12-24", "2026-12-31"):  # Thursdays
        found = at(OFFICE, f"{day}T10:00", knowledge)
        assert (found.state, found.day_off) == ("maybe", True)
        assert day_off(date.fromisoformat(day), knowledge.hours) == "day_off"
    assert not at(OFFICE, "2027-05-06T10:00", knowledge).day_off


@pytest.mark.parametrize(
    ("moment", "state", "turns"),
    [
        ("2026-11-23T12:00", "closed", "2026-11-23T16:00"),
        ("2026-11-23T17:00", "open", "2026-11-24T08:00"),
        ("2026-11-28T12:00", "open", "2026-11-30T08:00"),  # Saturday: until Monday morning
        ("2027-05-06T12:00", "open", "2027-05-07T08:00"),  # a Thursday that is a holiday
        ("2026-12-24T18:00", "open", "2026-12-28T08:00"),  # open in both readings of Christmas Eve
        ("2026-12-24T12:00", "maybe", None),
    ],
)
def test_the_duty_doctor_is_open_when_others_are_not(
    moment: str, state: str, turns: str | None, knowledge: Knowledge
) -> None:
    found = at(DUTY, moment, knowledge)
    assert found.state == state
    assert (found.until or found.opens) == (datetime.fromisoformat(turns) if turns else None)


def test_round_the_clock_never_closes(knowledge: Knowledge) -> None:
    for moment in ("2026-11-23T00:00", "2026-12-24T23:59", "2027-03-28T02:30"):
        assert at(ALWAYS, moment, knowledge) == Now("open", datetime.fromisoformat(moment))
    assert words(ALWAYS, "2026-12-25T03:00", knowledge) == "Åbent nu og hele døgnet"


def test_hours_hold_only_while_they_are_valid(knowledge: Knowledge) -> None:
    summer = [row(WORKDAYS, "10:00", "12:00", valid_from="2027-07-01", valid_to="2027-07-30")]
    now = datetime.fromisoformat
    assert open_now(summer, now("2027-06-30T11:00"), knowledge.hours) is None
    assert open_now(summer, now("2027-07-01T11:00"), knowledge.hours) is not None
    assert open_now(summer, now("2027-07-30T11:00"), knowledge.hours) is not None
    assert open_now(summer, now("2027-08-02T11:00"), knowledge.hours) is None
    last_night = [row("FR", "22:00", "02:00", valid_to="2026-11-27")]
    assert at(last_night, "2026-11-28T01:00", knowledge).state == "open"
    assert open_now(last_night, now("2026-11-28T03:00"), knowledge.hours) is None


def test_words_alone_and_half_told_hours_say_nothing(knowledge: Knowledge) -> None:
    moment = datetime.fromisoformat("2026-11-23T10:00")
    for told in ([], [{"description": "Hverdage 9-15"}], [{"byday": "MO", "opens_at": "09:00"}]):
        assert open_now(told, moment, knowledge.hours) is None


@pytest.mark.parametrize(
    ("schedules", "moment", "said"),
    [
        (OFFICE, "2026-11-23T14:05", "Åbent nu (kl. 14.05). Lukker kl. 15.30."),
        (OFFICE, "2026-11-23T08:00", "Lukket nu (kl. 8). Åbner kl. 9."),
        (OFFICE, "2026-11-23T17:10", "Lukket nu (kl. 17.10). Åbner i morgen kl. 9."),
        (OFFICE, "2026-11-27T17:10", "Lukket nu (kl. 17.10). Åbner mandag kl. 9."),
        (NIGHT, "2026-11-23T23:30", "Åbent nu (kl. 23.30). Lukker kl. 5."),
        (DUTY, "2026-11-28T12:00", "Åbent nu (kl. 12). Lukker mandag kl. 8."),
        ([row(WEEK, "08:00", "00:00")], "2026-11-23T12:00", "Åbent nu (kl. 12). Lukker kl. 24."),
        # Good Friday may be open; Wednesday after Easter is certain, for the Tuesday is not among the days.
        ([row("WE,FR", "09:00", "12:00")], "2027-03-25T10:00", "Lukket nu (kl. 10). Åbner senest onsdag kl. 9."),
        (OFFICE, "2027-05-06T10:00", "Kan være lukket i dag (helligdag)."),
        (OFFICE, "2026-12-24T10:00", "Kan være lukket i dag (mange holder fri)."),
        ([row("MO", "09:00", "12:00", valid_to="2026-11-23")], "2026-11-23T13:00", "Lukket nu (kl. 13)."),
    ],
)
def test_what_a_teacher_reads(schedules: list[dict[str, Any]], moment: str, said: str, knowledge: Knowledge) -> None:
    assert words(schedules, moment, knowledge) == said


@pytest.mark.parametrize("state", ["unconfirmed", "expired", "example"])
def test_who_is_not_confirmed_is_never_open_now(state: str, knowledge: Knowledge) -> None:
    contact = contact_of(service("ssp_konsulent", state, schedules=ALWAYS))
    now = opening(datetime.fromisoformat("2026-11-23T10:00"), knowledge.hours)
    assert contact_hours(contact, now, knowledge) is None
    assert contact_hours(None, now, knowledge) is None


def test_an_ageing_contact_says_so_and_is_open_now(knowledge: Knowledge) -> None:
    now = opening(datetime.fromisoformat("2026-11-23T10:00"), knowledge.hours)
    shown = contact_hours(contact_of(service("ssp_konsulent", "ageing", schedules=OFFICE)), now, knowledge)
    assert shown and shown["open"] is True
    assert contact_hours(contact_of(service("ssp_konsulent", schedules=OFFICE)), None, knowledge) is None, "no clock"


def test_maybe_is_neither_open_nor_closed(knowledge: Knowledge) -> None:
    now = opening(datetime.fromisoformat("2027-05-06T10:00"), knowledge.hours)
    shown = contact_hours(contact_of(service("ssp_konsulent", schedules=OFFICE)), now, knowledge)
    assert shown and shown["open"] is None


@pytest.mark.parametrize(
    ("schedules", "said"),
    [
        (OFFICE, ["mandag til torsdag kl. 9-15.30, fredag kl. 9-13"]),
        (ALWAYS, ["hele døgnet, alle dage"]),
        ([row("MO,WE,FR", "09:00", "15:00")], ["mandag, onsdag og fredag kl. 9-15"]),
        ([row("SA,SU", "16:00", "00:00", holidays="open")], ["lørdag og søndag kl. 16-24 (også på helligdage)"]),
        ([row("MO", "09:00", "12:00", valid_to="2026-11-22")], []),
    ],
)
def test_the_week_in_words(schedules: list[dict[str, Any]], said: list[str], knowledge: Knowledge) -> None:
    assert week_words(schedules, date(2026, 11, 23), knowledge.wording) == said


def test_the_words_that_somebody_wrote_are_not_written_anew(knowledge: Knowledge) -> None:
    told = contact_of(service("ssp_konsulent", schedules=[{"description": "Tal med Vagten man-fre"}, *OFFICE]))
    assert contact_details(told, None, knowledge.wording) == ["Åbent: Tal med Vagten man-fre"]
    untold = contact_of(service("ssp_konsulent", schedules=OFFICE))
    assert contact_details(untold, None, knowledge.wording) == [
        "Åbent: mandag til torsdag kl. 9-15.30, fredag kl. 9-13"
    ]


def owner_items(moment: str, schedules: list[dict[str, Any]], knowledge: Knowledge, **known: Any) -> list[Any]:
    told = {"topics": ("kriminalitet_radikalisering",), "age_group": "under18", "municipality": "0756", **known}
    now = datetime.fromisoformat(moment)
    roles = sorted(knowledge.roles)
    services = [service(role, schedules=schedules) for role in roles]
    found = plan(Concern(**told), None, services, knowledge, now.date(), None, opening(now, knowledge.hours))
    items: list[Any] = next(part["items"] for part in answer(found, knowledge)["sections"] if part["id"] == "owner")
    return items


def test_a_municipality_that_is_open_is_not_called_closed(knowledge: Knowledge) -> None:
    friday_at_two = "2026-11-27T14:00"
    closed = knowledge.wording("closed.title")
    late = [row("FR", "09:00", "15:00")]
    assert closed not in [piece["title"] for piece in owner_items(friday_at_two, late, knowledge)]
    assert owner_items(friday_at_two, late, knowledge)[0]["hours"]["open"] is True
    assert closed in [piece["title"] for piece in owner_items(friday_at_two, [], knowledge)], "else this could not fail"


def test_in_danger_a_closed_phone_brings_the_duty_first(knowledge: Knowledge) -> None:
    tuesday_at_two, short = "2026-11-24T14:00", [row("TU,TH", "09:00", "12:00")]
    urgent = {"danger": "urgent", "kinds": ("selvmord",), "topics": ("selvmordstanker",)}
    first, second = owner_items(tuesday_at_two, short, knowledge, **urgent)[:2]
    assert first["title"] == knowledge.wording("closed.title") and "114" in first["text"]
    assert "torsdag den 26. november" in str(first["details"])
    assert second["hours"] == {"open": False, "text": "Lukket nu (kl. 14). Åbner torsdag kl. 9."}
    calm = owner_items(tuesday_at_two, short, knowledge)
    assert knowledge.wording("closed.title") not in [piece["title"] for piece in calm]


def test_the_services_that_we_know_ourselves(knowledge: Knowledge) -> None:
    lines, moment = knowledge.national, "2026-11-23T14:05"
    assert at(lines["alarm112"]["schedules"], moment, knowledge).until is None
    assert at(lines["sind"]["schedules"], moment, knowledge).until == datetime(2026, 11, 23, 15)
    assert at(lines["laegevagt_midtjylland"]["schedules"], moment, knowledge).opens == datetime(2026, 11, 23, 16)
    assert at(lines["laegevagt_midtjylland"]["schedules"], "2026-11-23T07:00", knowledge).state == "open"
    # Their sources disagree, or say what can be read in two ways: nothing is reckoned with.
    for unsure in ("livslinien", "egen_laege", "ankestyrelsen", "lgbt"):
        assert open_now(lines[unsure]["schedules"], datetime.fromisoformat(moment), knowledge.hours) is None
