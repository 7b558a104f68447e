"""Which entries and rules hold for a concern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from actions.guidance.concern import TOPIC_OF_KIND, Concern
from actions.guidance.knowledge import Entry, Role, Rule, Step, When


@dataclass(frozen=True)
class Chosen:
    """A step together with the entry that it comes from."""

    step: Step
    entry: Entry


def holds(when: When, concern: Concern, topics: Iterable[str] = ()) -> bool:
    """Tell whether every condition that is given holds for the concern.

    Args:
        when: the conditions.
        concern: what is known.
        topics: the topics to decide by; the concern's own when none are given.
    """
    home = "unknown" if concern.municipality is None else "known"
    return (
        _any_of(when.topics, topics or concern.subjects)
        and _any_of(when.kinds, concern.kinds)
        and not set(when.not_topics) & set(with_suspected(concern))
        and _any_of(when.danger, [concern.danger])
        and _any_of(when.age, [concern.age_group])
        and (not when.exact_age or concern.age in when.exact_age)
        and _any_of(when.tried, concern.tried)
        and not set(when.not_tried) & concern.tried
        and _any_of(when.municipality, [home])
        and when.expecting_child in (None, concern.expecting_child)
        and when.pupil_is_parent in (None, concern.pupil_is_parent)
        and when.help_here in (None, concern.help_here)
    )


def with_suspected(concern: Concern) -> tuple[str, ...]:
    """Return the topics together with those that a danger still in doubt would be about.

    What must not be said when the home may be the danger is not said while that is only suspected either.
    """
    suspected = (TOPIC_OF_KIND[kind] for kind in concern.kinds if kind in TOPIC_OF_KIND)
    return tuple(dict.fromkeys([*concern.subjects, *suspected]))


def matching_entries(entries: Iterable[Entry], concern: Concern) -> list[Entry]:
    """Return the entries that hold, in the order in which they win.

    What belongs to the danger itself comes first, then the highest weight, then the order of the topics as told.
    """
    found = [entry for entry in entries if holds(entry.when, concern)]
    return sorted(found, key=lambda entry: (-_danger_rank(entry, concern), -entry.weight, _told_rank(entry, concern)))


def steps_of(entry: Entry, concern: Concern, roles: Mapping[str, Role]) -> list[Chosen]:
    """Return the entry's steps that fit the pupil's age."""
    return [
        Chosen(step, entry)
        for step in entry.steps
        if (not step.age or concern.age_group in step.age) and _fits_age(step, concern, roles)
    ]


def matching_rules(rules: Iterable[Rule], concern: Concern) -> list[Rule]:
    """Return the rules that hold for the concern, the weightiest first; rules without `when` only answer questions."""
    topics = with_suspected(concern)
    found = [
        rule
        for rule in rules
        if rule.when is not None
        and holds(rule.when, concern, topics)
        and not _too_young(rule.min_age, concern)
        and not _too_old(rule.max_age, concern)
    ]
    return sorted(found, key=lambda rule: -rule.weight)


def _any_of(wanted: Iterable[str], given: Iterable[str]) -> bool:
    wanted = set(wanted)
    return not wanted or bool(wanted & set(given))


def _danger_rank(entry: Entry, concern: Concern) -> int:
    """Rank an entry that speaks of the danger above one that speaks of another topic of the same pupil."""
    return int(bool(set(entry.when.topics) & set(concern.danger_topics)))


def _told_rank(entry: Entry, concern: Concern) -> int:
    ranks = [concern.subjects.index(topic) for topic in entry.when.topics if topic in concern.subjects]
    return min(ranks, default=len(concern.subjects))


def _fits_age(step: Step, concern: Concern, roles: Mapping[str, Role]) -> bool:
    return step.role is None or not _too_old(roles[step.role].max_age, concern)


def _too_old(max_age: int | None, concern: Concern) -> bool:
    return max_age is not None and concern.age is not None and concern.age > max_age


def _too_young(min_age: int | None, concern: Concern) -> bool:
    return min_age is not None and concern.age is not None and concern.age < min_age
