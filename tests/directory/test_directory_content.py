"""The Danish that the directory hands out: short, plain, and without numbers that nobody may show."""

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import yaml
from readability import lix

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
NATIONAL = yaml.safe_load((KNOWLEDGE / "services/national.yml").read_text("utf-8"))
FUNCTIONS = yaml.safe_load((KNOWLEDGE / "services/municipal_functions.yml").read_text("utf-8"))["functions"]
SCHOOL = yaml.safe_load((KNOWLEDGE / "schools/eksempelskolen.yml").read_text("utf-8"))
READ_BY_TEACHERS = ("name", "can_contribute", "cannot_do", "application_process", "opening_hours")


def texts() -> Iterator[tuple[str, str]]:
    """Every text with the name of its entry, except opening hours, which are lists of hours."""
    for entry in NATIONAL["services"] + FUNCTIONS:
        for field in ("can_contribute", "cannot_do", "application_process"):
            if field in entry:
                yield f"{entry['id']}.{field}", entry[field]
    for step in SCHOOL["plan"]["steps"]:
        yield "eksempelskolen", step["text"]


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", text) if part]


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_][\w-]*", text)


def test_sentences_are_short() -> None:
    long = {name: one for name, text in texts() for one in sentences(text) if len(words(one)) > 15}
    assert not long


def test_texts_are_easy_to_read() -> None:
    assert median(lix(text) for _, text in texts()) <= 34


def test_texts_end_as_sentences() -> None:
    assert not {name: text for name, text in texts() if not text.endswith(".")}


def test_no_text_holds_a_long_telephone_number() -> None:
    number = re.compile(r"\d(?: ?\d){7}")
    found = {entry["id"] for entry in NATIONAL["services"] + FUNCTIONS for field in READ_BY_TEACHERS
             if number.search(str(entry.get(field, "")))}  # fmt: skip
    assert not found


def test_a_service_without_number_does_not_carry_it_in_its_texts() -> None:
    for entry in NATIONAL["services"]:
        if entry["bot_use"] == "vis_uden_nummer" and entry.get("phone"):
            shown = " ".join(str(entry.get(field, "")) for field in READ_BY_TEACHERS)
            assert entry["phone"].replace(" ", "") not in shown.replace(" ", "")


def test_numbers_shown_unconfirmed_have_a_source_that_is_not_weak() -> None:
    for entry in NATIONAL["services"]:
        if entry["bot_use"] == "vis" and entry.get("phone"):
            assert entry["confidence"] in {"high", "medium"} and entry["source"]["date"], entry["id"]


def test_services_that_must_not_be_shown_are_left_out_with_a_reason() -> None:
    left_out = {entry["id"]: entry["reason"] for entry in NATIONAL["left_out"]}
    assert {"studenterraadgivningen", "fagtelefonen", "kabs"} <= set(left_out) and all(left_out.values())
    assert not set(left_out) & {entry["id"] for entry in NATIONAL["services"]}


def test_the_plan_begins_with_112_and_staying() -> None:
    acute = [step["text"] for step in SCHOOL["plan"]["steps"] if step["trigger"] == "acute"]
    assert acute[0].startswith("Ring 112") and acute[1].startswith("Bliv hos eleven")


def test_the_plan_names_functions_and_invents_no_number() -> None:
    assert SCHOOL["example"] is True
    assert all(contact["phone"] is None for contact in SCHOOL["plan"]["contacts"])


def test_what_is_named_in_danger_is_a_crisis_row_and_112_is_not() -> None:
    """112 and 114 are fixed for the whole country, and nobody may call 112 to try the number."""
    crisis = {entry["id"] for entry in NATIONAL["services"] if entry.get("crisis")}
    paths = yaml.safe_load((KNOWLEDGE / "danger_paths.yml").read_text("utf-8"))
    named = set(re.findall(r"\{(\w+)\}", str(paths["contacts"]))) - {"next_open", "laegevagt"}
    named |= {entry["id"] for entry in NATIONAL["services"] if entry.get("role") == "laegevagt"}
    for entry in yaml.safe_load((KNOWLEDGE / "next_steps.yml").read_text("utf-8")):
        if {"acute", "urgent"} & set(entry["when"].get("danger") or []):
            named |= {key for step in entry["steps"] for key in step.get("services") or []}
    said = (KNOWLEDGE.parent / "bot/responses/safety.yml").read_text("utf-8").replace(" ", "")
    for entry in NATIONAL["services"]:
        if entry.get("phone") and entry["phone"].replace(" ", "") in said:
            named.add(entry["id"])
    fixed = {"alarm112", "politi114"}
    assert {"livslinien", "levudenvold", "boernetelefonen", "joannahuset", "laegevagt_syddanmark"} <= named
    assert named - fixed <= crisis
    assert not crisis & fixed
