"""What a conversation has told, in whatever order it was told, and what is asked next."""

from typing import Any

import pytest
from guidance_events import PLAN, asked, did, place, said

from actions.guidance.concern import Concern
from actions.guidance.conversation import fold, next_question

IKAST = place("Ikast", "0756")
AALBORG = place("Aalborg", "0851")
NYKOEBING = place("Nykøbing", "0306", "0376", "0773")


def test_nothing_told_gives_an_empty_concern() -> None:
    assert fold([]) == Concern()


def test_one_message_tells_everything_that_the_plan_needs() -> None:
    concern = fold(
        [
            said(
                "han på 19 ryger hash og bor i ikast, jeg har talt med ham",
                topics=["rusmidler"],
                age_group="over18",
                age=19,
                places=[IKAST],
                tried=["talked_pupil"],
            )
        ]
    )
    assert (concern.topics, concern.age, concern.municipality) == (("rusmidler",), 19, "0756")
    assert next_question(concern) == "safety"


def test_facts_told_out_of_order_are_never_asked_again() -> None:
    events = [
        said("Ikast", "inform_municipality", places=[IKAST]),
        said("han er 17", "inform_age", age_group="under18", age=17),
        said("han er altid væk", topics=["fravaer"]),
        asked("safety"),
        said("nej", "deny"),
    ]
    assert next_question(fold(events)) == "tried"


# Safety


@pytest.mark.parametrize(
    ("intent", "level", "danger", "answered"),
    [
        ("affirm", "none", "acute", True),
        ("affirm", "urgent", "urgent", True),  # the button "yes, has talked of not wanting to live"
        ("affirm", "acute", "acute", True),
        ("deny", "none", "none", True),
        ("deny", "check", "none", True),  # "no, she does not want to die" holds a worrying word
        ("dont_know", "none", "check", True),
    ],
)
def test_an_answer_to_the_safety_question(intent: str, level: str, danger: str, answered: bool) -> None:
    concern = fold([said("hun siger det snart er slut", danger="check"), asked("safety"), said("svar", intent, level)])
    assert (concern.danger, concern.safety_answered) == (danger, answered)


def test_a_no_never_takes_back_a_danger_that_was_told() -> None:
    concern = fold([asked("safety"), said("hun skærer i sig selv", danger="urgent"), said("nej", "deny")])
    assert concern.danger == "urgent"


def test_danger_is_the_highest_seen_and_keeps_its_kinds() -> None:
    events = [said("han bliver slået hjemme", danger="urgent", kinds=["vold_hjemme"]), said("han er også træt")]
    concern = fold(events)
    assert (concern.danger, concern.kinds, concern.acute_now) == ("urgent", ("vold_hjemme",), False)


def test_a_new_sign_opens_the_safety_question_again() -> None:
    events = [
        said("han er træt"),
        asked("safety"),
        said("nej", "deny"),
        said("han sagde farvel til os", danger="check"),
    ]
    assert next_question(fold(events)) == "safety"


def test_a_denied_sign_does_not_come_back_with_another_danger() -> None:
    events = [
        said("mærkelig sms", danger="check", kinds=["selvmord"]),
        asked("safety"),
        said("nej", "deny"),
        said("han har intet sted at sove", danger="urgent", kinds=["husly"]),
    ]
    assert fold(events).kinds == ("husly",)


def test_danger_is_heard_inside_a_general_question() -> None:
    events = [said("må jeg sige noget når hun vil tage livet af sig", "ask_law", "urgent", kinds=["selvmord"])]
    assert fold(events).danger == "urgent"


def test_nothing_is_asked_on_the_acute_turn_but_after_it() -> None:
    events = [said("hun står på taget", danger="acute", kinds=["selvmord"])]
    assert next_question(fold(events)) is None
    assert next_question(fold([*events, said("ambulancen er her nu", topics=["selvmordstanker"])])) == "age_group"


def test_the_writers_own_danger_is_not_the_pupils() -> None:
    concern = fold([said("jeg vil ikke leve mere", "disclose_self", "urgent", kinds=["self"])])
    assert (concern.danger, concern.about_self) == ("none", True)


def test_a_story_in_place_of_yes_or_no_lets_go_of_the_safety_question_in_doubt() -> None:
    events = [
        said("han er væk", topics=["fravaer"]),
        asked("safety"),
        said("han sover også i timen", topics=["soevn_traethed"]),
        said("og han skylder penge", topics=["oekonomi"]),
    ]
    assert next_question(fold(events[:3])) == "safety"
    concern = fold(events)
    assert (concern.safety_answered, concern.danger, next_question(concern)) == (True, "check", "age_group")


# Topics


def test_topics_of_several_messages_are_merged_main_first() -> None:
    events = [said("hash", topics=["rusmidler"]), said("penge", topics=["oekonomi", "rusmidler"])]
    assert fold(events).topics == ("rusmidler", "oekonomi")


def test_generelt_gives_way_to_something_specific() -> None:
    assert fold([said("noget er galt", topics=["generelt"]), said("fravær", topics=["fravaer"])]).topics == ("fravaer",)


def test_topics_are_asked_once_and_only_when_vague() -> None:
    vague = [said("noget er galt", topics=["generelt"]), asked("safety"), said("nej", "deny")]
    assert next_question(fold(vague)) == "topics"
    answered = [*vague, asked("topics"), said("Noget andet, jeg kan ikke sætte ord på det", topics=["generelt"])]
    assert next_question(fold(answered)) == "age_group"
    assert next_question(fold([*vague, asked("topics"), said("ved ikke", "dont_know")])) == "age_group"


def test_a_known_kind_of_danger_is_no_vague_worry() -> None:
    concern = fold([said("hun tør ikke tage hjem", danger="urgent", kinds=["vold_hjemme"])])
    assert concern.subjects == ("vold_i_hjemmet",)
    assert next_question(concern) == "age_group"


def test_a_general_question_adds_no_topic_age_or_place() -> None:
    concern = fold([said("skal man underrette om en på 17 i Ikast der ryger", "ask_law", age_group="under18", age=17,
                         places=[IKAST], topics=["rusmidler"])])  # fmt: skip
    assert (concern.topics, concern.age_group, concern.municipality) == ((), "unknown", None)


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
