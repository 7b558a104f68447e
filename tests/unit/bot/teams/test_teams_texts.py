"""What Vejviser says in Teams is short, plain, and says the same as the page."""

import re
from pathlib import Path

import pytest
import yaml
from readability import lix

from bot.channels.teams.wording import danish, is_said, word
from bot.texts import load_responses

ROOT = Path(__file__).resolve().parents[4]
FILE = ROOT / "bot" / "responses" / "channels" / "teams.yml"
TEXTS = {name: variants[0] for name, variants in yaml.safe_load(FILE.read_text("utf-8"))["responses"].items()}
PAGE = (ROOT / "bot" / "channels" / "web" / "static" / "index.html").read_text("utf-8")


def sentences(words: str) -> list[str]:
    return [part for line in words.splitlines() for part in re.split(r"(?<=[.!?])\s+", line) if part.strip()]


@pytest.mark.parametrize("name", TEXTS)
def test_each_text_is_plain(name: str) -> None:
    words = str(TEXTS[name]["text"])
    assert lix(words) <= 34, f"{name}: lixtal {lix(words):.0f}, højst 34"
    long = [part for part in sentences(words) if len(part.split()) > 15]
    assert not long, f"{name}: del sætningen: {long}"


def test_the_sentence_to_a_group_is_one() -> None:
    words = str(TEXTS["utter_teams_group"]["text"])
    assert len(sentences(words)) == 1 and "privat" in words and "112" in words


def test_the_words_are_those_of_the_page() -> None:
    words = TEXTS["utter_teams_words"]["metadata"]
    same = [words[name] for name in ("left_one", "left_many", "unsent", "dated")]
    for shown in [*same, *words["states"].values()]:
        assert shown in PAGE, f"siden siger det på en anden måde: {shown}"
    assert set(words["states"]) == set(re.findall(r"data-status-(\w+)", PAGE))


def test_the_texts_are_found_with_all_others() -> None:
    assert set(TEXTS) <= set(load_responses())


def test_words_and_dates() -> None:
    assert danish("2026-11-21") == "21. november 2026" and danish("uge 47") == "uge 47" and danish("2026-13-01")
    assert word("left_many", n=3) == "Højst 3 spørgsmål endnu"
    assert is_said("utter_teams_chosen", " Stop! ") and not is_said("utter_teams_chosen", "stop nu mobningen")
