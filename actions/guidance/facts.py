"""The facts that go with a handover, so that nobody asks again: codes alone, no age in years and none of her words.

What goes besides (topics, home municipality, how much it hurries) stands in the handover itself (contracts.md, 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from actions.guidance.concern import Concern
from actions.guidance.knowledge import Json, Knowledge
from actions.guidance.triage_rules import FLAGS, OF_THE_TEACHER

AGES = ("under18", "over18", "unknown")
FIELDS = frozenset({"kinds", "age_group", "tried", *FLAGS})


def facts_of(concern: Concern) -> Json:
    """Return what is known of a concern as the codes that may travel."""
    return {
        "kinds": [kind for kind in concern.kinds if kind != OF_THE_TEACHER],
        "age_group": concern.age_group,
        "tried": sorted(concern.tried),
        **{flag: bool(getattr(concern, flag)) for flag in FLAGS},
    }


def are_facts(given: object, knowledge: Knowledge) -> bool:
    """Tell whether something is facts: exactly these fields, each with codes that are known."""
    return (
        isinstance(given, Mapping)
        and set(given) == FIELDS
        and given["age_group"] in AGES
        and _are_codes(given["kinds"], knowledge.triage.kinds)
        and _are_codes(given["tried"], knowledge.wording.get("tried"))
        and all(isinstance(given[flag], bool) for flag in FLAGS)
    )


def concern_from(facts: Mapping[str, Any] | None, topics: Iterable[str], home: str | None, danger: str) -> Concern:
    """Return the concern again, as far as a handover tells it.

    Args:
        facts: what came with the note; None where none did: then nothing of it is known.
        topics: the topics' codes.
        home: the code of the home municipality.
        danger: how much it hurries, which is the danger that was told.
    """
    known = dict(facts or {})
    tried = frozenset(known.pop("tried", ()))
    kinds = tuple(known.pop("kinds", ()))
    return Concern(topics=tuple(topics), danger=danger, municipality=home, kinds=kinds, tried=tried, **known)


def fact_names(facts: Mapping[str, Any], knowledge: Knowledge) -> list[str]:
    """Return the facts as the teacher is shown them before anything goes; each piece follows "med følger"."""
    words = knowledge.triage.facts
    found = [words[facts["age_group"]]] if facts["age_group"] in words else []
    if facts["kinds"]:
        found.append(words["kinds"].format(names=", ".join(knowledge.triage.kinds[kind] for kind in facts["kinds"])))
    if facts["tried"]:
        found.append(
            words["tried"].format(names=", ".join(knowledge.wording(f"tried.{code}") for code in facts["tried"]))
        )
    # That she answered is told by the answer, where there is one.
    untold = [flag for flag in FLAGS if facts[flag] and not (flag == "tried_answered" and facts["tried"])]
    return [*found, *(words[flag] for flag in untold)]


def _are_codes(given: object, known: Iterable[str]) -> bool:
    return (
        isinstance(given, list)
        and all(isinstance(code, str) for code in given)
        and len(set(given)) == len(given)
        and set(given) <= set(known)
    )
