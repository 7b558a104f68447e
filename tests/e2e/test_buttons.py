"""What a button sends is ordinary Danish, and both its text and its title are understood as meant."""

import json
import subprocess
import sys
from typing import Any

import pytest
import yaml
from house import ROOT

from bot.nlu.facts import find_facts
from bot.texts import response
from deploy import model

pytestmark = pytest.mark.slow


def buttons(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = response(name)["buttons"]
    return found


def choices(name: str) -> list[dict[str, str]]:
    wording = yaml.safe_load((ROOT / "knowledge" / "wording.yml").read_text("utf-8"))
    found: list[dict[str, str]] = wording["choices"][name]
    return found


@pytest.fixture(scope="module")
def understood() -> dict[str, dict[str, Any]]:
    """Everything that a button can send, through the command-line door of understanding."""
    model.ensure()
    names = ("utter_ask_safety", "utter_ask_topics", "utter_ask_age_group", "utter_ask_municipality", "utter_what_now")
    offered = [button for name in names for button in buttons(name)]
    offered += [button for name in ("plan", "note", "roles") for button in choices(name)]
    texts = list(dict.fromkeys(text for button in offered for text in (button["payload"], button["title"])))
    lines = "\n".join(json.dumps({"id": text, "text": text}) for text in texts)
    done = subprocess.run(
        [sys.executable, "-m", "bot.understand"], cwd=ROOT, env=model.quiet_env(), input=lines, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("part", ["payload", "title"])
def test_the_safety_question(understood: dict[str, dict[str, Any]], part: str) -> None:
    now, thoughts, no, unknown = (understood[button[part]] for button in buttons("utter_ask_safety"))
    assert now["acute"] == "acute"
    assert thoughts["acute"] == "urgent"
    assert (no["acute"], no["intent"]["name"]) == ("none", "deny")
    assert (unknown["acute"], unknown["intent"]["name"]) == ("none", "dont_know")


@pytest.mark.parametrize("part", ["payload", "title"])
def test_the_age(understood: dict[str, dict[str, Any]], part: str) -> None:
    under, over, unknown = (understood[button[part]] for button in buttons("utter_ask_age_group"))
    assert under["age_group"] == "under18" and over["age_group"] == "over18"
    assert unknown["intent"]["name"] == "dont_know"


@pytest.mark.parametrize("part", ["payload", "title"])
def test_the_topics(understood: dict[str, dict[str, Any]], part: str) -> None:
    for button in buttons("utter_ask_topics"):
        answer = understood[button[part]]
        assert answer["intent"]["name"] == "report_concern", button[part]
        assert answer["topics"], button[part]
        assert answer["acute"] == "none", button[part]


def test_what_has_been_tried() -> None:
    expected = [{"talked_pupil"}, {"counsellor"}, {"talked_parents"}, {"nothing"}, set()]
    for button, codes in zip(buttons("utter_ask_tried"), expected, strict=True):
        assert set(find_facts(button["payload"], answering=True).tried) == codes, button["payload"]


def test_what_has_been_tried_as_the_counsellor_was_told() -> None:
    expected = [{"talked_pupil"}, {"leader"}, {"talked_parents"}, {"nothing"}, set()]
    for button, codes in zip(buttons("utter_ask_tried_told_to"), expected, strict=True):
        assert set(find_facts(button["payload"], answering=True).tried) == codes, button["payload"]
    assert buttons("utter_ask_topics_told_to") == buttons("utter_ask_topics")


@pytest.mark.parametrize("part", ["payload", "title"])
def test_what_now(understood: dict[str, dict[str, Any]], part: str) -> None:
    names = [understood[button[part]]["intent"]["name"] for button in buttons("utter_what_now")]
    assert names == ["report_concern", "ask_plan", "ask_law", "restart"]


def test_the_choices_after_an_answer(understood: dict[str, dict[str, Any]]) -> None:
    names = [understood[button["payload"]]["intent"]["name"] for button in choices("plan")]
    assert names == ["request_handover", "ask_law", "restart"]
    assert {understood[button["payload"]]["intent"]["name"] for button in choices("roles")} == {"ask_role"}
