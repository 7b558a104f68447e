"""Every topic at every age and danger, with and without municipality and contacts, gives one safe and whole plan."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations, product
from typing import Any

import pytest
import yaml

from actions.guidance.answer import answer
from actions.guidance.concern import Concern
from actions.guidance.knowledge import Knowledge
from actions.guidance.load import FOLDER
from actions.guidance.plan import Plan, plan

TODAY = date(2026, 11, 20)
AGES = ("under18", "over18", "unknown")
DANGERS = ("none", "check", "urgent", "acute")
TOPICS = [topic["code"] for topic in yaml.safe_load((FOLDER / "labels.yml").read_text("utf-8"))["topics"]]
KIND_OF = {
    "selvmordstanker": "selvmord",
    "selvskade": "selvskade",
    "vold_i_hjemmet": "vold_hjemme",
    "seksuelle_kraenkelser": "seksuelt",
    "social_kontrol": "aere",
    "hjemloeshed": "husly",
    "digitale_kraenkelser": "digitalt",
    "omsorgssvigt": "omsorgssvigt",
}
# Roles of the municipality, so that each has a contact in the test.
MUNICIPAL = [
    role["id"] for role in yaml.safe_load((FOLDER / "roles.yml").read_text("utf-8")) if role["sector"] == "kommune"
]
UNDERRET = re.compile(r"\bunderret\b|skal (du|i|skolen) underrette|pligt til at underrette", re.IGNORECASE)
PARENTS = re.compile(r"forældre|\bring (til )?hjem|\bmoren\b|\bfaren til\b", re.IGNORECASE)
TO_HOME = re.compile(r"(tal med|ring til|skriv til|kontakt|spørg|orientér) (forældre|hjemmet|familien)", re.IGNORECASE)


def services(state: str | None) -> list[dict[str, Any]]:
    """One service in every municipal role, all in the same state."""
    if state is None:
        return []
    return [
        {
            "name": f"{role} i kommunen",
            "role": role,
            "contact_state": state,
            "service_areas": [{"name": "Ikast-Brande Kommune", "uri": "0756"}],
            "phones": [{"number": "12 34 56 78", "type": "voice"}],
            "assured_date": "2026-11-01",
            "assurer": "prøven",
            "source": {"name": "prøve", "url": None, "date": "2026-11-01"},
        }
        for role in MUNICIPAL
    ]


def concerns(topics: tuple[str, ...]) -> Iterator[Concern]:
    for age, danger, home in product(AGES, DANGERS, ("0756", None)):
        kinds = tuple(KIND_OF[topic] for topic in topics if topic in KIND_OF) if danger != "none" else ()
        yield Concern(topics=topics, age_group=age, danger=danger, kinds=kinds, municipality=home)


def texts(made: Plan) -> list[str]:
    """Everything that a plan asks somebody to do."""
    helpers = [made.owner.text, *(helper.text for helper in made.optional)]
    return [*(step.text for step in (*made.acute, *made.school)), *helpers, *(remark.text for remark in made.expect)]


def name_of(concern: Concern) -> str:
    return f"{'+'.join(concern.topics)}, {concern.age_group}, fare {concern.danger}, kommune {concern.municipality}"


@pytest.mark.parametrize("topic", TOPICS)
def test_every_combination_gives_one_whole_plan(knowledge: Knowledge, topic: str) -> None:
    for concern, state in product(concerns((topic,)), (None, "unconfirmed", "confirmed")):
        made = plan(concern, None, services(state), knowledge, TODAY)
        where = name_of(concern)
        assert knowledge.roles[made.owner.role].sector == "kommune", f"{where}: den ansvarlige er ikke i kommunen"
        assert made.owner.role not in {one.role for one in made.optional}, f"{where}: der er to ansvarlige"
        assert made.school, f"{where}: der er intet skridt på skolen"
        assert made.avoid, f"{where}: der står ikke, hvad læreren skal lade være med"
        assert made.rules, f"{where}: der er ingen regel"
        shown = answer(made, knowledge)
        for section in shown["sections"]:
            for item in section["items"]:
                assert item["source"] and item["source"]["date"], f"{where}: {item['title']}: mangler kilde eller dato"
        owner = next(section for section in shown["sections"] if section["id"] == "owner")["items"]
        assert len(owner) == 1, f"{where}: der er ikke præcis én ansvarlig"


@pytest.mark.parametrize("topic", TOPICS)
def test_nothing_unconfirmed_can_be_called(knowledge: Knowledge, topic: str) -> None:
    states = (None, "unconfirmed", "expired", "example", "confirmed", "ageing")
    for concern, state in product(concerns((topic,)), states):
        shown = answer(plan(concern, None, services(state), knowledge, TODAY), knowledge)
        for item in (item for section in shown["sections"] for item in section["items"]):
            called = [link["href"] for link in item["links"] if link["href"].startswith("tel:")]
            allowed = {"tel:112", "tel:114"} | ({"tel:12345678"} if state in ("confirmed", "ageing") else set())
            assert set(called) <= allowed, (
                f"{name_of(concern)}: {item['title']}: et nummer, ingen har bekræftet, kan ringes op"
            )
            if state not in ("confirmed", "ageing"):
                assert "12 34 56 78" not in str(item), (
                    f"{name_of(concern)}: {item['title']}: et nummer vises for tidligt"
                )
        if state not in ("confirmed", "ageing") and concern.municipality:
            owner = next(part for part in shown["sections"] if part["id"] == "owner")["items"]
            said = " ".join(detail for item in owner for detail in item["details"])
            assert "ingen bekræftet kontakt endnu" in said, f"{name_of(concern)}, {state}: det siges ikke"
            pages = [link["href"] for item in owner for link in item["links"]]
            assert "https://www.ikast-brande.dk" in pages, f"{name_of(concern)}, {state}: kommunens side mangler"


@pytest.mark.parametrize("topic", TOPICS)
def test_nothing_is_reported_or_told_at_home_about_an_adult(knowledge: Knowledge, topic: str) -> None:
    for concern in (one for one in concerns((topic,)) if one.age_group == "over18"):
        made = plan(concern, None, [], knowledge, TODAY)
        for text in texts(made):
            assert not UNDERRET.search(text), (
                f"{name_of(concern)}: der er ingen pligt til at underrette om en voksen: {text}"
            )
            assert not PARENTS.search(text), f"{name_of(concern)}: forældre til en voksen elev må ikke foreslås: {text}"
        social = [rule.id for rule in made.rules if rule.meaning == "social"]
        assert not social, f"{name_of(concern)}: regler om underretning gælder ikke en voksen: {social}"
        assert made.owner.role != "familieafdeling", f"{name_of(concern)}: familieafdelingen er kun for unge under 18"


@pytest.mark.parametrize("topic", TOPICS)
def test_17_and_19_are_told_different_things(knowledge: Knowledge, topic: str) -> None:
    young = plan(Concern(topics=(topic,), age_group="under18", age=17), None, [], knowledge, TODAY)
    adult = plan(Concern(topics=(topic,), age_group="over18", age=19), None, [], knowledge, TODAY)
    assert {rule.id for rule in young.rules} != {rule.id for rule in adult.rules}, f"{topic}: 17 og 19 får samme regler"


def test_an_unknown_age_is_told_both(knowledge: Knowledge) -> None:
    for topic in TOPICS:
        made = plan(Concern(topics=(topic,)), None, [], knowledge, TODAY)
        ids = {rule.id for rule in made.rules}
        assert {"underret_under_18", "over_18_samtykke"} <= ids, f"{topic}: ukendt alder skal give begge regler"
        assert any(step.about == "find_age" for step in made.school), f"{topic}: læreren skal finde elevens alder"


def test_in_honour_conflicts_nothing_goes_to_the_home(knowledge: Knowledge) -> None:
    for other in TOPICS:
        for concern in concerns(("social_kontrol", other)):
            made = plan(concern, None, [], knowledge, TODAY)
            for text in texts(made):
                assert not TO_HOME.search(text), f"{name_of(concern)}: intet må gå til hjemmet: {text}"
            avoid = " ".join(remark.text for remark in made.avoid)
            assert "Kontakt ikke hjemmet" in avoid, f"{name_of(concern)}: der skal stå, at hjemmet ikke må kontaktes"
            assert not [step for step in made.school if step.about == "parents"], name_of(concern)


@pytest.mark.parametrize("topic", ["vold_i_hjemmet", "seksuelle_kraenkelser", "omsorgssvigt"])
def test_when_home_may_be_the_danger_parents_are_not_first(knowledge: Knowledge, topic: str) -> None:
    for concern in concerns((topic,)):
        made = plan(concern, None, [], knowledge, TODAY)
        assert not [text for text in texts(made) if TO_HOME.search(text)], f"{name_of(concern)}: hjemmet kan være faren"
        warned = any("hjem" in remark.text for remark in made.avoid)
        assert warned, f"{name_of(concern)}: der skal stå, at læreren ikke taler med hjemmet først"


def test_acute_is_112_first_and_staying_with_the_pupil(knowledge: Knowledge) -> None:
    for topic in TOPICS:
        for concern in (one for one in concerns((topic,)) if one.danger == "acute"):
            first, second = answer(plan(concern, None, [], knowledge, TODAY), knowledge)["sections"][0]["items"][:2]
            assert first["text"].startswith("Ring 112"), f"{name_of(concern)}: 112 skal stå først"
            assert "Bliv hos eleven" in second["text"], f"{name_of(concern)}: bliv hos eleven skal stå som nummer to"


def test_urgent_is_handled_today_with_the_leader(knowledge: Knowledge) -> None:
    for topic in TOPICS:
        for concern in (one for one in concerns((topic,)) if one.danger == "urgent"):
            made = plan(concern, None, [], knowledge, TODAY)
            assert made.school[0].role == "skoleleder", f"{name_of(concern)}: lederen skal med først"
            assert made.school[0].within == "today", f"{name_of(concern)}: det skal ske i dag"


def test_two_topics_give_one_owner_and_no_doubles(knowledge: Knowledge) -> None:
    for topics, age, danger in product(combinations(TOPICS, 2), AGES, ("none", "urgent")):
        made = plan(Concern(topics=topics, age_group=age, danger=danger), None, [], knowledge, TODAY)
        turned = plan(Concern(topics=topics[::-1], age_group=age, danger=danger), None, [], knowledge, TODAY)
        where = f"{'+'.join(topics)}, {age}, fare {danger}"
        assert made.owner.role == turned.owner.role, f"{where}: rækkefølgen afgør, hvem der er ansvarlig"
        said = texts(made)
        assert len(said) == len(set(said)), f"{where}: det samme skridt står to gange"
        about = [step.about for step in made.school if step.about]
        assert len(about) == len(set(about)), f"{where}: to skridt går ud på det samme: {about}"
        assert len(made.school) <= 8, f"{where}: for mange skridt på skolen ({len(made.school)})"


def test_the_gravest_topic_names_the_owner(knowledge: Knowledge) -> None:
    for topic in TOPICS:
        made = plan(Concern(topics=(topic, "vold_i_hjemmet"), age_group="under18"), None, [], knowledge, TODAY)
        assert made.owner.role == "familieafdeling", f"{topic} må ikke skjule vold i hjemmet"


def test_what_is_done_is_never_proposed_again(knowledge: Knowledge) -> None:
    done = {"talked_pupil": "talk", "counsellor": "share", "leader": "leader", "talked_parents": "parents"}
    for topic, age, danger, (tried, about) in product(TOPICS, AGES, DANGERS, done.items()):
        concern = Concern(topics=(topic,), age_group=age, danger=danger, tried=frozenset({tried}))
        made = plan(concern, None, [], knowledge, TODAY)
        assert about not in {step.about for step in made.school}, f"{name_of(concern)}: {tried} er allerede gjort"
