"""The first triage: each colour with its reason and day, what is missing, and that a doubt never lowers a colour."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.guidance.concern import Concern
from actions.guidance.knowledge import Knowledge
from actions.guidance.load import FOLDER, KnowledgeError, load_knowledge
from actions.guidance.plan import plan
from actions.guidance.triage import Triage, triage, triage_by

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 20)
DAY = timedelta(days=1)
ORDER = ("green", "yellow", "red")
# All that the conversation asks for, so that nothing but the situation gives the colour.
KNOWN: dict[str, Any] = {
    "safety_answered": True,
    "age_group": "under18",
    "municipality": "0756",
    "tried": frozenset({"talked_pupil"}),
    "tried_answered": True,
}


def seen(knowledge: Knowledge, today: date = MONDAY, agreed: date | None = None, **known: Any) -> Triage:
    concern = Concern(**(KNOWN | known))
    if agreed:
        return triage_by(agreed, concern, knowledge, today)
    return triage(plan(concern, None, None, knowledge, today, whole=True), knowledge, today)


@pytest.mark.parametrize(
    ("known", "colour", "why", "days"),
    [
        ({"danger": "acute"}, "red", "danger_now", 0),
        ({"danger": "acute", "help_here": True}, "red", "danger_after", 0),
        ({"danger": "urgent", "kinds": ("selvmord",)}, "red", "danger_today", 0),
        # No danger is told of, but the municipality is to be called today: the topic's own step says so.
        ({"topics": ("hjemloeshed",)}, "red", "due_today", 0),
        ({"topics": ("selvmordstanker",)}, "red", "due_today", 0),
        # In doubt about danger; the plan looks again in two days.
        ({"topics": ("stress",), "danger": "check"}, "yellow", "danger_in_doubt", 2),
        # Shared with the trivselsvejleder within a week.
        ({"topics": ("stress",)}, "green", "can_wait", 7),
        ({"topics": ("stress",), "safety_answered": False}, "yellow", "safety_unknown", 7),
        # "Within three days" is a Thursday: more than two days.
        ({"topics": ("rusmidler",)}, "green", "can_wait", 3),
    ],
)
def test_the_colour_and_its_day(knowledge: Knowledge, known: dict[str, Any], colour: str, why: str, days: int) -> None:
    found = seen(knowledge, **known)
    assert (found.colour, found.why, found.by) == (colour, why, MONDAY + days * DAY)


@pytest.mark.parametrize(
    ("days", "colour", "why"),
    [(-1, "red", "due_today"), (0, "red", "due_today"), (1, "yellow", "due_soon"), (2, "yellow", "due_soon"),
     (3, "green", "can_wait")],
)  # fmt: skip
def test_an_agreed_day_takes_the_place_of_the_plans(knowledge: Knowledge, days: int, colour: str, why: str) -> None:
    found = seen(knowledge, agreed=MONDAY + days * DAY, topics=("hjemloeshed",))
    assert (found.colour, found.why, found.by) == (colour, why, MONDAY + days * DAY)


def test_danger_stays_red_whatever_day_is_agreed(knowledge: Knowledge) -> None:
    assert seen(knowledge, agreed=MONDAY + 30 * DAY, danger="urgent").colour == "red"


def test_the_teachers_own_first_steps_give_no_colour(knowledge: Knowledge) -> None:
    """She always writes it down the same day; that makes no situation red."""
    found = plan(Concern(topics=("mobning",), **KNOWN), None, None, knowledge, MONDAY)
    assert ("underviser", "today") in {(step.role, step.within) for step in found.school}
    assert seen(knowledge, topics=("mobning",)).colour == "green"


def test_that_the_age_or_home_must_be_found_gives_no_colour(knowledge: Knowledge) -> None:
    unknown: dict[str, Any] = {
        "age_group": "unknown",
        "age_unknown": True,
        "municipality": None,
        "municipality_unknown": True,
    }
    found = plan(Concern(**(KNOWN | unknown | {"topics": ("stress",)})), None, None, knowledge, MONDAY)
    assert ("find_age", "today") in {(step.about, step.within) for step in found.school}
    assert seen(knowledge, topics=("stress",), **unknown).colour == "green"


def test_before_a_weekend_no_deadline_grows(knowledge: Knowledge) -> None:
    """`tomorrow` is a Saturday: then it is today. Selvskade gives the municipality until tomorrow."""
    found = seen(knowledge, FRIDAY, topics=("selvskade",), tried=frozenset({"counsellor"}))
    assert (found.by, found.colour) == (FRIDAY, "red")


def test_a_doubt_never_lowers_a_colour(knowledge: Knowledge) -> None:
    for topic in knowledge.topics:
        calm, doubt, danger = (seen(knowledge, topics=(topic,), danger=one) for one in ("none", "check", "urgent"))
        ranks = [ORDER.index(one.colour) for one in (calm, doubt, danger)]
        assert ranks == sorted(ranks) and danger.colour == "red", topic
        assert doubt.by <= calm.by or doubt.by <= MONDAY + 2 * DAY, topic


def test_the_schools_own_deadline_counts(knowledge: Knowledge, school_plan: dict[str, Any]) -> None:
    school_plan["plan"]["steps"][-1]["within"] = "Samme dag"
    made = plan(Concern(topics=("stress",), **KNOWN), school_plan, None, knowledge, MONDAY)
    assert triage(made, knowledge, MONDAY).why == "due_today"


def test_what_is_missing_and_what_the_teacher_was_asked(knowledge: Knowledge) -> None:
    nothing = triage(plan(Concern(), None, None, knowledge, MONDAY), knowledge, MONDAY)
    assert [one.slot for one in nothing.missing] == ["safety", "topics", "age_group", "municipality", "tried"]
    assert not any(one.asked for one in nothing.missing)
    assert all(one.ask.endswith(("?", ".")) for one in nothing.missing)
    asked = seen(knowledge, topics=("stress",), age_group="unknown", age_unknown=True)
    assert [(one.slot, one.asked) for one in asked.missing] == [("age_group", True)]
    assert seen(knowledge, topics=("stress",)).missing == ()
    assert seen(knowledge, danger="acute", acute_now=True, tried_answered=False).missing == (), "112 first"


def test_a_doubt_is_still_to_be_cleared_up(knowledge: Knowledge) -> None:
    assert [one.slot for one in seen(knowledge, topics=("stress",), danger="check").missing] == ["safety"]


def test_every_colour_has_a_word_and_a_shape_of_its_own(knowledge: Knowledge) -> None:
    colours = knowledge.triage.colours.values()
    for part in ("name", "word", "icon"):
        assert len({colour[part] for colour in colours}) == 3
    assert "intet om eleven" in seen(knowledge, topics=("stress",)).about


def test_the_whole_plan_has_what_two_minutes_leave_out(knowledge: Knowledge) -> None:
    concern = Concern(topics=("rusmidler", "fravaer", "praktikplads", "angst_depression", "oekonomi"), **KNOWN)
    short, whole = (plan(concern, None, None, knowledge, MONDAY, whole=choice) for choice in (False, True))
    assert len(whole.optional) > len(short.optional) == 4
    assert len(whole.rules) > len(short.rules)
    assert whole.optional[:4] == short.optional and whole.school == short.school and whole.owner == short.owner


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("colour: green, text", "colour: blue, text", ["can_wait", "colour", "blue"]),
        ("id: can_wait, colour: green,", "id: can_wait, colour: green, danger: [none],", ["rules", "sidste"]),
        ("danger: [check]", "danger: [maybe]", ["danger_in_doubt", "maybe"]),
        ("not_counted: [underviser]", "not_counted: [laerer]", ["not_counted", "laerer"]),
        ("  tried:\n    title", "  forsoegt:\n    title", ["missing", "forsoegt"]),
    ],
)
def test_a_mistake_in_the_rule_is_named(tmp_path: Path, old: str, new: str, named: list[str]) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "knowledge", ignore=shutil.ignore_patterns("lexicon"))
    text = (folder / "triage.yml").read_text("utf-8")
    assert old in text
    (folder / "triage.yml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(KnowledgeError) as error:
        load_knowledge(folder)
    assert "\n" not in str(error.value) and all(word in str(error.value) for word in ["triage.yml", *named])
