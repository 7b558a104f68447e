"""The knowledge files: complete, sourced, and free of what the assistant must never say."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml

from actions.guidance.knowledge import Entry, Knowledge, Role, Rule
from actions.guidance.load import FOLDER

ROLE_IDS = 34
TOPICS = 27

# Words that belong to a diagnosis or a treatment. Each sentence that may use one is listed below, read by a person.
FORBIDDEN = re.compile(
    r"diagnos|\blider af\b|\budred|\bbehandl|\bterap|\bmedicin|\bsymptom|\bpatient|\bdepression|\bdeprimeret|\bpsykose"
    r"|\bborderline|\bsyg\b|\bsygdom",
    re.IGNORECASE,
)
READ_BY_A_PERSON = (
    "Du skal ikke stille diagnoser eller love at tie.",
    "Stiller ikke diagnoser",
    "har en diagnose",
    "Behandler ikke",
    "Er ikke terapeut.",
    "SPS er ikke terapi.",
    "Det er ikke terapi.",
    "Kan tale om helbred, medicin og søvn",
    "Hjælper unge under 18 med svær psykisk sygdom",
    "Hjælper voksne med svær psykisk sygdom",
    "Hjælper ved akut sygdom",
    "rusmiddelbehandl",
    "misbrugsbehandling",
)
# One word for one thing: what is on the left is not used in texts that teachers read.
ONE_WORD = {"den unge": "eleven", "de unge": "eleverne", "studerende": "elev", "kursist": "elev", "børnesagen": "sagen"}


def entries(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    return loaded


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a file with the way to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{value.get('id', key) if key == 'id' else key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            name = inner.get("id", number) if isinstance(inner, dict) else number
            yield from leaves(inner, f"{path}.{name}")
    elif isinstance(value, str):
        yield path, value


@pytest.mark.parametrize("name", ["roles.yml", "next_steps.yml", "law.yml", "wording.yml"])
def test_no_diagnosis_and_no_treatment(name: str) -> None:
    for path, text in leaves(entries(name)):
        if ".when." in path:
            continue  # codes, which nobody reads
        read = text
        for allowed in READ_BY_A_PERSON:
            read = read.replace(allowed, "")
        found = FORBIDDEN.search(read)
        assert not found, f"{name}{path}: ordet '{found and found.group()}' er diagnose eller behandling: {text}"


@pytest.mark.parametrize("name", ["roles.yml", "next_steps.yml", "law.yml", "wording.yml"])
def test_one_word_for_one_thing(name: str) -> None:
    for path, text in leaves(entries(name)):
        for word, instead in ONE_WORD.items():
            assert not re.search(rf"\b{word}\b", text, re.IGNORECASE), f"{name}{path}: skriv '{instead}', ikke '{word}'"


@pytest.mark.parametrize("name", ["roles.yml", "next_steps.yml", "law.yml", "wording.yml"])
def test_no_telephone_number_but_112_and_114(name: str) -> None:
    number = re.compile(r"\b(\d{2} ?\d{2} ?\d{2} ?\d{2}|\d{3} ?\d{3}|1813|1818|1888)\b")
    for path, text in leaves(entries(name)):
        if ".aliases" not in path:
            assert not number.search(text), f"{name}{path}: et nummer hører til i services/national.yml: {text}"


def test_all_roles_are_there_with_words_that_teachers_write(knowledge: Knowledge) -> None:
    assert len(knowledge.roles) == ROLE_IDS
    words = Counter(alias for role in knowledge.roles.values() for alias in role.aliases)
    double = [word for word, count in words.items() if count > 1]
    assert not double, f"roles.yml: det samme ord peger på to roller: {double}"
    for role in knowledge.roles.values():
        assert role.aliases, f"roles.yml: {role.id}: skriv mindst ét ord, som lærere bruger"
        for alias in role.aliases:
            assert alias == alias.casefold(), f"roles.yml: {role.id}: skriv '{alias}' med små bogstaver"


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("ssp", "ssp_konsulent"),
        ("ssp-konsulenten", "ssp_konsulent"),
        ("kui", "kui_ungevejleder"),
        ("uu", "kui_ungevejleder"),
        ("misbrugskonsulent", "rusmiddelkonsulent"),
        ("rusvejleder", "rusmiddelkonsulent"),
        ("ppr", "ppr"),
        ("vejlederen", "studievejleder"),
        ("egen læge", "praktiserende_laege"),
    ],
)
def test_a_teachers_word_leads_to_the_role(knowledge: Knowledge, word: str, role: str) -> None:
    assert word in knowledge.roles[role].aliases, f"roles.yml: '{word}' skal pege på {role}"


def test_every_topic_has_a_talk_an_owner_and_something_to_avoid(knowledge: Knowledge) -> None:
    assert len(knowledge.topics) == TOPICS
    for topic in knowledge.topics:
        own = [step for entry in knowledge.entries if topic in entry.when.topics for step in entry.steps]
        assert any(step.about == "talk" for step in own), f"{topic}: mangler den første samtale (about: talk)"
        for age in ("under18", "over18", "unknown"):
            owners = [step for step in own if step.kind == "owner" and (not step.age or age in step.age)]
            assert owners, f"{topic}: mangler en ansvarlig i kommunen, når alderen er {age}"
        if topic != "generelt":
            assert any(step.kind == "avoid" for step in own), f"{topic}: mangler, hvad læreren skal lade være med"


def test_the_overlooked_roles_are_brought_in(knowledge: Knowledge) -> None:
    used = {step.role for entry in knowledge.entries for step in entry.steps}
    for role in (
        "rusmiddelkonsulent",
        "psykolog",
        "praktikinstruktoer",
        "kui_ungevejleder",
        "sundhedsplejerske",
        "ssp_konsulent",
    ):
        assert role in used, f"next_steps.yml: {role} bliver aldrig foreslået"


def test_ppr_is_never_the_owner(knowledge: Knowledge) -> None:
    owners = {step.role for entry in knowledge.entries for step in entry.steps if step.kind == "owner"}
    assert "ppr" not in owners, "PPR er normalt ikke vejen for en elev på en erhvervsskole"


def test_ssp_is_only_for_preventing_crime(knowledge: Knowledge) -> None:
    allowed = {"kriminalitet_radikalisering", "konflikt_adfaerd", "digitale_kraenkelser"}
    for entry in knowledge.entries:
        if any(step.role == "ssp_konsulent" for step in entry.steps):
            assert set(entry.when.topics) <= allowed, f"{entry.id}: SSP er ikke til almindelig mistrivsel"


def test_the_report_to_the_municipality_is_spoken_of_only_where_age_allows(knowledge: Knowledge) -> None:
    report = re.compile(r"\bunderret\b", re.IGNORECASE)
    for entry in knowledge.entries:
        for step in entry.steps:
            ages = set(step.age or entry.when.age or ("under18", "over18", "unknown"))
            if step.text and report.search(step.text):
                assert "over18" not in ages, (
                    f"{entry.id}: 'underret' må ikke stå, hvor eleven kan være voksen: {step.text}"
                )


def test_the_three_meanings_of_reporting_are_kept_apart(knowledge: Knowledge) -> None:
    for rule in knowledge.rules:
        words = rule.text.casefold()
        if rule.meaning == "kui":
            assert "ikke det samme som at underrette" in words or "underret" not in words, rule.id
        if rule.meaning == "social":
            assert "kui" not in words, f"law.yml: {rule.id}: KUI er ikke en underretning om støtte"


def test_nothing_claims_that_a_lawyer_has_confirmed_it(knowledge: Knowledge) -> None:
    for rule in knowledge.rules:
        assert rule.status in ("seen_in_source", "awaiting_lawyer"), f"law.yml: {rule.id}: {rule.status}"
        assert "jurist" in knowledge.wording(f"rule.{rule.status}")


def test_old_law_and_wrong_offers_are_not_named() -> None:
    wrong = re.compile(r"servicelovens? § ?15[34]|studenterrådgivning|\bLMS\b|abortlinien", re.IGNORECASE)
    for name in ("roles.yml", "next_steps.yml", "law.yml", "wording.yml"):
        for path, text in leaves(entries(name)):
            assert not wrong.search(text), f"{name}{path}: forældet eller forkert: {text}"


def test_what_was_checked_was_checked_in_the_past(knowledge: Knowledge) -> None:
    things: list[Entry | Rule | Role] = [*knowledge.entries, *knowledge.rules, *knowledge.roles.values()]
    for thing in things:
        assert date.fromisoformat(thing.checked) <= date.today(), f"{thing.id}: checked ligger i fremtiden"


def test_our_own_judgement_is_marked_as_such(knowledge: Knowledge) -> None:
    things: list[Entry | Role] = [*knowledge.entries, *knowledge.roles.values()]
    for thing in things:
        if thing.source.url is None and thing.source.name == "Eget fagligt skøn":
            assert thing.confidence == "low", f"{thing.id}: eget skøn skal have confidence: low"


def test_every_service_that_is_named_may_be_shown(knowledge: Knowledge) -> None:
    named = {key for entry in knowledge.entries for step in entry.steps for key in step.services}
    assert named <= set(knowledge.national)
    assert len(named) >= 30, "for få tilbud er i brug"
