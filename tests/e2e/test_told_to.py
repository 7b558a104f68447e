"""A counsellor who is told of a pupil has the same conversation, answered from her side; danger comes first."""

import pytest
from house import House
from talk import MUNICIPALITY, NO_DANGER, TRIED, Talk, plan, said, section

pytestmark = pytest.mark.slow

TOLD = "en lærer har fortalt om en elev på 17 fra Ikast, som ryger hash og tit er væk"


def test_the_same_questions_and_an_answer_from_her_side(house: House) -> None:
    answer = Talk(house, role="studievejleder").until_plan(TOLD, {**NO_DANGER, TRIED: "Læreren har talt med eleven"})
    assert [part["id"] for part in answer["sections"]][:2] == ["triage", "school"]
    assert "Senest: " in section(answer, "triage") and "intet om eleven" in section(answer, "triage")
    owners = {step.get("owner") for part in answer["sections"] if part["id"] == "school" for step in part["items"]}
    assert {"Du selv", "Læreren"} <= owners and "Studievejleder" not in owners
    assert "Du er tovholder" in section(answer, "tovholder")
    assert "Ikast-Brande" in section(answer, "owner")
    assert "Det har læreren fortalt:" in answer["note"]["text"]


def test_she_may_say_herself_who_she_is_and_what_she_does_not_know_is_to_be_asked(house: House) -> None:
    talk = Talk(house)
    talk.say("Jeg er studievejleder")
    unknown = {**NO_DANGER, "Hvor gammel": "Ved ikke", MUNICIPALITY: "Ved ikke"}
    answer = talk.until_plan("en lærer har fortalt mig om en elev, der ryger hash", unknown, most=9)
    assert [part["id"] for part in answer["sections"]][:2] == ["triage", "missing"]
    assert "hjemkommune" in section(answer, "missing")


def test_danger_is_answered_first_at_any_question(house: House) -> None:
    talk = Talk(house, role="studievejleder")
    talk.say(TOLD)
    messages = talk.say("læreren ringer nu, eleven har taget en masse piller og svarer ikke")
    assert said(messages).startswith("Ring 112 nu")
    assert plan(messages) is None


def test_a_teacher_is_answered_as_before(house: House) -> None:
    first = "han er her næsten aldrig, lugter af hash og skylder penge, han er 19 og bor i Ikast"
    answer = Talk(house).until_plan(first, {**NO_DANGER, TRIED: "Studievejlederen er inde over"})
    assert "triage" not in {part["id"] for part in answer["sections"]}
    assert "Læreren" not in section(answer, "school")
