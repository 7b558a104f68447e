"""Load the rules of danger from knowledge/danger.yml and say clearly what is wrong when they are wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.notation import PatternIndex, compile_pattern
from bot.text import KnowledgeError, load_yaml, usual

FILE = "danger.yml"
LEVELS = ("none", "check", "urgent", "acute")
_REQUIRED = ("id", "kind", "level", "strength", "patterns")
_OPTIONAL = ("acute_with", "urgent_with", "needs", "unless")


@dataclass(frozen=True)
class Rule:
    """One rule: what kind of danger its patterns mean, how grave, and what strengthens or stops it."""

    id: str
    kind: str
    level: str
    strong: bool
    acute_with: frozenset[str]
    urgent_with: frozenset[str]
    needs: frozenset[str]
    unless: frozenset[str]


@dataclass(frozen=True)
class Context:
    """A setting (a game, a trade, a lesson …): weak matches go down to `effect`, strong ones of some kinds to check."""

    id: str
    effect: str
    kinds: frozenset[str]
    strong_kinds: frozenset[str]


@dataclass(frozen=True)
class Negation:
    """How far a "no" reaches and what breaks it."""

    words: frozenset[str]
    stop: frozenset[str]
    but: frozenset[str]
    reach: int


# What a pattern stands for: a rule, a cue list, a context, or one of the plain lists.
Meaning = Rule | Context | str


@dataclass(frozen=True)
class RuleBook:
    """All rules, compiled into one index, and how a "no" works."""

    index: PatternIndex[Meaning]
    negation: Negation


def split_patterns(entry: str | Sequence[str]) -> Iterator[str]:
    """Give the patterns of an entry, which is a list or lines of patterns between commas."""
    parts = entry.split(",") if isinstance(entry, str) else entry
    yield from (" ".join(str(part).split()) for part in parts if str(part).strip())


def _rule(entry: Mapping[str, Any], kinds: frozenset[str], cues: frozenset[str]) -> Rule:
    where = f"{FILE}: {entry.get('id', 'en regel uden id')}"
    for name in _REQUIRED:
        if not entry.get(name):
            raise KnowledgeError(f"{where}: {name}: feltet mangler. Udfyld det.")
    unknown = set(entry) - {*_REQUIRED, *_OPTIONAL}
    if unknown:
        raise KnowledgeError(f"{where}: {sorted(unknown)[0]}: feltet kendes ikke. Ret navnet.")
    allowed = {"kind": kinds, "level": frozenset(LEVELS[1:]), "strength": frozenset({"strong", "weak"})}
    for name, values in allowed.items():
        if entry[name] not in values:
            raise KnowledgeError(
                f"{where}: {name}: »{entry[name]}« kendes ikke. Vælg en af {', '.join(sorted(values))}."
            )
    lists = {name: frozenset(entry.get(name) or ()) for name in _OPTIONAL}
    for name, used in lists.items():
        if used - cues:
            raise KnowledgeError(f"{where}: {name}: listen »{sorted(used - cues)[0]}« findes ikke under cues.")
    return Rule(entry["id"], entry["kind"], entry["level"], entry["strength"] == "strong", **lists)


def build(content: Mapping[str, Any], kinds: frozenset[str]) -> RuleBook:
    """Compile the content of the file.

    :param content: what danger.yml holds
    :param kinds: the danger kinds of knowledge/labels.yml
    :return: the compiled rules
    :raises KnowledgeError: with file, entry, field and what to do
    """
    groups = {name: tuple(split_patterns(entry)) for name, entry in content["words"].items()}
    index: PatternIndex[Meaning] = PatternIndex()

    def add(meaning: Meaning, patterns: str | Sequence[str], where: str) -> None:
        for written in split_patterns(patterns):
            index.add(meaning, compile_pattern(written, groups, f"{FILE}: {where}"))

    for name, patterns in content["cues"].items():
        add(f"cue:{name}", patterns, f"cues: {name}")
    add("harmless", content["harmless"], "harmless")
    negation = content["negation"]
    add("doubt", negation["doubt"], "negation: doubt")
    add("clear", negation["clear"], "negation: clear")
    for entry in content["contexts"]:
        if entry["effect"] not in LEVELS:
            raise KnowledgeError(
                f"{FILE}: {entry['id']}: effect: »{entry['effect']}« kendes ikke. Vælg none eller check."
            )
        applies = frozenset(entry.get("kinds") or kinds)
        context = Context(entry["id"], entry["effect"], applies, frozenset(entry.get("strong_kinds") or ()))
        add(context, entry["cues"], entry["id"])
    for entry in content["rules"]:
        add(_rule(entry, kinds, frozenset(content["cues"])), entry["patterns"], entry["id"])
    words = {name: frozenset(map(usual, negation[name])) for name in ("words", "stop", "but")}
    return RuleBook(index, Negation(reach=int(negation["reach"]), **words))


@cache
def rule_book() -> RuleBook:
    """Load knowledge/danger.yml once (raises KnowledgeError when it is wrong)."""
    return build(load_yaml(FILE), frozenset(load_yaml("labels.yml")["danger_kinds"]))
