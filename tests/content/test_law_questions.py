"""Questions about rules in teachers' words find the right rules, and asking never undoes what a danger forbids."""

from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import yaml
from readability import lix

from actions.guidance.concern import Concern
from actions.guidance.knowledge import Knowledge
from actions.guidance.law import MOST, answer_law, find_rules

QUESTIONS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "law_questions.yml").read_text("utf-8")
)
# The share of questions whose rules are all found. `fresh` shaped no keyword, so it tells how it goes with new ones.
FLOORS = {"made": 0.98, "learnt": 0.95, "learnt_2": 0.95, "fresh": 0.80}
# What a teacher reads when somebody may be in danger.
SAFETY = {
    "aere_intet_til_hjemmet",
    "aere_over_18",
    "ikke_foraeldre_ved_fare",
    "vold_over_18",
    "fare_uden_samtykke",
    "hjemloes_under_18",
    "hjemloes_over_18",
    "uden_for_aabningstid",
    "lukket_over_18",
    "selvmord_hjemmet",
    "personlig_pligt",
    "digitale_billeder",
}
HOME_DANGER = ("vold_i_hjemmet", "seksuelle_kraenkelser", "social_kontrol", "omsorgssvigt")


def found(line: dict[str, Any], knowledge: Knowledge) -> list[str]:
    return [rule.id for rule in find_rules(line["q"], line.get("age", "unknown"), knowledge)]


@pytest.mark.parametrize("part", FLOORS)
def test_a_question_finds_its_rules(knowledge: Knowledge, part: str) -> None:
    missed = [(line["q"], found(line, knowledge)) for line in QUESTIONS[part]]
    missed = [pair for pair, line in zip(missed, QUESTIONS[part], strict=True) if not set(line["rules"]) <= {*pair[1]}]
    share = 1 - len(missed) / len(QUESTIONS[part])
    assert share >= FLOORS[part], f"{part}: {share:.0%} fundet. Mangler:\n" + "\n".join(map(str, missed))


def test_there_are_enough_questions_and_every_rule_is_asked_for(knowledge: Knowledge) -> None:
    assert len(QUESTIONS["made"]) >= 120 and len(QUESTIONS["fresh"]) >= 60
    lines = [line for part in QUESTIONS.values() for line in part]
    double = [question for question, times in Counter(line["q"].casefold() for line in lines).items() if times > 1]
    assert not double
    asked = {rule for line in lines for rule in line["rules"]}
    assert asked == {rule.id for rule in knowledge.rules}


def test_never_more_than_three_and_none_for_another_age(knowledge: Knowledge) -> None:
    for line in (line for part in QUESTIONS.values() for line in part):
        for group, other in (("under18", "over18"), ("over18", "under18")):
            rules = find_rules(line["q"], group, knowledge)
            assert len(rules) <= MOST
            for rule in rules:
                assert rule.when is None or rule.when.age != (other,), f"{line['q']}: {rule.id} er ikke for {group}"


@pytest.mark.parametrize("question", ["hvor mange feriedage har jeg", "hvad er klokken", "hvem vandt kampen i går"])
def test_what_no_rule_is_about_finds_none(knowledge: Knowledge, question: str) -> None:
    assert answer_law(question, Concern(), knowledge)["text"].startswith(knowledge.wording("rule.nothing"))


@pytest.mark.parametrize("topic", HOME_DANGER)
@pytest.mark.parametrize("age", ["under18", "over18", "unknown"])
@pytest.mark.parametrize(
    "question", ["må jeg ringe hjem", "skal jeg tale med forældrene først", "skal mor have besked om underretningen"]
)
def test_asked_about_the_home_a_danger_at_home_comes_first(
    knowledge: Knowledge, topic: str, age: str, question: str
) -> None:
    items = answer_law(question, Concern(topics=(topic,), age_group=age), knowledge)["sections"][0]["items"]
    allowed = {
        rule.title
        for rule in knowledge.rules
        if rule.id in {"aere_intet_til_hjemmet", "aere_over_18", "ikke_foraeldre_ved_fare", "vold_over_18"}
    }
    titles = [item["title"] for item in items]
    assert allowed & set(titles[:2]), f"{titles}"
    assert not any("Tal normalt med dem" in item["text"] for item in items)
    assert not any("ikke ringe hjem" in item["text"] for item in items)


@pytest.mark.parametrize("kind", ["vold_hjemme", "aere", "seksuelt"])
def test_a_danger_still_in_doubt_keeps_the_home_out_too(knowledge: Knowledge, kind: str) -> None:
    concern = Concern(topics=("fravaer",), kinds=(kind,), danger="check", age_group="under18")
    items = answer_law("skal jeg orientere forældrene", concern, knowledge)["sections"][0]["items"]
    assert not any("Tal normalt med dem" in item["text"] for item in items)


def test_an_adults_teacher_is_told_first_that_the_duty_is_another(knowledge: Knowledge) -> None:
    for question in ("hvilken kommune skal underretningen til", "får jeg en kvittering på min underretning"):
        items = answer_law(question, Concern(age_group="over18"), knowledge)["sections"][0]["items"]
        assert items[0]["title"] == "Elev på 18 år eller mere", question
    own_child = answer_law("hendes baby har det skidt", Concern(age_group="over18"), knowledge)["sections"][0]["items"]
    assert own_child[0]["title"] == "Når en elev selv har et barn"


def test_an_answer_with_two_meanings_says_that_they_differ(knowledge: Knowledge) -> None:
    mixed = answer_law("hvor hurtigt svarer kommunen, og skal kui have besked om frafald", Concern(), knowledge)
    assert knowledge.wording("rule.meanings") in mixed["text"]
    one = answer_law("hvor mange dage er kommunens frist", Concern(age_group="under18"), knowledge)
    assert knowledge.wording("rule.meanings") not in one["text"]


def test_every_answer_about_rules_carries_the_mark_for_the_lawyer(knowledge: Knowledge) -> None:
    for line in (line for part in QUESTIONS.values() for line in part):
        answer = answer_law(line["q"], Concern(), knowledge, line.get("age"))
        for item in answer["sections"][0]["items"]:
            assert item["status"] == "awaiting_lawyer" and "fventer jurist" in item["status_text"], line["q"]
            assert item["source"]["date"], line["q"]


def test_rules_for_danger_read_easiest(knowledge: Knowledge) -> None:
    texts = {rule.id: rule.text for rule in knowledge.rules if rule.id in SAFETY}
    assert texts.keys() == SAFETY
    middle = median(lix(text) for text in texts.values())
    assert middle <= 30, f"LIX {middle:.0f} i midten: { ({rule: round(lix(text)) for rule, text in texts.items()}) }"
