"""What may go with a note besides its words: codes and yes or no, nothing that somebody typed (contracts.md, 5)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
AGES = ("under18", "over18", "unknown")
LISTS = ("kinds", "tried")


@cache
def _content() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((KNOWLEDGE / "triage.yml").read_text("utf-8"))
    labels: dict[str, Any] = yaml.safe_load((KNOWLEDGE / "labels.yml").read_text("utf-8"))
    flags = set(found["facts"]) - {*LISTS, *AGES}
    return {"flags": flags, "kinds": set(found["kinds"]), "tried": set(labels["tried"])}


def are_facts(given: object) -> bool:
    """Tell whether something is the `facts` of a handover: exactly its fields, each with known codes.

    Args:
        given: what a page or a card has sent.
    """
    known = _content()
    if not isinstance(given, Mapping) or set(given) != {"age_group", *LISTS, *known["flags"]}:
        return False
    return (
        given["age_group"] in AGES
        and all(_are_codes(given[name], known[name]) for name in LISTS)
        and all(isinstance(given[flag], bool) for flag in known["flags"])
    )


def _are_codes(given: object, known: set[str]) -> bool:
    if not isinstance(given, list) or not all(isinstance(code, str) for code in given):
        return False
    return len(set(given)) == len(given) and set(given) <= known
