"""What a conversation has told, in whatever order it was told, and what is asked next."""

import pytest
from guidance_events import asked, place, said

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
