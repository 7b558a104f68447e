"""Age, home and what has been tried: the last told counts, and not knowing is an answer."""

from typing import Any

import pytest
from guidance_events import asked, place, said

from actions.guidance.conversation import fold

IKAST = place("Ikast", "0756")
AALBORG = place("Aalborg", "0851")
NYKOEBING = place("Nykøbing", "0306", "0376", "0773")


# Age and municipality


@pytest.mark.parametrize(
    ("first", "second", "group", "age"),
    [
        ({"age_group": "under18", "age": 17}, {"age_group": "over18", "age": 18}, "over18", 18),
        ({"age_group": "under18", "age": 17}, {"age_group": "over18", "age": None}, "over18", None),
        ({"age_group": "over18", "age": 19}, {"age_group": "over18", "age": None}, "over18", 19),
        ({"age_group": "over18", "age": 19}, {"age_group": "unknown", "age": None}, "over18", 19),
    ],
)
def test_the_last_age_told_counts(first: dict[str, Any], second: dict[str, Any], group: str, age: int | None) -> None:
    concern = fold([said("…", **first), said("nej …", "correct", **second)])
    assert (concern.age_group, concern.age) == (group, age)


def test_not_knowing_is_an_answer() -> None:
    events = [asked("age_group"), said("ved ikke", "dont_know"), asked("municipality"), said("ved ikke", "dont_know")]
    concern = fold(events)
    assert (concern.age_unknown, concern.municipality_unknown) == (True, True)


def test_a_later_fact_takes_the_place_of_not_knowing() -> None:
    events = [asked("municipality"), said("ved ikke", "dont_know"), said("han bor i ikast", places=[IKAST])]
    concern = fold(events)
    assert (concern.municipality, concern.municipality_unknown) == ("0756", False)


def test_a_correction_leaves_only_the_corrected_place() -> None:
    events = [
        said("han bor i ikast", places=[IKAST]),
        said("nej det var Aalborg", "correct", places=[AALBORG]),
    ]
    assert fold(events).municipality == "0851"


def test_a_rejected_place_is_taken_away() -> None:
    events = [
        said("ikast", places=[IKAST]),
        said("nej ikke ikast", "correct", places=[place("ikast", "0756", role="rejected")]),
    ]
    assert fold(events).municipality is None


def test_the_schools_place_is_not_the_home() -> None:
    assert fold([said("skolen ligger i ikast", places=[place("ikast", "0756", role="school")])]).municipality is None


def test_a_town_in_answer_to_the_question_is_the_home() -> None:
    events = [
        asked("municipality"),
        said("hos sin mor i Ikast", "inform_municipality", places=[place("Ikast", "0756", role="other")]),
    ]
    assert fold(events).municipality == "0756"


def test_an_ambiguous_town_is_asked_about_and_a_choice_settles_it() -> None:
    events = [asked("municipality"), said("Nykøbing", "inform_municipality", places=[NYKOEBING])]
    concern = fold(events)
    assert (concern.municipality, concern.candidates, concern.candidates_text) == (
        None,
        ("0306", "0376", "0773"),
        "Nykøbing",
    )
    settled = fold([*events, said("Morsø Kommune", "inform_municipality", places=[place("Morsø", "0773")])])
    assert (settled.municipality, settled.candidates) == ("0773", ())


def test_an_ambiguous_town_does_not_unsettle_a_home_that_is_one_of_them() -> None:
    events = [said("han bor i Morsø", places=[place("Morsø", "0773")]), said("altså Nykøbing", places=[NYKOEBING])]
    assert fold(events).municipality == "0773"


def test_an_ambiguous_town_narrowed_by_elimination() -> None:
    events = [
        said("Nykøbing", "inform_municipality", places=[NYKOEBING]),
        said("ikke den i Odsherred", "correct", places=[place("Odsherred", "0306", role="rejected")]),
    ]
    assert fold(events).candidates == ("0376", "0773")


# What has been tried


def test_what_the_story_tells_of_what_was_tried_is_not_asked() -> None:
    concern = fold([said("jeg har talt med ham", tried=["talked_pupil"])])
    assert (concern.tried, concern.tried_answered) == (frozenset({"talked_pupil"}), True)


@pytest.mark.parametrize(
    ("intent", "told", "tried"),
    [("deny", [], {"nothing"}), ("dont_know", [], set()), ("report_concern", ["nothing"], {"nothing"})],
)
def test_nothing_tried_is_an_answer(intent: str, told: list[str], tried: set[str]) -> None:
    concern = fold([asked("tried"), said("…", intent, tried=told)])
    assert (concern.tried, concern.tried_answered) == (frozenset(tried), True)


def test_nothing_gives_way_to_something() -> None:
    events = [said("intet gjort", tried=["nothing"]), said("jo lederen ved det", tried=["leader"])]
    assert fold(events).tried == {"leader"}
