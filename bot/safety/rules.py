"""Load the rules of danger from knowledge/danger.yml and say clearly what is wrong when they are wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from bot.notation import PatternIndex, compile_pattern
from bot.safety.together import Combination, CombinationIndex, read_combination
from bot.text import KnowledgeError, load_yaml, usual

FILE = "danger.yml"
CONCEPT = "concept:"
LEVELS = ("none", "check", "urgent", "acute")
_REQUIRED = ("id", "kind", "level", "strength")
_OPTIONAL = ("acute_with", "urgent_with", "needs", "unless")
_SIGNS = ("patterns", "together")
_WITHIN = frozenset({"near", "sentence", "message"})


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
    together: tuple[Combination, ...]


@dataclass(frozen=True)
class Context:
    """A setting (a game, a trade, a lesson …): weak matches go down to `effect`, strong ones of some kinds to check.

    A weak match of level acute goes no lower than check, unless the setting `reaches_acute`.
    """

    id: str
    effect: str
    reaches_acute: bool
    kinds: frozenset[str]
    strong_kinds: frozenset[str]


@dataclass(frozen=True)
class Negation:
    """How far a "no" reaches and what breaks it: `listing` ones reach over commas, `denies` over a whole clause.

    `untouched` concepts (persons, places, times) are there whether or not a "no" or a harmless phrase covers them.
    """

    words: frozenset[str]
    stop: frozenset[str]
    but: frozenset[str]
    listing: frozenset[str]
    denies: frozenset[str]
    subjects: frozenset[str]
    untouched: frozenset[str]
    reach: int
    denies_reach: int


@dataclass(frozen=True)
class Writer:
    """When a message is about its writer: which concepts and quotation marks tell, and for which kinds of danger."""

    first: str
    others: str
    quotes: tuple[str, ...]
    kinds: frozenset[str]


# What a pattern stands for: a rule, a cue list, a context, or one of the plain lists.
Meaning = Rule | Context | str


@dataclass(frozen=True)
class RuleBook:
    """All rules: patterns and concepts in one index, the rules of concepts that stand together, how a "no" works."""

    index: PatternIndex[Meaning]
    negation: Negation
    together: CombinationIndex[Rule]
    writer: Writer

    @cached_property
    def open(self) -> frozenset[str]:
        """Give the index keys of the concepts that no harmless phrase hides."""
        return frozenset(CONCEPT + name for name in self.negation.untouched)


def split_patterns(entry: str | Sequence[str]) -> Iterator[str]:
    """Give the patterns of an entry, which is a list or lines of patterns between commas."""
    parts = entry.split(",") if isinstance(entry, str) else entry
    yield from (" ".join(str(part).split()) for part in parts if str(part).strip())


def _check_fields(entry: Mapping[str, Any], kinds: frozenset[str], where: str) -> None:
    for name in _REQUIRED:
        if not entry.get(name):
            raise KnowledgeError(f"{where}: {name}: feltet mangler. Udfyld det.")
    if not any(entry.get(name) for name in _SIGNS):
        raise KnowledgeError(f"{where}: patterns: reglen har hverken patterns eller together. Skriv mindst ét mønster.")
    unknown = set(entry) - {*_REQUIRED, *_OPTIONAL, *_SIGNS, "within"}
    if unknown:
        raise KnowledgeError(f"{where}: {min(unknown)}: feltet kendes ikke. Ret navnet.")
    levels, strengths = frozenset(LEVELS[1:]), frozenset({"strong", "weak"})
    for name, values in (("kind", kinds), ("level", levels), ("strength", strengths), ("within", _WITHIN)):
        if name in entry and entry[name] not in values:
            raise KnowledgeError(
                f"{where}: {name}: »{entry[name]}« kendes ikke. Vælg en af {', '.join(sorted(values))}."
            )


def _rule(entry: Mapping[str, Any], kinds: frozenset[str], concepts: frozenset[str]) -> Rule:
    where = f"{FILE}: {entry.get('id', 'en regel uden id')}"
    _check_fields(entry, kinds, where)
    within = entry.get("within", "near")
    together = tuple(read_combination(written, within) for written in split_patterns(entry.get("together") or ()))
    lists = {name: frozenset(entry.get(name) or ()) for name in _OPTIONAL}
    named = {**lists, "together": frozenset().union(*(combination.concepts for combination in together))}
    for name, used in named.items():
        if used - concepts:
            raise KnowledgeError(
                f"{where}: {name}: »{min(used - concepts)}« findes ikke under cues eller concepts. Ret navnet."
            )
    return Rule(entry["id"], entry["kind"], entry["level"], entry["strength"] == "strong", **lists, together=together)


def _context(entry: Mapping[str, Any], kinds: frozenset[str]) -> Context:
    if entry["effect"] not in LEVELS:
        raise KnowledgeError(f"{FILE}: {entry['id']}: effect: »{entry['effect']}« kendes ikke. Vælg none eller check.")
    return Context(
        entry["id"],
        entry["effect"],
        bool(entry.get("reaches_acute")),
        frozenset(entry.get("kinds") or kinds),
        frozenset(entry.get("strong_kinds") or ()),
    )


def _negation(entry: Mapping[str, Any]) -> Negation:
    lists = ("words", "stop", "but", "listing", "denies", "subjects")
    words = {name: frozenset(map(usual, entry.get(name) or ())) for name in lists}
    reach, denies_reach = int(entry["reach"]), int(entry["denies_reach"])
    untouched = frozenset(entry.get("untouched") or ())
    return Negation(reach=reach, denies_reach=denies_reach, untouched=untouched, **words)


def _writer(entry: Mapping[str, Any], concepts: frozenset[str]) -> Writer:
    for name in ("first", "others"):
        if entry.get(name) not in concepts:
            raise KnowledgeError(f"{FILE}: writer: {name}: »{entry.get(name)}« findes ikke under concepts. Ret navnet.")
    return Writer(entry["first"], entry["others"], tuple(entry["quotes"]), frozenset(entry["kinds"]))


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

    concepts = {**content["cues"], **(content.get("concepts") or {})}
    for name, patterns in concepts.items():
        add(f"{CONCEPT}{name}", patterns, f"concepts: {name}")
    add("harmless", content["harmless"], "harmless")
    negation = content["negation"]
    add("doubt", negation["doubt"], "negation: doubt")
    add("clear", negation["clear"], "negation: clear")
    for entry in content["contexts"]:
        add(_context(entry, kinds), entry["cues"], entry["id"])
    rules = tuple(_rule(entry, kinds, frozenset(concepts)) for entry in content["rules"])
    for rule, entry in zip(rules, content["rules"], strict=True):
        add(rule, entry.get("patterns") or (), rule.id)
    writer = _writer(content["writer"], frozenset(concepts))
    together = CombinationIndex((rule, combination) for rule in rules for combination in rule.together)
    return RuleBook(index, _negation(negation), together, writer)


@cache
def rule_book() -> RuleBook:
    """Load knowledge/danger.yml once (raises KnowledgeError when it is wrong)."""
    return build(load_yaml(FILE), frozenset(load_yaml("labels.yml")["danger_kinds"]))
