"""Danger by rules alone: a missed danger is the worst fault there is, a false alarm costs trust."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.safety import assess
from bot.safety.rules import LEVELS, build
from bot.safety.together import Sighting, find_together, read_combination
from bot.text import KnowledgeError, read_words

TABLE: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "safety.yml").read_text(encoding="utf-8"))
KINDS = frozenset({"selvmord", "self"})


def at_least(text: str, level: str) -> bool:
    return LEVELS.index(assess(text).level) >= LEVELS.index(level)


@pytest.mark.parametrize("text", TABLE["acute"])
def test_danger_now_is_acute(text: str) -> None:
    assert assess(text).level == "acute"


@pytest.mark.parametrize("text", TABLE["urgent"])
def test_danger_for_today_is_at_least_urgent(text: str) -> None:
    assert at_least(text, "urgent")


@pytest.mark.parametrize("text", TABLE["check_or_worse"])
def test_what_cannot_be_told_is_asked_about(text: str) -> None:
    assert at_least(text, "check")


@pytest.mark.parametrize("text", TABLE["at_most_check"])
def test_a_hint_is_asked_about_and_no_more(text: str) -> None:
    assert not at_least(text, "urgent")


@pytest.mark.parametrize("text", TABLE["none"])
def test_the_harmless_is_left_alone(text: str) -> None:
    assert assess(text).level == "none"


@pytest.mark.parametrize("text", TABLE["not_acute"])
def test_a_grave_word_alone_never_sends_for_an_ambulance(text: str) -> None:
    assert assess(text).level != "acute"


@pytest.mark.parametrize("text", TABLE["self"])
def test_the_writers_own_danger_is_told_apart(text: str) -> None:
    assert "self" in assess(text).kinds


@pytest.mark.parametrize("text", TABLE["not_self"])
def test_a_pupils_words_are_never_the_writers_own(text: str) -> None:
    danger = assess(text)
    assert danger.level != "none"
    assert "self" not in danger.kinds


@pytest.mark.parametrize(
    ("text", "level"), [("Ja, der er fare lige nu", "acute"), ("Ja, eleven har talt om ikke at ville leve", "urgent")]
)
def test_the_buttons_mean_what_they_say(text: str, level: str) -> None:
    assert assess(text).level == level


def test_the_reasons_are_the_teachers_own_words() -> None:
    danger = assess("Han står på Broen, og han råber, at han SPRINGER")
    assert danger.level == "acute"
    assert any("Broen" in reason and "SPRINGER" in reason for reason in danger.reasons)


def test_the_same_text_gives_the_same_answer() -> None:
    text = "hendes far slår hende, og hun har ikke et sted at sove i nat"
    assert assess(text) == assess(text)


def test_a_very_long_text_is_read_in_time() -> None:
    text = ("han slår hende hjemme og siger hun vil dø på taget med kniv, blod og billeder " * 110)[:8000]
    assess("varm op")
    started = time.perf_counter()
    assert assess(text).level == "acute"
    assert time.perf_counter() - started < 3


def sightings(**at: int) -> dict[str, list[Sighting]]:
    return {name: [Sighting(position, position + 1)] for name, position in at.items()}


def test_concepts_stand_together_in_either_order_but_not_on_the_same_word() -> None:
    words = read_words("et to tre fire fem")
    assert find_together(read_combination("a + b", "near"), sightings(a=3, b=0), words)
    assert find_together(read_combination("a/c + b", "near"), sightings(c=1, b=0), words)
    assert find_together(read_combination("a + b", "near"), sightings(a=2, b=2), words) is None
    assert find_together(read_combination("a + b", "near"), sightings(a=2), words) is None


def test_how_far_apart_concepts_may_stand() -> None:
    words = read_words("Et. To. Tre.")
    next_to, far = sightings(a=0, b=1), sightings(a=0, b=2)
    assert find_together(read_combination("a + b", "sentence"), next_to, words) is None
    assert find_together(read_combination("a + b", "near"), next_to, words)
    assert find_together(read_combination("a + b", "near"), far, words) is None
    assert find_together(read_combination("a + b", "message"), far, words)


def content(**changes: Any) -> dict[str, Any]:
    rule = {"id": "r", "kind": "selvmord", "level": "check", "strength": "weak", "patterns": "vil dø"}
    return {
        "words": {},
        "cues": {},
        "concepts": {"jeg": "jeg", "andre": "han"},
        "harmless": "",
        "negation": {"words": ["ikke"], "stop": [], "but": [], "doubt": "", "clear": "", "reach": 4, "denies_reach": 9},
        "writer": {"first": "jeg", "others": "andre", "quotes": ['"'], "kinds": ["selvmord"]},
        "contexts": [],
        "rules": [{**rule, **changes}],
    }


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"level": "rødt"}, "level"),
        ({"kind": ""}, "kind"),
        ({"patterns": ""}, "patterns"),
        ({"together": "jeg + findes_ikke"}, "findes_ikke"),
        ({"within": "langt"}, "within"),
        ({"unless": ["ukendt"]}, "ukendt"),
        ({"tilfældigt": 1}, "tilfældigt"),
        ({"patterns": "<ukendt> dør"}, "ukendt"),
    ],
)
def test_a_wrong_rule_says_where_and_what(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(KnowledgeError, match=rf"danger\.yml: r\b.*{said}"):
        build(content(**changes), KINDS)


def test_a_right_rule_is_taken() -> None:
    book = build(content(together="jeg + andre", within="sentence"), KINDS)
    assert len(list(book.together.possible({"jeg", "andre"}))) == 1
    assert not list(book.together.possible(set()))
