"""The handover note, the answers about rules, and what a role can do."""

from datetime import date
from typing import Any

import pytest

from actions.guidance.concern import Concern
from actions.guidance.knowledge import Knowledge
from actions.guidance.law import answer_law
from actions.guidance.match import matching_rules
from actions.guidance.note import write_note
from actions.guidance.plan import plan
from actions.guidance.roles import answer_role, answer_school_plan

TODAY = date(2026, 11, 20)


def shown_rules(knowledge: Knowledge, question: str, concern: Concern | None = None, **more: Any) -> list[str]:
    answer = answer_law(question, concern or Concern(), knowledge, **more)
    return [item["title"] for section in answer["sections"] for item in section["items"]]


# The note


def test_the_note_holds_the_teachers_words_and_what_is_known(knowledge: Knowledge) -> None:
    concern = Concern(
        topics=("fravaer", "rusmidler"),
        age_group="under18",
        age=17,
        municipality="0810",
        tried=frozenset({"talked_pupil", "counsellor"}),
        messages=("han er væk\nhver mandag", "han lugter af hash"),
    )
    note = write_note(concern, knowledge, TODAY)["note"]["text"]
    for expected in (
        "- han er væk hver mandag",
        "- han lugter af hash",
        "17 år",
        "Brønderslev",
        "fravær",
        "talt med eleven",
        "talt med vejleder",
        "fredag den 20. november 2026",
        "misbrugskonsulent",
        "Intet er sendt",
    ):
        assert expected in note, expected


def test_what_goes_with_a_note_to_the_inbox_is_codes_and_no_words_of_hers(knowledge: Knowledge) -> None:
    concern = Concern(
        topics=("rusmidler",), municipality="0756", danger="urgent", kinds=("husly",), messages=("han sover i bilen",)
    )
    facts = write_note(concern, knowledge, TODAY)["note"]["handover"]
    assert facts["topics"] == ["hjemloeshed", "rusmidler"] and facts["urgency"] == "urgent"
    assert facts["topic_names"] == ["problemer med bolig", "rusmidler"]
    assert (facts["municipality"], facts["municipality_name"]) == ("0756", knowledge.municipalities["0756"]["name"])
    assert date.fromisoformat(facts["next_date"]) > TODAY and "bilen" not in str(facts)
    vague = write_note(Concern(), knowledge, TODAY)["note"]["handover"]
    assert vague["topics"] == [] and vague["municipality"] is vague["municipality_name"] is None


def test_an_empty_note_has_blanks_and_no_guesses(knowledge: Knowledge) -> None:
    answer = write_note(Concern(), knowledge, TODAY)
    lines = answer["note"]["text"].splitlines()
    for label in ("Elevens alder", "Elevens hjemkommune", "Det handler om", "Siden hvornår", "Det er gjort"):
        assert any(line.startswith(label) and line.endswith("__________") for line in lines), label
    for label in ("Elevens eget ønske", "Har eleven sagt ja", "Går vi ikke videre"):
        assert any(line.startswith(label) and line.endswith("__________") for line in lines), label
    assert answer["kind"] == "note"
    assert "sendt" in answer["note"]["hint"]


def test_only_under_18_is_told_not_to_wait_for_consent(knowledge: Knowledge) -> None:
    young = write_note(Concern(age_group="under18"), knowledge, TODAY)["note"]["text"]
    adult = write_note(Concern(age_group="over18"), knowledge, TODAY)["note"]["text"]
    assert "underrette" in young
    assert "underret" not in adult


# Rules


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Skal jeg underrette?", "Elev under 18 år"),
        ("min leder siger nej til at underrette", "Pligten er din egen"),
        ("hvor hurtigt skal kommunen svare, er det 24 timer?", "Kommunens egen frist"),
        ("hvad med min tavshedspligt", "Din tavshedspligt"),
        ("kan jeg underrette anonymt", "Kan du være anonym?"),
        ("maa jeg sige det til en kollega", "At dele på skolen"),
        ("må SSP dele med politiet", "SSP må dele viden for at forebygge kriminalitet"),
        ("gælder de 15 procent fravær hos os", "De 15 procent gælder ikke her"),
        ("skal vi sige det til kui når hun vil stoppe", "Når en elev under 25 er ved at stoppe"),
        ("hvilken kommune skal have underretningen, skolens kommune?", "Det er elevens hjemkommune"),
        ("mobning, hvad skal ledelsen", "Mobning"),
        ("hvad er forskellen på at underrette og at give besked", "Tre slags besked"),
        ("kommunen gør ikke noget", "Når der ikke sker noget"),
        ("må jeg ringe hjem til forældrene", "Forældre til en voksen elev"),
    ],
)
def test_a_question_finds_its_rule(knowledge: Knowledge, question: str, title: str) -> None:
    assert title in shown_rules(knowledge, question)


