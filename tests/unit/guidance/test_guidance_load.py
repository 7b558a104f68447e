"""A wrong knowledge file stops the start with one line that names file, entry and field."""

import shutil
from pathlib import Path

import pytest

from actions.guidance.load import FOLDER, KnowledgeError, load_knowledge


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "knowledge"
    copy.mkdir()
    for file in FOLDER.glob("*.yml"):
        shutil.copy(file, copy)
    for name in ("services/national.yml", "places/municipalities.csv"):
        (copy / name).parent.mkdir(exist_ok=True)
        shutil.copy(FOLDER / name, copy / name)
    return copy


STEPS = "next_steps.yml"


@pytest.mark.parametrize(
    ("name", "old", "new", "named"),
    [
        (STEPS, "topics: [rusmidler]", "topics: [rusmiddel]", [STEPS, "rusmidler", "topics", "rusmiddel"]),
        (STEPS, "role: rusmiddelkonsulent", "role: hashkonsulent", ["rusmidler", "role", "hashkonsulent"]),
        (STEPS, "owner, role: rusmiddelkonsulent", "owner, role: mentor", ["rusmidler", "kommunen"]),
        (STEPS, "services: [livslinien]", "services: [livslinje]", ["selvmordstanker", "services", "livslinje"]),
        (STEPS, "within: weeks2", "within: snart", ["within", "snart"]),
        (STEPS, "  weight: 56", "  vaegt: 56", ["rusmidler", "vaegt", "weight"]),
        (STEPS, "  source: ventilen", "  source: avisen", ["ensomhed", "source", "avisen"]),
        (STEPS, "- id: stress", "- id: ensomhed", ["ensomhed", "id"]),
        (STEPS, "age: [over18, unknown]", "age: [voksen]", ["age", "voksen"]),
        ("law.yml", "meaning: kui", "meaning: skole", ["law.yml", "kui_besked", "meaning"]),
        ("law.yml", "status: seen_in_source", "status: confirmed", ["law.yml", "status", "confirmed"]),
        ("law.yml", "  max_age: 24", "  max_age: fireogtyve", ["kui_besked", "max_age"]),
        ("law.yml", "  min_age: 15", "  min_age: femten", ["unge_15_17_pligt", "min_age"]),
        ("law.yml", "exact_age: [17]", "exact_age: [sytten]", ["fylder_18_snart", "exact_age", "[17]"]),
        ("law.yml", "keywords: [kui,", "keyword: [kui,", ["kui_besked", "keyword"]),
        ("law.yml", "[mobning, mobbe", '["!", mobbe', ["mobning_plan", "keywords"]),
        ("law_words.yml", "leder: [leder,", "leder: leder #", ["law_words.yml", "leder"]),
        ("roles.yml", "  checked: 2026-11-21", "  checked: i dag", ["roles.yml", "checked"]),
        ("roles.yml", "  sector: region", "  sector: amt", ["roles.yml", "sector", "amt"]),
        ("sources.yml", "https://www.regelrytter.dk/b", "www.regelrytter.dk/b", ["sources.yml", "barnets_lov", "url"]),
        ("labels.yml", "{code: stress, name", "{kode: stress, name", ["labels.yml", "emne", "code"]),
        ("services/national.yml", "bot_use: vis\n", "bot_use: ring\n", ["national.yml", "bot_use", "ring"]),
    ],
)
def test_a_mistake_is_named(folder: Path, name: str, old: str, new: str, named: list[str]) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text, f"prøven er forældet: {old}"
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(KnowledgeError) as error:
        load_knowledge(folder)
    assert "\n" not in str(error.value)
    for word in named:
        assert word in str(error.value), word


@pytest.mark.parametrize(
    "name", ["roles.yml", "law.yml", "law_words.yml", "next_steps.yml", "wording.yml", "places/municipalities.csv"]
)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(KnowledgeError, match=Path(name).name):
        load_knowledge(folder)


def test_broken_yaml_names_the_line(folder: Path) -> None:
    (folder / "law.yml").write_text("- id: a\n  text: [uden slut\n", "utf-8")
    with pytest.raises(KnowledgeError, match=r"law\.yml: linje \d+"):
        load_knowledge(folder)


def test_a_missing_sentence_is_named_when_it_is_needed(folder: Path) -> None:
    text = (folder / "wording.yml").read_text("utf-8")
    (folder / "wording.yml").write_text(text.replace("  no_sending:", "  ingen_sending:"), "utf-8")
    with pytest.raises(KnowledgeError, match=r"wording\.yml: lead\.no_sending"):
        load_knowledge(folder).wording("lead.no_sending")


def test_a_blank_that_nothing_fills_is_named(folder: Path) -> None:
    text = (folder / "wording.yml").read_text("utf-8")
    (folder / "wording.yml").write_text(text.replace("Nummer: {number}", "Nummer: {nummer}"), "utf-8")
    with pytest.raises(KnowledgeError, match=r"contact\.number.*\{number\}"):
        load_knowledge(folder).wording("contact.number", number="112")


def test_a_number_that_may_not_be_shown_is_not_even_loaded() -> None:
    knowledge = load_knowledge()
    assert knowledge.national["psyk_akutmodtagelse"]["phones"] == []
    assert knowledge.national["alarm112"]["contact_state"] == "confirmed"
    confirmed = {key for key, service in knowledge.national.items() if service["contact_state"] == "confirmed"}
    assert confirmed == {"alarm112", "politi114"}
