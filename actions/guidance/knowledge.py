"""The shapes of what the assistant knows; `load.py` fills them from `knowledge/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.guidance.fields import KnowledgeError
from actions.guidance.triage_rules import TriageRules

Json = dict[str, Any]

STEP_KINDS = ("acute", "school", "owner", "optional", "region", "national", "avoid", "expect")
WITHIN_DAYS = {"now": 0, "today": 0, "tomorrow": 1, "days3": 3, "week": 7, "weeks2": 14}


@dataclass(frozen=True)
class Source:
    """Where a statement comes from; `url` is None for our own judgement and for articles without an address."""

    name: str
    url: str | None
    date: str


@dataclass(frozen=True)
class Role:
    """A kind of professional: what the role contributes, cannot do and needs from the teacher."""

    id: str
    name: str
    short: str
    sector: str
    aliases: tuple[str, ...]
    can_contribute: str
    when_to_contact: str
    cannot_do: str
    needs_from_you: str
    expect: str
    source: Source
    checked: str
    confidence: str
    max_age: int | None


@dataclass(frozen=True)
class When:
    """The conditions of an entry; all that are given must hold, and an empty one holds always."""

    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    not_topics: tuple[str, ...] = ()
    danger: tuple[str, ...] = ()
    age: tuple[str, ...] = ()
    exact_age: tuple[int, ...] = ()
    tried: tuple[str, ...] = ()
    not_tried: tuple[str, ...] = ()
    municipality: tuple[str, ...] = ()
    expecting_child: bool | None = None
    pupil_is_parent: bool | None = None
    help_here: bool | None = None


@dataclass(frozen=True)
class Step:
    """One step of an entry. `about` says what it amounts to, so that two of the same kind become one."""

    kind: str
    role: str | None
    text: str | None
    within: str | None
    services: tuple[str, ...]
    age: tuple[str, ...]
    about: str | None


@dataclass(frozen=True)
class Entry:
    """One situation of `next_steps.yml` and the steps that it calls for."""

    id: str
    when: When
    weight: int
    steps: tuple[Step, ...]
    source: Source
    checked: str
    owner: str
    confidence: str


@dataclass(frozen=True)
class Rule:
    """One rule of `law.yml` in plain words. Without `when` it is shown only when somebody asks.

    `min_age` and `max_age` speak only of a pupil whose age is known as a number.
    """

    id: str
    title: str
    when: When | None
    weight: int
    min_age: int | None
    max_age: int | None
    text: str
    meaning: str
    keywords: tuple[str, ...]
    source: Source
    checked: str
    status: str


@dataclass(frozen=True)
class Wording:
    """The sentences of `wording.yml`, looked up by a path such as `lead.none`."""

    texts: Mapping[str, Any]

    def get(self, path: str) -> Any:
        """Return whatever stands at a path.

        Raises:
            KnowledgeError: nothing stands there.
        """
        value: Any = self.texts
        for part in path.split("."):
            if not isinstance(value, Mapping) or part not in value:
                raise KnowledgeError(f"wording.yml: {path}: tekst: mangler. Skriv den ind igen")
            value = value[part]
        return value

    def __call__(self, path: str, **values: object) -> str:
        """Return the sentence at a path with its blanks filled.

        Raises:
            KnowledgeError: there is no such sentence, or it has a blank that nothing fills.
        """
        text = str(self.get(path))
        try:
            return text.format(**values) if values else text
        except (KeyError, IndexError, ValueError) as error:
            names = ", ".join(f"{{{name}}}" for name in values)
            raise KnowledgeError(f"wording.yml: {path}: tekst: i krøllede parenteser må kun stå {names}") from error


@dataclass(frozen=True)
class Knowledge:
    """All of `knowledge/` that guidance decides by."""

    topics: Mapping[str, str]
    roles: Mapping[str, Role]
    entries: tuple[Entry, ...]
    rules: tuple[Rule, ...]
    law_words: Mapping[str, tuple[str, ...]]
    wording: Wording
    national: Mapping[str, Json]
    municipalities: Mapping[str, Json]
    danger_paths: Json
    hours: Json
    triage: TriageRules
