"""Answers that bring nothing, fresh starts, and which of the teacher's words are kept."""

from typing import Any

import pytest
from guidance_events import PLAN, asked, did, place, said

from actions.guidance.concern import Concern
from actions.guidance.conversation import fold, next_question

IKAST = place("Ikast", "0756")
AALBORG = place("Aalborg", "0851")
NYKOEBING = place("Nykøbing", "0306", "0376", "0773")


# Misses


@pytest.mark.parametrize("slot", ["age_group", "municipality", "tried"])
def test_the_form_lets_go_after_two_answers_that_bring_nothing(slot: str) -> None:
    start = [said("fravær", topics=["fravaer"]), asked("safety"), said("nej", "deny")]
    facts: dict[str, dict[str, Any]] = {
        "age_group": {"age_group": "under18"},
        "municipality": {"places": [IKAST]},
        "tried": {"tried": ["leader"]},
    }
    others = {key: value for name, fact in facts.items() if name != slot for key, value in fact.items()}
    events = [*start, said("mere", **others), asked(slot), said("øh bla", "out_of_scope")]
    assert next_question(fold(events)) == slot
    assert next_question(fold([*events, said("hm hm", "insult")])) is None


def test_a_question_is_no_miss() -> None:
    events = [asked("age_group"), said("hvad kan ssp", "ask_role"), said("hej", "greet"), said("må man det", "ask_law")]
    assert fold(events).misses == {}
    assert (
        next_question(fold([*events, asked("safety"), said("nej", "deny"), said("fravær", topics=["fravaer"])]))
        == "age_group"
    )


@pytest.mark.parametrize(
    ("events", "brought"),
    [
        ([said("fravær", topics=["fravaer"])], True),
        ([asked("safety"), said("nej", "deny")], True),
        ([said("nej", "deny")], False),
        ([asked("age_group"), said("blabla", "out_of_scope")], False),
        ([said("fravær", topics=["fravaer"]), said("hej", "greet")], False),
    ],
)
def test_the_form_can_tell_whether_the_latest_message_brought_something(events: list[Any], brought: bool) -> None:
    assert fold(events).latest_brought_something is brought


# Fresh starts

FIRST = [said("han på 17 i ikast ryger", topics=["rusmidler"], age_group="under18", age=17, places=[IKAST]), PLAN]


def test_after_restart_everything_is_forgotten() -> None:
    assert fold([*FIRST, said("start forfra", "restart"), did("action_start_over")]) == Concern()


@pytest.mark.parametrize(
    "understood",
    [
        {"new_pupil": True},
        {"age_group": "over18", "age": 22},
        {"age_group": "under18", "age": 16},
        {"places": [AALBORG]},
    ],
)
def test_a_report_about_somebody_else_after_a_plan_begins_anew(understood: dict[str, Any]) -> None:
    concern = fold([*FIRST, said("hun er trist", topics=["angst_depression"], **understood)])
    assert concern.topics == ("angst_depression",)
    assert concern.messages == ("hun er trist",)
    assert not concern.plan_given


def test_more_about_the_same_pupil_after_a_plan_is_added() -> None:
    concern = fold([*FIRST, said("han skylder også penge", topics=["oekonomi"], age_group="under18", age=17)])
    assert (concern.topics, concern.municipality) == (("rusmidler", "oekonomi"), "0756")


def test_a_correction_after_a_plan_is_no_new_pupil() -> None:
    concern = fold([*FIRST, said("nej det er Aalborg", "correct", places=[AALBORG])])
    assert (concern.topics, concern.municipality) == (("rusmidler",), "0851")


def test_two_pupils_before_a_plan_are_one_concern() -> None:
    events = [said("han er 17", age_group="under18", age=17), said("han er 18", age_group="over18", age=18)]
    assert fold(events).age == 18


def test_twice_in_one_conversation_leaves_no_trace_of_the_first() -> None:
    second = [
        said(
            "en anden elev på 20 fra aalborg er ensom",
            topics=["ensomhed"],
            new_pupil=True,
            age_group="over18",
            age=20,
            places=[AALBORG],
        ),
        asked("safety"),
        said("nej", "deny"),
    ]
    concern = fold([*FIRST, *second])
    assert (concern.topics, concern.age, concern.municipality, concern.tried) == (
        ("ensomhed",),
        20,
        "0851",
        frozenset(),
    )
    assert next_question(concern) == "tried"


# The teacher's words


def test_only_the_worry_itself_is_kept_for_the_note() -> None:
    events = [
        said("hej", "greet"),
        said("han er altid væk", topics=["fravaer"]),
        asked("safety"),
        said("nej", "deny"),
        asked("age_group"),
        said("17", "inform_age", age_group="under18", age=17),
        said("hvad kan kui", "ask_role"),
        said("han er altid væk", topics=["fravaer"]),
        said("og han skylder penge", topics=["oekonomi"]),
    ]
    assert fold(events).messages == ("han er altid væk", "og han skylder penge")


def test_a_child_on_the_way_and_a_child_of_her_own_stay_known() -> None:
    concern = fold(
        [said("hun er gravid", expecting_child=True), said("hun har en søn", pupil_is_parent=True), said("træt")]
    )
    assert (concern.expecting_child, concern.pupil_is_parent) == (True, True)


def test_a_message_that_was_not_understood_at_all_is_survived() -> None:
    event = {"event": "user", "text": "x", "parse_data": {"intent": {"name": "nlu_fallback"}}, "metadata": {}}
    assert fold([event, {"event": "user", "text": None, "parse_data": None}]).topics == ()


def test_what_has_been_tried_is_not_told_as_something_seen() -> None:
    before = [said("han er altid væk", topics=["fravaer"]), asked("tried")]
    for answer, code in (("Ikke noget endnu", "nothing"), ("Jeg har talt med eleven", "talked_pupil")):
        assert fold([*before, said(answer, tried=[code])]).messages == ("han er altid væk",)
    longer = "jeg har talt med ham og han fortalte at han sover i sin bil"
    assert longer in fold([*before, said(longer, tried=["talked_pupil"])]).messages