def test_an_unknown_age_gets_both_rules(knowledge: Knowledge) -> None:
    assert {"Elev under 18 år", "Elev på 18 år eller mere"} <= set(shown_rules(knowledge, "skal jeg underrette"))


def test_a_known_age_gets_its_own_rule_only(knowledge: Knowledge) -> None:
    adult = shown_rules(knowledge, "skal jeg underrette, hun er myndig", Concern(age_group="over18"))
    assert "Elev på 18 år eller mere" in adult and "Elev under 18 år" not in adult
    young = shown_rules(knowledge, "må jeg ringe til forældrene", Concern(age_group="under18"))
    assert "Forældre til en elev under 18" in young and "Forældre til en voksen elev" not in young


def test_the_age_in_the_question_goes_before_the_pupils(knowledge: Knowledge) -> None:
    titles = shown_rules(knowledge, "skal jeg underrette", Concern(age_group="under18"), age_group="over18")
    assert "Elev under 18 år" not in titles


def test_a_question_that_no_rule_speaks_of_says_so(knowledge: Knowledge) -> None:
    answer = answer_law("hvor mange feriedage har jeg", Concern(), knowledge)
    assert answer["text"].startswith(knowledge.wording("rule.nothing"))
    assert answer["sections"][0]["items"]


def test_a_short_keyword_is_a_whole_word_and_a_long_one_is_found_in_a_compound(knowledge: Knowledge) -> None:
    adult = Concern(age_group="over18")
    assert "Forældre til en voksen elev" in shown_rules(knowledge, "må jeg ringe til hans mor", adult)
    assert "Forældre til en voksen elev" not in shown_rules(knowledge, "jeg kommer i morgen", adult)
    assert "Pligten er din egen" in shown_rules(knowledge, "afdelingslederen vil ikke")


def test_a_word_that_few_rules_use_decides(knowledge: Knowledge) -> None:
    assert shown_rules(knowledge, "får jeg kvittering når jeg underretter")[0] == "Kommunens egen frist"


def test_one_rule_speaks_of_the_age_as_a_number(knowledge: Knowledge) -> None:
    titles = {
        age: [rule.title for rule in matching_rules(knowledge.rules, Concern(age_group="under18", age=age))]
        for age in (16, 17)
    }
    assert "Når eleven snart fylder 18" in titles[17] and "Når eleven snart fylder 18" not in titles[16]


def test_a_rule_from_15_is_not_for_14_but_for_an_unknown_number(knowledge: Knowledge) -> None:
    for age, expected in ((14, False), (15, True), (None, True)):
        concern = Concern(topics=("graviditet_sex",), age_group="under18", age=age)
        titles = [rule.title for rule in matching_rules(knowledge.rules, concern)]
        assert ("Elev på 15 til 17 år hos lægen" in titles) is expected, age


def test_a_danger_in_doubt_is_enough_to_keep_the_home_out(knowledge: Knowledge) -> None:
    doubt = Concern(topics=("fravaer",), danger="check", kinds=("vold_hjemme",), age_group="under18")
    titles = [rule.title for rule in matching_rules(knowledge.rules, doubt)]
    assert titles[0] == "Kommunen før hjemmet" and "Forældre til en elev under 18" not in titles
    assert not [step for step in plan(doubt, None, [], knowledge, TODAY).school if step.about == "parents"]


# Roles and the school's plan


def test_a_role_is_answered_with_its_limits_and_its_source(knowledge: Knowledge) -> None:
    answer = answer_role(["ssp_konsulent", "ssp_konsulent", "findes_ikke"], knowledge)
    assert len(answer["sections"]) == 1
    texts = " ".join(item["text"] for item in answer["sections"][0]["items"])
    assert knowledge.roles["ssp_konsulent"].cannot_do in texts
    assert answer["sections"][0]["items"][-1]["source"]["url"].startswith("https://")


def test_an_unnamed_role_is_asked_for(knowledge: Knowledge) -> None:
    answer = answer_role([], knowledge)
    assert not answer["sections"] and answer["choices"]


def test_the_schools_plan_is_shown_by_trigger(knowledge: Knowledge, school_plan: Any) -> None:
    answer = answer_school_plan(school_plan, knowledge)
    assert [section["id"] for section in answer["sections"]] == ["acute", "urgent", "concern", "contacts"]
    assert answer["sections"][0]["items"][0]["text"].startswith("Ring 112")


def test_a_missing_plan_sends_the_teacher_to_the_leader(knowledge: Knowledge) -> None:
    text = answer_school_plan(None, knowledge)["text"]
    assert "leder" in text and "112" in text
