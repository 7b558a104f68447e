"""The team that sits at the school: first in an answer when it is there, named with its next hours when it is not."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from actions.guidance.answer import answer
from actions.guidance.concern import Concern
from actions.guidance.knowledge import Knowledge
from actions.guidance.onsite import Onsite, onsite
from actions.guidance.opening import opening
from actions.guidance.plan import plan
from actions.guidance.roles import answer_school_plan

# November 2026: the 16th is a Monday.
MONDAY_10, MONDAY_13 = "2026-11-16T10:00", "2026-11-16T13:00"


def hours(weekday: int, opens: str, closes: str, role: str | None = None, where: str = "Lokale A16") -> dict[str, Any]:
    return {"weekday": weekday, "opens_at": opens, "closes_at": closes, "where": where, "role": role}


@pytest.fixture
def with_team(school_plan: dict[str, Any]) -> dict[str, Any]:
    school_plan["school"]["onsite_team"] = {
        "name": "elevtjenesten",
        "roles": ["psykolog", "ssp_konsulent", "socialraadgiver"],
        "topics": [],
        "phone": None,
        "valid_to": "2027-06-25",
        "presence": [hours(1, "09:00", "12:00"), hours(3, "12:00", "14:00", "psykolog", "Lokale B2")],
    }
    return school_plan


def met(school_plan: Any, moment: str, knowledge: Knowledge, **known: Any) -> Onsite | None:
    concern = Concern(**{"topics": ("ensomhed",), **known})
    return onsite(school_plan, concern, datetime.fromisoformat(moment), knowledge)


def inside(school_plan: Any, moment: str, knowledge: Knowledge, **known: Any) -> list[dict[str, Any]]:
    return section(school_plan, moment, knowledge, "school", **known)


def section(school_plan: Any, moment: str, knowledge: Knowledge, name: str, **known: Any) -> list[dict[str, Any]]:
    concern = Concern(**{"topics": ("ensomhed",), "age_group": "over18", **known})
    now = datetime.fromisoformat(moment)
    found = plan(concern, school_plan, [], knowledge, now.date(), None, opening(now, knowledge.hours))
    return next((part["items"] for part in answer(found, knowledge)["sections"] if part["id"] == name), [])


@pytest.mark.parametrize(
    ("moment", "here", "day", "opens"),
    [
        (MONDAY_10, True, "2026-11-16", "09:00"),
        ("2026-11-16T09:00", True, "2026-11-16", "09:00"),
        ("2026-11-16T08:59", False, "2026-11-16", "09:00"),
        ("2026-11-16T12:00", False, "2026-11-18", "12:00"),  # they have just left: Wednesday is next
        ("2026-11-18T13:59", True, "2026-11-18", "12:00"),
        ("2026-11-21T11:00", False, "2026-11-23", "09:00"),  # a Saturday
        ("2026-12-23T15:00", False, "2026-12-28", "09:00"),
        ("2027-03-24T15:00", False, "2027-03-31", "12:00"),  # 29 March 2027 is Easter Monday
    ],
)
def test_when_the_team_is_met(
    with_team: Any, knowledge: Knowledge, moment: str, here: bool, day: str, opens: str
) -> None:
    found = met(with_team, moment, knowledge)
    assert found is not None
    assert (found.here, found.day.isoformat(), found.opens_at.strftime("%H:%M")) == (here, day, opens)


def test_only_the_role_that_comes_that_day_is_there(with_team: Any, knowledge: Knowledge) -> None:
    found = met(with_team, "2026-11-18T12:30", knowledge)
    assert found is not None and found.roles == ("psykolog",) and found.where == "Lokale B2"


def test_a_team_whose_hours_have_run_out_is_nobodys_help(with_team: Any, knowledge: Knowledge) -> None:
    assert met(with_team, "2027-06-25T15:00", knowledge) is None
    assert met(with_team, "2027-08-09T10:00", knowledge) is None


def test_no_team_no_hours_and_no_clock_give_nothing(school_plan: Any, with_team: Any, knowledge: Knowledge) -> None:
    assert onsite(with_team, Concern(topics=("ensomhed",)), None, knowledge) is None
    with_team["school"]["onsite_team"]["presence"] = []
    assert met(with_team, MONDAY_10, knowledge) is None
    with_team["school"]["onsite_team"] = None
    assert met(with_team, MONDAY_10, knowledge) is None
    assert met(None, MONDAY_10, knowledge) is None


def test_a_team_for_certain_topics_helps_with_those_alone(with_team: Any, knowledge: Knowledge) -> None:
    with_team["school"]["onsite_team"]["topics"] = ["rusmidler"]
    assert met(with_team, MONDAY_10, knowledge) is None
    assert met(with_team, MONDAY_10, knowledge, topics=("fravaer", "rusmidler")) is not None


def test_nobody_is_sent_away_from_danger_now(with_team: Any, knowledge: Knowledge) -> None:
    assert met(with_team, MONDAY_10, knowledge, danger="acute") is None
    assert met(with_team, MONDAY_10, knowledge, danger="acute", help_here=True) is not None
    words = {piece["title"] for piece in inside(with_team, MONDAY_10, knowledge, danger="acute")}
    assert "Elevtjenesten" not in words


def test_urgent_danger_waits_for_no_team_that_comes_another_day(with_team: Any, knowledge: Knowledge) -> None:
    assert met(with_team, MONDAY_13, knowledge, danger="urgent") is None
    assert met(with_team, "2026-11-16T08:00", knowledge, danger="urgent") is not None


def test_a_team_that_is_here_comes_first_with_place_and_hour(with_team: Any, knowledge: Knowledge) -> None:
    first = inside(with_team, MONDAY_10, knowledge)[0]
    assert first["title"] == "Elevtjenesten" and "først" in first["text"]
    assert any("12.00" in line and "Lokale A16" in line for line in first["details"])
    assert any("psykolog" in line for line in first["details"])
    assert first["status"] == "example", "the school of this test is an example"


def test_in_urgent_danger_the_leader_stays_first(with_team: Any, knowledge: Knowledge) -> None:
    items = inside(with_team, MONDAY_10, knowledge, danger="urgent", topics=("selvmordstanker",))
    titles = [piece["title"] for piece in items]
    assert titles[1] == "Elevtjenesten" and titles[0] != "Elevtjenesten"
    assert "leder" in items[1]["text"]


def test_a_team_that_is_away_is_last_inside_the_school_with_its_next_hours(
    with_team: Any, knowledge: Knowledge
) -> None:
    last = inside(with_team, MONDAY_13, knowledge)[-1]
    assert last["title"] == "Elevtjenesten" and "først" not in last["text"]
    assert any("onsdag den 18. november" in line and "12.00" in line for line in last["details"])


def test_the_advice_to_look_for_a_team_falls_away_when_there_is_one(with_team: Any, knowledge: Knowledge) -> None:
    def advised(school_plan: Any) -> bool:
        others = section(school_plan, MONDAY_10, knowledge, "optional", topics=("generelt",))
        return any("tværfagligt team" in piece["text"] for piece in others)

    assert not advised(with_team)
    with_team["school"]["onsite_team"] = None
    assert advised(with_team), "else this test could not fail"


@pytest.mark.parametrize(("home", "said"), [("0756", True), ("0657", False), (None, False)])
def test_a_role_that_sits_at_the_school_is_met_there_by_pupils_of_that_municipality(
    with_team: Any, knowledge: Knowledge, home: str | None, said: bool
) -> None:
    items = section(
        with_team, MONDAY_13, knowledge, "owner", topics=("generelt",), age_group="under18", municipality=home
    )
    assert (knowledge.wording("onsite.member") in items[0]["details"]) is said


def test_a_step_for_one_topic_is_not_said_of_another(school_plan: Any, knowledge: Knowledge) -> None:
    school_plan["plan"]["steps"][-1].update(
        topics=["rusmidler"], text="Spørg vejlederen om hashen.", role="kontaktlaerer"
    )

    def said(topic: str) -> bool:
        return any("hashen" in piece["text"] for piece in inside(school_plan, MONDAY_10, knowledge, topics=(topic,)))

    assert said("rusmidler") and not said("ensomhed")


def test_the_schools_plan_shows_the_teams_week(with_team: Any, knowledge: Knowledge) -> None:
    shown = answer_school_plan(with_team, knowledge)["sections"][-1]
    assert shown["id"] == "team"
    assert [piece["text"] for piece in shown["items"]] == [
        "Mandag kl. 09.00-12.00: Lokale A16.",
        "Onsdag kl. 12.00-14.00: Lokale B2.",
    ]
    assert shown["items"][1]["title"] == "Psykolog"


def test_the_same_question_gets_the_same_answer(with_team: Any, knowledge: Knowledge) -> None:
    one = met(with_team, MONDAY_10, knowledge)
    assert one == met(with_team, MONDAY_10, knowledge)
    assert one is not None and replace(one, here=False) != one
