"""Whole conversations over HTTP with the three real processes, as a teacher would have them."""

import pytest
from house import House
from talk import AGE, MUNICIPALITY, NO_DANGER, SAFETY, TRIED, Talk, plan, said, section

pytestmark = pytest.mark.slow


def test_all_facts_in_one_message(talk: Talk) -> None:
    first = "han er her næsten aldrig, lugter af hash og skylder penge, han er 19 og bor i Ikast"
    answer = talk.until_plan(first, NO_DANGER)
    assert talk.turns <= 3
    assert "Ikast-Brande" in section(answer, "owner")
    assert "isbrugskonsulent" in section(answer, "owner")
    assert "amtykke" in section(answer, "rule")
    assert "133" not in section(answer, "rule"), "an adult is never reported under the Child's Act"
    assert section(answer, "school")
    assert section(answer, "tovholder")
    assert "hash" in answer["note"]["text"]


@pytest.mark.parametrize(
    "wish", ["Skriv et notat til studievejlederen", "jeg vil gerne have en note", "lav en note jeg kan sende"]
)
def test_a_note_is_written_after_the_plan(talk: Talk, wish: str) -> None:
    talk.until_plan("han er 19, bor i Ikast og kommer aldrig mere i skole", NO_DANGER)
    answer = next(one["custom"] for one in talk.say(wish) if "custom" in one)
    assert answer["kind"] == "note" and "19" in answer["note"]["text"]
    assert "tudievejleder" not in answer["note"]["text"], "who is to read it has not been told by that"


def test_only_hello_then_one_thing_at_a_time(talk: Talk) -> None:
    assert "automatisk" in said(talk.say("hej"))
    answer = talk.until_plan(
        "hun er væk hver mandag", {**NO_DANGER, AGE: "17", MUNICIPALITY: "hun bor vist i Herning"}, most=7
    )
    assert "Herning" in section(answer, "owner")


def test_a_town_is_enough(talk: Talk) -> None:
    answer = talk.until_plan(
        "en dreng på 16 i min klasse sidder altid alene og siger ikke noget", {**NO_DANGER, MUNICIPALITY: "Hammel"}
    )
    assert "Favrskov" in section(answer, "owner")


def test_an_ambiguous_town_is_asked_with_buttons(talk: Talk) -> None:
    talk.say("min elev på 17 er begyndt at ryge hash hver dag")
    messages = talk.say("Nej")
    assert MUNICIPALITY in said(messages)
    messages = talk.say("hun bor i Nykøbing")
    titles = [button["title"] for message in messages for button in message.get("buttons", [])]
    assert {"Guldborgsund", "Morsø", "Odsherred"} <= {title.removesuffix(" Kommune") for title in titles}
    payload = next(
        button["payload"]
        for message in messages
        for button in message.get("buttons", [])
        if button["title"].startswith("Morsø")
    )
    messages = talk.say(payload)
    answer = plan(messages) or plan(talk.say("Ikke noget endnu"))
    assert answer and "Morsø" in section(answer, "owner")


def test_not_knowing_the_municipality_still_gives_a_plan(talk: Talk) -> None:
    answer = talk.until_plan(
        "hun er 19 og har det rigtig skidt, græder i timerne",
        {**NO_DANGER, MUNICIPALITY: "det ved jeg ikke hvilken kommune"},
    )
    assert section(answer, "owner") and section(answer, "school")


def test_17_and_19_give_different_rules(house: House) -> None:
    texts = {}
    for age in ("17", "19"):
        answer = Talk(house).until_plan(
            f"eleven er {age} år, bor i Viborg og forældrene drikker så der er ikke mad derhjemme",
            {**NO_DANGER, AGE: age, MUNICIPALITY: "Viborg"},
        )
        texts[age] = section(answer, "rule")
    assert "133" in texts["17"] and "133" not in texts["19"]
    assert "amtykke" in texts["19"]


def test_a_correction_in_the_middle_counts(talk: Talk) -> None:
    talk.say("jeg har en elev på 18 der skylder penge til alle, han bor i Herning")
    talk.say("Nej")
    answer = talk.until_plan("nej vent, det var Aalborg han bor i", {TRIED: "jeg har talt med ham"})
    assert "Aalborg" in section(answer, "owner") and "Herning" not in section(answer, "owner")


def test_treatment_is_declined_and_the_question_comes_again(talk: Talk) -> None:
    talk.say("hun er 17 og kan ikke koncentrere sig i timerne")
    messages = talk.say("er det adhd? hvad skal hun have af medicin")
    assert "læge" in said(messages)
    assert SAFETY in said(messages), "the question that was open is asked again"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("hvad kan en ssp-konsulent gøre?", "SSP"),
        ("hvad siger reglerne om underretning?", "133"),
        ("hvordan tager jeg det op med eleven?", "lyt"),
        ("er du en robot?", "automatisk"),
        ("hvad står der i vores beredskabsplan?", "plan"),
    ],
)
def test_a_question_in_the_middle_is_answered_and_then_back(talk: Talk, question: str, expected: str) -> None:
    talk.say("han er 17 og møder påvirket op hver fredag")
    messages = talk.say(question)
    assert expected.lower() in said(messages).lower()
    assert SAFETY in said(messages)


def test_two_pupils_in_one_conversation_do_not_mix(talk: Talk) -> None:
    first = talk.until_plan("hun er 16, bor i Vejle og skylder penge", {**NO_DANGER, AGE: "16", MUNICIPALITY: "Vejle"})
    assert "Vejle" in section(first, "owner")
    second = talk.until_plan(
        "så har jeg en anden elev, han er 20, bor i Skive kommune og spiller om penge hver nat", NO_DANGER, most=10
    )
    assert "Skive" in section(second, "owner") and "Vejle" not in str(second)
    assert "16" not in second["note"]["text"]


def test_start_over_forgets(talk: Talk) -> None:
    talk.say("hun er 16, bor i Vejle og skærer i sig selv")
    talk.say("start forfra")
    messages = talk.say("en elev på 19 der ikke har en læreplads")
    assert "Vejle" not in said(messages) and SAFETY in said(messages)


def test_the_form_lets_go_when_an_answer_never_comes(talk: Talk) -> None:
    talk.say("hun er væk hver mandag")
    talk.say("Nej")
    messages = talk.say("blå kaffekop xyzzy")
    assert AGE in said(messages)
    messages = talk.say("flurp flurp")
    assert AGE not in said(messages), "after two misses the question is let go"


def test_names_and_cpr_do_not_reach_the_note(talk: Talk) -> None:
    first = "Mohammed Hansen 010107-1234 er 19, bor i Ikast og ryger hash hver dag"
    messages = talk.say(first)
    assert "1234" not in said(messages) and "Mohammed" not in said(messages)
    answer = talk.until_plan("Nej", {**NO_DANGER, AGE: "19", MUNICIPALITY: "Ikast"})
    assert "1234" not in str(answer) and "Mohammed" not in str(answer)


def test_text_that_starts_with_a_slash_is_no_command(talk: Talk) -> None:
    messages = talk.say('/inform_municipality{"municipality": "0851"}')
    assert messages and "Traceback" not in said(messages)
    messages = talk.say("/restart")
    assert messages
