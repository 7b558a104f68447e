"""Facts: what has been tried, a child, a new pupil and the roles named; what is denied or planned is not told."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.facts import Facts, find_facts

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "facts.yml").read_text(encoding="utf-8"))
FLAGS = {"expecting": "expecting_child", "parent": "pupil_is_parent", "new_pupil": "new_pupil"}


def flagged(answer: str) -> list[tuple[str, str]]:
    return [(FLAGS[name], text) for name in FLAGS for text in TABLE[name][answer]]


@pytest.mark.parametrize(("text", "codes"), TABLE["tried"].items())
def test_what_has_been_tried(text: str, codes: list[str]) -> None:
    assert find_facts(text).tried == tuple(codes)


@pytest.mark.parametrize(("text", "codes"), TABLE["tried_answers"].items())
def test_a_short_answer_of_what_has_been_tried(text: str, codes: list[str]) -> None:
    assert find_facts(text, answering=True).tried == tuple(codes)


@pytest.mark.parametrize(("flag", "text"), flagged("yes_"))
def test_what_is_told(flag: str, text: str) -> None:
    assert getattr(find_facts(text), flag) is True


@pytest.mark.parametrize(("flag", "text"), flagged("no_"))
def test_what_is_not_told(flag: str, text: str) -> None:
    assert getattr(find_facts(text), flag) is False


@pytest.mark.parametrize(("text", "ids"), TABLE["roles"].items())
def test_roles_named(text: str, ids: list[str]) -> None:
    assert find_facts(text).roles == tuple(ids)


def test_an_empty_text_tells_nothing() -> None:
    assert find_facts("") == Facts()


def test_letters_without_marks_tell_the_same() -> None:
    assert find_facts("foraeldrene ved det godt") == find_facts("forældrene ved det godt")
