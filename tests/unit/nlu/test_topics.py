"""Choosing topics: thresholds, order, never none for a worry, never "generelt" beside something specific."""

import pytest

from bot.nlu.lexicon import topic_codes
from bot.nlu.topics import choose
from bot.text import KnowledgeError, load_yaml

LOW = dict.fromkeys(topic_codes(), 0.01)
THRESHOLDS = {"default": 0.3, "most": 3}


def test_topics_above_the_threshold_come_most_likely_first() -> None:
    assert choose({**LOW, "oekonomi": 0.5, "rusmidler": 0.8, "fravaer": 0.29}, THRESHOLDS) == ["rusmidler", "oekonomi"]


def test_a_worry_always_has_one_topic() -> None:
    assert choose({**LOW, "sorg": 0.12}, THRESHOLDS) == ["sorg"]


def test_no_more_topics_than_allowed() -> None:
    many = {**LOW, "sorg": 0.9, "stress": 0.8, "fravaer": 0.7, "mobning": 0.6}
    assert choose(many, THRESHOLDS) == ["sorg", "stress", "fravaer"]


def test_generelt_stands_alone_or_not_at_all() -> None:
    assert choose({**LOW, "generelt": 0.9, "fravaer": 0.4}, THRESHOLDS) == ["fravaer"]
    assert choose({**LOW, "generelt": 0.9}, THRESHOLDS) == ["generelt"]


def test_a_topic_may_have_its_own_threshold() -> None:
    assert choose({**LOW, "sorg": 0.4, "stress": 0.35}, {**THRESHOLDS, "sorg": 0.5}) == ["stress"]


def test_a_threshold_for_an_unknown_topic_is_refused() -> None:
    with pytest.raises(KnowledgeError, match="findes_ikke"):
        choose(LOW, {**THRESHOLDS, "findes_ikke": 0.5})


def test_the_thresholds_of_the_file_are_probabilities() -> None:
    content = load_yaml("thresholds.yml")
    assert choose({**LOW, "sorg": 0.99}, content["topics"]) == ["sorg"]
    for part in ("intent", "danger"):
        assert all(0 < value < 1 for value in content[part].values())
    assert content["danger"]["check"] <= content["danger"]["urgent"] <= content["danger"]["acute"]
