"""Danger: rules and model together, the graver one holds, and it replaces the intent."""

import pytest

from bot.nlu.danger import danger_intent, describe, level_of, settle
from bot.nlu.lexicon import topic_codes
from bot.safety import Danger
from bot.text import load_yaml

THRESHOLDS = {"acute": 0.9, "urgent": 0.6, "check": 0.4, "doubts_urgent": 0.2}
NONE = Danger("none")


@pytest.mark.parametrize(
    ("check", "urgent", "acute", "level"),
    [
        (0.1, 0.05, 0.0, "none"),
        (0.45, 0.2, 0.1, "check"),
        (0.9, 0.65, 0.3, "urgent"),
        (0.99, 0.95, 0.89, "urgent"),
        (0.99, 0.95, 0.92, "acute"),
    ],
)
def test_level_of_the_model(check: float, urgent: float, acute: float, level: str) -> None:
    assert level_of({"check": check, "urgent": urgent, "acute": acute}, THRESHOLDS) == level


@pytest.mark.parametrize(
    ("rules", "check", "urgent", "acute", "level"),
    [
        ("none", 0.1, 0.05, 0.0, "none"),
        ("none", 0.5, 0.2, 0.1, "check"),
        ("check", 0.9, 0.7, 0.1, "urgent"),
        ("urgent", 0.3, 0.25, 0.0, "urgent"),
        ("urgent", 0.1, 0.05, 0.0, "check"),
        ("check", 0.1, 0.0, 0.0, "check"),
        ("acute", 0.0, 0.0, 0.0, "acute"),
    ],
)
def test_the_graver_holds_and_only_an_unlikely_urgent_becomes_a_question(
    rules: str, check: float, urgent: float, acute: float, level: str
) -> None:
    assert settle(rules, {"check": check, "urgent": urgent, "acute": acute}, THRESHOLDS) == level


@pytest.mark.parametrize("rules", ["check", "urgent", "acute"])
def test_what_the_rules_see_is_never_none(rules: str) -> None:
    assert settle(rules, {"check": 0.0, "urgent": 0.0, "acute": 0.0}, load_yaml("thresholds.yml")["danger"]) != "none"


def test_the_topic_names_the_kind_where_no_rule_does() -> None:
    assert describe(NONE, "urgent", ["vold_i_hjemmet", "fravaer"], about_self=False).kinds == ("vold_hjemme",)


def test_the_rules_kinds_and_reasons_are_kept() -> None:
    rules = Danger("urgent", ("selvmord",), ("vil dø",))
    assert describe(rules, "urgent", ["mobning"], about_self=False) == rules


def test_own_distress_adds_self_but_is_no_danger_by_itself() -> None:
    assert describe(NONE, "urgent", ["selvmordstanker"], about_self=True).kinds == ("selvmord", "self")
    assert describe(NONE, "none", ["stress"], about_self=True) == NONE


@pytest.mark.parametrize(
    ("danger", "intent"),
    [
        (NONE, None),
        (Danger("check", ("selvmord",)), "danger_check"),
        (Danger("check", ("selvmord", "self")), "danger_check"),
        (Danger("urgent", ("selvmord",)), "danger_urgent"),
        (Danger("urgent", ("selvmord", "self")), "self_in_danger_urgent"),
        (Danger("acute", ("voldsomt",)), "danger_acute"),
        (Danger("acute", ("selvmord", "self")), "self_in_danger_acute"),
    ],
)
def test_danger_replaces_the_intent(danger: Danger, intent: str | None) -> None:
    assert danger_intent(danger) == intent


def test_every_topic_that_names_a_kind_and_every_kind_exists() -> None:
    kinds = load_yaml("thresholds.yml")["danger_kind_of_topic"]
    assert set(kinds) <= set(topic_codes())
    assert set(kinds.values()) <= set(load_yaml("labels.yml")["danger_kinds"])
