"""Loads `knowledge/` into frozen dataclasses; a wrong file stops the start with one clear line."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from actions.guidance.fields import Fields, KnowledgeError, read_entries, read_yaml
from actions.guidance.knowledge import (
    STEP_KINDS,
    WITHIN_DAYS,
    Entry,
    Json,
    Knowledge,
    Role,
    Rule,
    Source,
    Step,
    When,
    Wording,
)
from actions.guidance.letters import fold_letters
from actions.guidance.national import load_national
from actions.guidance.triage_rules import load_triage

__all__ = ["FOLDER", "Knowledge", "KnowledgeError", "load_knowledge"]

FOLDER = Path(__file__).resolve().parents[2] / "knowledge"

SECTORS = ("skole", "kommune", "region", "almen_praksis", "stat", "ngo", "andet")
CONFIDENCE = ("high", "medium", "low")
MEANINGS = ("social", "kui", "parents", "none")
STATUSES = ("seen_in_source", "awaiting_lawyer")
WHEN_FIELDS = frozenset(When.__dataclass_fields__)
STEP_FIELDS = frozenset(Step.__dataclass_fields__)
ENTRY_FIELDS = frozenset(Entry.__dataclass_fields__)
RULE_FIELDS = frozenset(Rule.__dataclass_fields__)
ROLE_FIELDS = frozenset(Role.__dataclass_fields__)


class _Loader:
    """Reads the files in an order in which each can be checked against those before it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        labels = Fields("labels.yml", "hele filen", read_yaml(folder / "labels.yml") or {})
        self.topics = _topics(labels)
        self.danger = labels.codes("danger_levels")
        self.kinds = labels.codes("danger_kinds")
        self.ages = labels.codes("age_groups")
        self.tried = labels.codes("tried")
        self.sources = _sources(folder / "sources.yml")
        self.national = load_national(folder / "services" / "national.yml")
        self.roles = {role.id: role for role in map(self.role, read_entries(folder / "roles.yml"))}

    def role(self, fields: Fields) -> Role:
        """Return one role of `roles.yml`."""
        fields.only(ROLE_FIELDS)
        texts = ("name", "short", "can_contribute", "when_to_contact", "cannot_do", "needs_from_you", "expect")
        return Role(
            id=fields.entry,
            sector=fields.choice("sector", SECTORS),
            aliases=fields.codes("aliases"),
            source=self.source(fields),
            checked=fields.date("checked"),
            confidence=fields.choice("confidence", CONFIDENCE),
            max_age=fields.number("max_age"),
            **{name: fields.text(name) for name in texts},
        )

    def source(self, fields: Fields) -> Source:
        """Return the source that the entry names by its key in `sources.yml`."""
        return self.sources[fields.choice("source", self.sources.keys())]

    def when(self, fields: Fields) -> When:
        """Return the conditions of an entry."""
        inner = fields.inner("when")
        inner.only(WHEN_FIELDS)
        return When(
            topics=inner.codes("topics", self.topics),
            kinds=inner.codes("kinds", self.kinds),
            not_topics=inner.codes("not_topics", self.topics),
            danger=inner.codes("danger", self.danger),
            age=inner.codes("age", self.ages),
            exact_age=inner.numbers("exact_age"),
            tried=inner.codes("tried", self.tried),
            not_tried=inner.codes("not_tried", self.tried),
            municipality=inner.codes("municipality", ("known", "unknown")),
            expecting_child=inner.flag("expecting_child"),
            pupil_is_parent=inner.flag("pupil_is_parent"),
            help_here=inner.flag("help_here"),
        )

    def entry(self, fields: Fields) -> Entry:
        """Return one entry of `next_steps.yml`."""
        fields.only(ENTRY_FIELDS)
        steps = fields.values.get("steps")
        if not isinstance(steps, list) or not steps:
            raise KnowledgeError(f"{fields.at('steps')}: mangler. Skriv mindst ét skridt")
        return Entry(
            id=fields.entry,
            when=self.when(fields),
            weight=fields.number("weight", 0) or 0,
            steps=tuple(self.step(fields, number, step) for number, step in enumerate(steps, 1)),
            source=self.source(fields),
            checked=fields.date("checked"),
            owner=fields.text("owner"),
            confidence=fields.choice("confidence", CONFIDENCE),
        )

    def step(self, entry: Fields, number: int, values: Any) -> Step:
        """Return one step; the number names it in an error."""
        if not isinstance(values, dict):
            raise KnowledgeError(
                f"{entry.at('steps')}: skridt {number} skal være felter, for eksempel {{kind: school, role: mentor}}"
            )
        fields = Fields(entry.file, f"{entry.entry}: skridt {number}", values)
        fields.only(STEP_FIELDS)
        step = Step(
            kind=fields.choice("kind", STEP_KINDS),
            role=fields.choice("role", self.roles.keys(), default="") or None,
            text=fields.text("text", default="") or None,
            within=fields.choice("within", WITHIN_DAYS, default="") or None,
            services=fields.codes("services", self.national),
            age=fields.codes("age", self.ages),
            about=fields.text("about", default="") or None,
        )
        self._check_step(fields, step)
        return step

    def _check_step(self, fields: Fields, step: Step) -> None:
        if step.kind in ("acute", "school", "owner", "optional") and step.role is None:
            raise KnowledgeError(f"{fields.at('role')}: mangler. Skriv en rolle fra roles.yml")
        if step.text is None and not step.services:
            raise KnowledgeError(f"{fields.at('text')}: mangler. Skriv en tekst, eller nævn et tilbud under services")
        if step.kind == "owner" and step.role and self.roles[step.role].sector != "kommune":
            raise KnowledgeError(f"{fields.at('role')}: den ansvarlige skal være en rolle i kommunen")

    def keywords(self, fields: Fields) -> tuple[str, ...]:
        """Return the words that a rule is found by; a rule that nobody can find is a mistake."""
        found = fields.codes("keywords")
        if not found or not all(fold_letters(keyword) for keyword in found):
            raise KnowledgeError(f"{fields.at('keywords')}: mangler. Skriv de ord, som lærere bruger, når de spørger")
        return found

    def rule(self, fields: Fields) -> Rule:
        """Return one rule of `law.yml`."""
        fields.only(RULE_FIELDS)
        return Rule(
            id=fields.entry,
            title=fields.text("title"),
            when=self.when(fields) if "when" in fields.values else None,
            weight=fields.number("weight", 0) or 0,
            min_age=fields.number("min_age"),
            max_age=fields.number("max_age"),
            text=fields.text("text"),
            meaning=fields.choice("meaning", MEANINGS),
            keywords=self.keywords(fields),
            source=self.source(fields),
            checked=fields.date("checked"),
            status=fields.choice("status", STATUSES),
        )


