"""Reads knowledge/triage.yml: the rule of the first triage, as data."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actions.guidance.concern import DANGER_ORDER
from actions.guidance.fields import Fields, KnowledgeError, read_yaml

COLOURS = ("red", "yellow", "green")
MISSING = ("safety", "topics", "age_group", "municipality", "tried")
# Steps that only find out something about whoever the plan is for (next_steps.yml, `about`).
FINDING = ("find_age", "find_home")
FLAGS = (
    "safety_answered",
    "tried_answered",
    "age_unknown",
    "municipality_unknown",
    "expecting_child",
    "pupil_is_parent",
    "help_here",
)
FACT_WORDS = ("under18", "over18", "kinds", "tried", *FLAGS)
# A teacher who is in danger herself is no fact of a pupil's situation.
OF_THE_TEACHER = "self"
RULE_FIELDS = ("id", "colour", "danger", "help_here", "due_within_days", "safety", "text")


@dataclass(frozen=True)
class TriageRule:
    """One rule. The first that holds gives the colour; what is not given holds always."""

    id: str
    colour: str
    danger: tuple[str, ...]
    help_here: bool | None
    due_within_days: int | None
    safety: str | None
    text: str


@dataclass(frozen=True)
class TriageRules:
    """All of the file: the words of the colours by code, the rules in order, what to ask for by slot, the facts."""

    about: str
    colours: Mapping[str, Mapping[str, str]]
    not_counted: tuple[str, ...]
    not_counted_about: tuple[str, ...]
    rules: tuple[TriageRule, ...]
    missing: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, str]
    kinds: Mapping[str, str]


def load_triage(path: Path, roles: Mapping[str, Any], kinds: Iterable[str]) -> TriageRules:
    """Return the rule.

    Args:
        path: knowledge/triage.yml.
        roles: the roles of roles.yml by id.
        kinds: the kinds of danger of labels.yml.

    Raises:
        KnowledgeError: a field is missing or wrong, or there are situations for which no rule holds.
    """
    values = read_yaml(path)
    whole = Fields(path.name, "hele filen", values if isinstance(values, dict) else {})
    listed = whole.values.get("rules")
    entries = [
        Fields(path.name, str(rule.get("id")), rule)
        for rule in (listed if isinstance(listed, list) else [])
        if isinstance(rule, dict)
    ]
    rules = tuple(map(_rule, entries))
    # The last one has no condition, so there is always an answer.
    if not rules or rules[-1] != TriageRule(rules[-1].id, rules[-1].colour, (), None, None, None, rules[-1].text):
        raise KnowledgeError(f"{whole.at('rules')}: den sidste regel skal gælde altid. Skriv kun id, colour og text")
    return TriageRules(
        about=whole.text("about"),
        colours=_texts(whole, "colours", COLOURS, ("name", "word", "icon")),
        not_counted=whole.codes("not_counted", roles.keys()),
        not_counted_about=whole.codes("not_counted_about", FINDING),
        rules=rules,
        missing=_texts(whole, "missing", MISSING, ("title", "ask", "unknown")),
        facts=_words(whole, "facts", FACT_WORDS),
        kinds=_words(whole, "kinds", [kind for kind in kinds if kind != OF_THE_TEACHER]),
    )


def _rule(fields: Fields) -> TriageRule:
    fields.only(RULE_FIELDS)
    return TriageRule(
        id=fields.text("id"),
        colour=fields.choice("colour", COLOURS),
        danger=fields.codes("danger", DANGER_ORDER),
        help_here=fields.flag("help_here"),
        due_within_days=fields.number("due_within_days"),
        safety=fields.choice("safety", ("unknown",), default="") or None,
        text=fields.text("text"),
    )


def _texts(whole: Fields, field: str, keys: tuple[str, ...], names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    inner = whole.inner(field)
    inner.only(keys)
    return {key: {name: inner.inner(key).text(name) for name in names} for key in keys}


def _words(whole: Fields, field: str, keys: Collection[str]) -> dict[str, str]:
    inner = whole.inner(field)
    inner.only(keys)
    return {key: inner.text(key) for key in keys}
