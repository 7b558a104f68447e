"""No text to a teacher treats, diagnoses, scores, guesses, promises or blames; the list is a YAML file."""

import re
from collections.abc import Iterable
from datetime import date
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from no_treatment import RULES, Found, forbidden, leaves

from actions.guidance.answer import answer
from actions.guidance.concern import TOPIC_OF_KIND, Concern
from actions.guidance.knowledge import Knowledge
from actions.guidance.note import write_note
from actions.guidance.plan import plan

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = ROOT / "knowledge"
TODAY = date(2026, 11, 20)
EXAMPLES = yaml.safe_load((RULES.parent / "no_treatment_examples.yml").read_text("utf-8"))
KIND_OF = {topic: kind for kind, topic in TOPIC_OF_KIND.items()}
WORDED = ("bot/responses/**/*.yml", "directory/*.yml", "deploy/messages.yml", "actions/**/*.yml")
KNOWN = ("next_steps", "law", "roles", "wording", "readings", "labels", "services/*", "schools/*")


class Page(HTMLParser):
    """The words of a page: text and the attributes that are shown or read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        spoken = ("aria-label", "placeholder", "title", "alt")
        self.words += [value or "" for name, value in attrs if name in spoken or name.startswith("data-")]


def words_of(path: Path) -> list[str]:
    """Every text of one file that a teacher may read."""
    written = path.read_text("utf-8")
    if path.suffix == ".html":
        page = Page()
        # What a template decides (`{% if count == 1 %}`) is not a text.
        page.feed(re.sub(r"\{%.*?%\}|\{#.*?#\}", " ", written, flags=re.DOTALL))
        return page.words
    if path.suffix == ".js":
        return [text for _, text in re.findall(r"([\"'`])((?:(?!\1).)*\s(?:(?!\1).)*)\1", written)]
    return list(leaves(yaml.safe_load(written)))


def files() -> list[Path]:
    patterns = [*WORDED, *(f"knowledge/{name}.yml" for name in KNOWN)]
    patterns += [f"{part}/**/*.{kind}" for part in ("bot", "directory", "actions") for kind in ("html", "js")]
    return sorted({path for pattern in patterns for path in ROOT.glob(pattern)})


def services(state: str) -> list[dict[str, Any]]:
    """Every offer that we know, in the shape of the directory's answer, as if all of them covered the municipality."""
    made = []
    for name, key in (("national", "services"), ("municipal_functions", "functions")):
        for entry in yaml.safe_load((KNOWLEDGE / "services" / f"{name}.yml").read_text("utf-8"))[key]:
            told = {field: entry.get(field) for field in ("can_contribute", "cannot_do", "application_process")}
            told |= {field: entry.get(field) for field in ("name", "role", "topics")}
            known = {"contact_state": state, "phones": [], "assurer": "prøven", "assured_date": "2026-11-01"}
            hours = [{"description": entry.get("opening_hours", "")}]
            read = {"name": "prøve", "url": None, "date": "2026-11-01"}
            where = [{"name": "Danmark", "uri": "DK"}]
            made.append(
                {**told, **known, "key": entry["id"], "schedules": hours, "source": read, "service_areas": where}
            )
    return made


def planned(knowledge: Knowledge, topic: str) -> set[str]:
    """Every text of every plan, of its note, and of the answer about danger, for one topic."""
    school = yaml.safe_load((KNOWLEDGE / "schools" / "eksempelskolen.yml").read_text("utf-8"))
    told = {"school": {key: school[key] for key in ("slug", "name", "municipality", "example")}, "plan": school["plan"]}
    known = [services(state) for state in ("unconfirmed", "confirmed")]
    texts: set[str] = set()
    for age, danger, home, parent in product(
        ("under18", "over18", "unknown"), ("none", "check", "urgent", "acute"), ("0756", None), (False, True)
    ):
        tried = frozenset({"talked_pupil", "counsellor", "municipality"}) if parent else frozenset[str]()
        kinds = (KIND_OF[topic],) if topic in KIND_OF and danger != "none" else ()
        concern = Concern(
            topics=(topic,), danger=danger, kinds=kinds, age_group=age, municipality=home, tried=tried,
            expecting_child=parent, pupil_is_parent=parent, heard=("hash",), messages=("Eleven er her sjældent.",),
        )  # fmt: skip
        for found, plan_of_school in ((known[0], None), (known[1], told), ([], None)):
            texts |= set(leaves(answer(plan(concern, plan_of_school, found, knowledge, TODAY), knowledge)))
        texts |= set(leaves(write_note(concern, knowledge, TODAY)))
    return texts


def complaints(texts: Iterable[str]) -> list[str]:
    return sorted({str(found) for text in texts for found in forbidden(text)})


def of(kind: str) -> list[str]:
    sentences: list[str] = EXAMPLES["bad"][kind]
    return sentences


@pytest.mark.parametrize(("kind", "sentence"), [(kind, bad) for kind in EXAMPLES["bad"] for bad in of(kind)])
def test_a_bad_sentence_is_found(kind: str, sentence: str) -> None:
    assert kind in {found.kind for found in forbidden(sentence)}


@pytest.mark.parametrize("sentence", EXAMPLES["good"])
def test_a_good_sentence_passes(sentence: str) -> None:
    assert [str(found) for found in forbidden(sentence)] == []


def test_there_are_enough_examples() -> None:
    assert sum(len(of(kind)) for kind in EXAMPLES["bad"]) >= 40
    assert len(EXAMPLES["good"]) >= 40


def test_a_bad_sentence_is_found_in_the_middle_of_a_text() -> None:
    around = "Tal med eleven i dag.\n1. {} Gå så til din leder."
    missed = [bad for kind in EXAMPLES["bad"] for bad in of(kind) if not any(forbidden(around.format(bad)))]
    assert missed == []


def test_what_is_found_names_rule_and_sentence() -> None:
    found = list(forbidden("Gå til din leder. Det skal nok gå."))
    assert found == [Found("goes_well", "promise", "skal nok gå", "Det skal nok gå.")]


def test_the_files_are_the_right_ones() -> None:
    names = {str(path.relative_to(ROOT)) for path in files()}
    for needed in ("bot/responses/safety.yml", "knowledge/next_steps.yml", "knowledge/services/national.yml"):
        assert needed in names
    page = " ".join(words_of(ROOT / "bot/channels/web/static/index.html"))
    assert "Beskeden kom ikke frem" in page and "Slet samtalen" in page


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_holds_one(path: Path) -> None:
    assert complaints(words_of(path)) == [], (
        "Skriv den om, eller skriv et smalt `unless` i tests/content/no_treatment.yml."
    )


@pytest.mark.parametrize(
    "topic", [topic["code"] for topic in yaml.safe_load((KNOWLEDGE / "labels.yml").read_text())["topics"]]
)
def test_no_plan_holds_one(knowledge: Knowledge, topic: str) -> None:
    texts = planned(knowledge, topic)
    assert len(texts) > 40, "planerne blev ikke lavet"
    assert complaints(texts) == []
