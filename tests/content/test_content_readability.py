"""Short sentences and plain words: LIX at most 34 as median in every file, and no text over 44."""

import re
from collections.abc import Iterator
from statistics import median
from typing import Any

import pytest
import yaml
from readability import lix

from actions.guidance.load import FOLDER

MEDIAN_LIX = 34
HIGHEST_LIX = 44
LONGEST_SENTENCE = 20
LONG_WORD = 6
ROLE_TEXTS = ("can_contribute", "when_to_contact", "cannot_do", "needs_from_you", "expect")
WORD = re.compile(r"[\w§'-]+")


def sentences(text: str) -> list[list[str]]:
    """The words of every sentence."""
    parts = (WORD.findall(part) for part in re.split(r"[.!?:](?:\s|$)", text))
    return [words for words in parts if words]


def texts_of(name: str) -> Iterator[tuple[str, str]]:
    """What a teacher reads of each entry, as one text."""
    entries: list[dict[str, Any]] = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    for entry in entries:
        if name == "roles.yml":
            parts = [entry[field] for field in ROLE_TEXTS]
        elif name == "next_steps.yml":
            parts = [step["text"] for step in entry["steps"] if "text" in step]
        else:
            parts = [entry["text"]]
        yield entry["id"], " ".join(parts)


def wording_texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from wording_texts(inner, f"{path}{key}.")
        elif isinstance(inner, str) and len(WORD.findall(inner)) >= 8:
            yield f"{path}{key}", re.sub(r"\{\w+\}", "navn", inner)


def triage_texts() -> Iterator[tuple[str, str]]:
    content = yaml.safe_load((FOLDER / "triage.yml").read_text("utf-8"))
    yield from wording_texts({name: content[name] for name in ("about", "missing")})
    for rule in content["rules"]:
        yield rule["id"], rule["text"]


FILES = {
    **{name: list(texts_of(name)) for name in ("roles.yml", "next_steps.yml", "law.yml")},
    "triage.yml": list(triage_texts()),
    "wording.yml": list(wording_texts(yaml.safe_load((FOLDER / "wording.yml").read_text("utf-8")))),
}


@pytest.mark.parametrize("name", FILES)
def test_the_file_reads_easily(name: str) -> None:
    middle = median(lix(text) for _, text in FILES[name])
    assert middle <= MEDIAN_LIX, f"{name}: LIX {middle:.0f} i midten. Skriv kortere ord og sætninger"


@pytest.mark.parametrize("name", FILES)
def test_no_text_is_hard(name: str) -> None:
    for entry, text in FILES[name]:
        assert lix(text) <= HIGHEST_LIX, f"{name}: {entry}: LIX {lix(text):.0f}. Skriv kortere ord: {text}"


@pytest.mark.parametrize("name", FILES)
def test_no_sentence_is_long(name: str) -> None:
    for entry, text in FILES[name]:
        for words in sentences(text):
            assert len(words) <= LONGEST_SENTENCE, f"{name}: {entry}: del sætningen i to: {' '.join(words)}"


def test_what_is_said_in_danger_is_easiest() -> None:
    for entry, text in FILES["next_steps.yml"]:
        if entry.startswith("fare"):
            assert lix(text) <= 30, f"{entry}: i fare skal teksten være let, LIX højst 30"


def test_the_measure_itself() -> None:
    # 4 words in one sentence, one of them long: 4 + 25.
    assert lix("Du kan ringe bagefter.") == pytest.approx(29)
    assert lix("Ring nu. Bliv her.") == pytest.approx(2)
