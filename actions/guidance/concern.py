"""What is known of one worry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

DANGER_ORDER = ("none", "check", "urgent", "acute")

# A kind of danger is also a topic, so that the steps of that topic come even when the topic was not recognised.
TOPIC_OF_KIND = {
    "selvmord": "selvmordstanker",
    "selvskade": "selvskade",
    "vold_hjemme": "vold_i_hjemmet",
    "seksuelt": "seksuelle_kraenkelser",
    "aere": "social_kontrol",
    "trussel": "kriminalitet_radikalisering",
    "husly": "hjemloeshed",
    "digitalt": "digitale_kraenkelser",
    "omsorgssvigt": "omsorgssvigt",
}
VAGUE = "generelt"


@dataclass(frozen=True)
class Concern:
    """One pupil, as far as the conversation has told; codes are those of `knowledge/labels.yml`."""

    topics: tuple[str, ...] = ()
    danger: str = "none"
    kinds: tuple[str, ...] = ()
    safety_answered: bool = False
    acute_now: bool = False  # the latest message is the acute one
    help_here: bool = False  # after danger now: help has come, and nothing new has happened
    age_group: str = "unknown"
    age: int | None = None
    age_unknown: bool = False  # asked, and the teacher does not know
    municipality: str | None = None
    municipality_unknown: bool = False
    candidates: tuple[str, ...] = ()  # the municipalities of a place name that lies in several
    candidates_text: str = ""
    tried: frozenset[str] = frozenset()
    tried_answered: bool = False
    topics_answered: bool = False
    expecting_child: bool = False
    pupil_is_parent: bool = False
    about_self: bool = False
    plan_given: bool = False
    misses: Mapping[str, int] = field(default_factory=dict)
    heard: tuple[str, ...] = ()  # the teacher's own words that point at the topics
    messages: tuple[str, ...] = ()  # redacted texts of the worry, for the handover note
    latest_brought_something: bool = False
    told_to: str | None = None  # the role of a writer who was told of the pupil by the teacher (told_to.py)

    @cached_property
    def danger_topics(self) -> tuple[str, ...]:
        """Return the topics that the danger itself is about; empty when nothing has to be done today."""
        known = [TOPIC_OF_KIND[kind] for kind in self.kinds if kind in TOPIC_OF_KIND]
        return tuple(dict.fromkeys(known)) if self.is_danger else ()

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """Return the topics to decide by: those of the danger first, then those told; never empty."""
        told = dict.fromkeys([*self.danger_topics, *self.topics])
        specific = tuple(topic for topic in told if topic != VAGUE)
        return specific or (VAGUE,)

    @property
    def is_danger(self) -> bool:
        """Tell whether something must be done today."""
        return self.danger in ("urgent", "acute")

    @property
    def is_vague(self) -> bool:
        """Tell whether nothing specific is known yet."""
        return self.subjects == (VAGUE,)


def higher_danger(one: str, other: str) -> str:
    """Return the higher of two danger levels."""
    return max(one, other, key=DANGER_ORDER.index)
