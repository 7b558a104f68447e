"""Whether a text treats, diagnoses, scores, guesses, promises or blames: the rules of `content/no_treatment.yml`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).resolve().parent / "content" / "no_treatment.yml"
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”]?\s+|\n+")
# What a file or an answer holds for our own sake and no teacher reads as ours: conditions, words to recognise, codes,
# the titles of the pages where it was read. The second group is also a heading of `wording.yml`, so a mapping is read.
_UNSEEN = frozenset(("when", "source", "plan_words"))
_UNSEEN_CODES = frozenset(
    (
        "id",
        "aliases",
        "keywords",
        "note",
        "seen",
        "home_words",
        "under_18_words",
        "now_words",
        "topics",
        "role",
        "code",
        "danger_kinds",
    )
)
_KINDS = ("treatment", "diagnosis", "score", "guess", "promise", "blame")


@dataclass(frozen=True)
class Rule:
    """One entry of the list, with its patterns made ready."""

    id: str
    kind: str
    never: re.Pattern[str]
    unless: re.Pattern[str] | None
    offered: bool


@dataclass(frozen=True)
class Found:
    """What a text may not hold: the rule, the words, and the sentence that they stand in."""

    rule: str
    kind: str
    words: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.rule}: «{self.words}» in «{self.sentence}»"


def leaves(found: Any) -> Iterator[str]:
    """Give every string of nested data that a teacher may read.

    Args:
        found: a YAML file of ours, or an Answer (docs/contracts.md, section 5).
    """
    if isinstance(found, dict):
        for key, value in found.items():
            if key not in _UNSEEN and (key not in _UNSEEN_CODES or isinstance(value, dict)):
                yield from leaves(value)
    elif isinstance(found, list):
        for value in found:
            yield from leaves(value)
    elif isinstance(found, str):
        yield found


def _pattern(parts: list[str], words: dict[str, str]) -> re.Pattern[str]:
    for name, alternatives in words.items():
        parts = [part.replace("{" + name + "}", re.sub(r"\s*\n?\s*\|\s*", "|", alternatives)) for part in parts]
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)


@cache
def rules() -> tuple[tuple[Rule, ...], re.Pattern[str]]:
    """Read the reviewed list.

    Returns:
        The rules, and the pattern of a sentence that tells what an offer does.

    Raises:
        ValueError: an entry has an unknown kind or no reason.
    """
    read: dict[str, Any] = yaml.safe_load(RULES.read_text("utf-8"))
    made = []
    for entry in read["entries"]:
        if entry["kind"] not in _KINDS or not entry["why"].strip():
            raise ValueError(f"{RULES.name}: {entry['id']}: kind or why")
        unless = entry.get("unless")
        made.append(
            Rule(
                entry["id"],
                entry["kind"],
                _pattern(entry["never"], read["words"]),
                _pattern(unless, read["words"]) if unless else None,
                bool(entry.get("offered")),
            )
        )
    return tuple(made), re.compile(read["offers"], re.IGNORECASE)


@cache
def forbidden(text: str) -> tuple[Found, ...]:
    """Give everything in a text that no text to a teacher may hold.

    Args:
        text: what the teacher would read; lines and sentences are read one by one.
    """
    return tuple(_found(text))


def _found(text: str) -> Iterator[Found]:
    listed, offers = rules()
    for sentence in _SENTENCE.split(text):
        words = re.sub(r"^\W*(\d+\. )?", "", sentence.strip())
        offer = bool(offers.search(words))
        for rule in listed:
            if rule.offered and offer:
                continue
            left = rule.unless.sub(" … ", words) if rule.unless else words
            hit = rule.never.search(left)
            if hit:
                yield Found(rule.id, rule.kind, hit.group(), words)