def load_knowledge(folder: Path = FOLDER) -> Knowledge:
    """Return everything that guidance decides by.

    Args:
        folder: the folder `knowledge/`.

    Raises:
        KnowledgeError: a file is missing or wrong; the message names file, entry and field.
    """
    loader = _Loader(folder)
    wording = read_yaml(folder / "wording.yml")
    if not isinstance(wording, Mapping):
        raise KnowledgeError("wording.yml: hele filen: skal være navne med tekster")
    return Knowledge(
        topics=loader.topics,
        roles=loader.roles,
        entries=tuple(map(loader.entry, read_entries(folder / "next_steps.yml"))),
        rules=tuple(map(loader.rule, read_entries(folder / "law.yml"))),
        law_words=_law_words(folder / "law_words.yml"),
        wording=Wording(wording),
        national=loader.national,
        municipalities=_municipalities(folder / "places" / "municipalities.csv"),
        danger_paths=read_yaml(folder / "danger_paths.yml"),
        hours=read_yaml(folder / "opening_hours.yml"),
        triage=load_triage(folder / "triage.yml", loader.roles, loader.kinds),
    )


def _topics(labels: Fields) -> dict[str, str]:
    topics = labels.values.get("topics")
    if not isinstance(topics, list) or not all(isinstance(topic, dict) for topic in topics):
        raise KnowledgeError(f"{labels.at('topics')}: skal være en liste med code, name og button")
    entries = [Fields(labels.file, f"emne {number}", topic) for number, topic in enumerate(topics, 1)]
    return {entry.text("code"): entry.text("name") for entry in entries}


def _sources(path: Path) -> dict[str, Source]:
    value = read_yaml(path)
    if not isinstance(value, dict):
        raise KnowledgeError(f"{path.name}: hele filen: skal være nøgler med navn, adresse og dato")
    sources: dict[str, Source] = {}
    for key, values in value.items():
        fields = Fields(path.name, str(key), values if isinstance(values, dict) else {})
        fields.only(("name", "url", "date"))
        url = fields.text("url", default="") if fields.values.get("url") is not None else None
        if url is not None and not url.startswith(("https://", "http://")):
            raise KnowledgeError(f"{fields.at('url')}: skal begynde med https://, eller være null")
        sources[str(key)] = Source(fields.text("name"), url, fields.text("date"))
    return sources


def _law_words(path: Path) -> dict[str, tuple[str, ...]]:
    value = read_yaml(path)
    if not isinstance(value, dict):
        raise KnowledgeError(f"{path.name}: hele filen: skal være ord med en liste af ord, der betyder det samme")
    fields = Fields(path.name, "hele filen", {str(word): words for word, words in value.items()})
    return {fold_letters(word): tuple(map(fold_letters, fields.codes(word))) for word in fields.values}


def _municipalities(path: Path) -> dict[str, Json]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise KnowledgeError(f"{path.name}: hele filen: filen mangler eller kan ikke læses") from error
    wanted = ("code", "name", "region", "website")
    for row in rows:
        if not all(row.get(name) for name in wanted):
            raise KnowledgeError(f"{path.name}: {row.get('code')}: code, name, region eller website: mangler")
    return {row["code"]: {name: row[name] for name in wanted} for row in rows}
