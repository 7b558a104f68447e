"""From lines and answers to figures: places, age, language and privacy. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .figures import Measured, share
from .lines import Line, Pair, judged

Place = tuple[tuple[str, ...], str]


def place_keys(places: Iterable[Mapping[str, Any]]) -> set[Place]:
    """Give what counts of some places: each one's codes and role. The text is for the reader."""
    return {(tuple(sorted(place["codes"])), place["role"]) for place in places}


def homes(places: Iterable[Mapping[str, Any]]) -> set[Place]:
    """Give the places that are the pupil's home."""
    return {place for place in place_keys(places) if place[1] == "home"}


def is_asked(place: Mapping[str, Any], found: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether an ambiguous place was understood as ambiguous between the same municipalities."""
    codes = sorted(place["codes"])
    return any(other["ambiguous"] and sorted(other["codes"]) == codes for other in found)


def places(pairs: Sequence[Pair]) -> dict[str, Measured]:
    """Measure places by lines, and ambiguous ones each by itself.

    :param pairs: lines with answers; those without `places` are left out
    """
    kept = judged(pairs, "places")
    named = [(line, answer) for line, answer in kept if line["places"]]
    at_home = [(line, answer) for line, answer in kept if homes(line["places"])]
    elsewhere = [answer for line, answer in kept if not homes(line["places"])]
    return {
        "exact": share(place_keys(line["places"]) == place_keys(answer.places) for line, answer in named),
        "ambiguous_asked": share(
            is_asked(place, answer.places) for line, answer in kept for place in line["places"] if place["ambiguous"]
        ),
        "left_alone": share(not answer.places for line, answer in kept if not line["places"]),
        "home": share(homes(line["places"]) == homes(answer.places) for line, answer in at_home),
        "home_invented": share(bool(homes(answer.places)) for answer in elsewhere),
    }


def ages(pairs: Sequence[Pair]) -> dict[str, Measured]:
    """Measure the age group, and how often one is given where the text has none."""
    kept = judged(pairs, "age_group")
    return {
        "right": share(line["age_group"] == answer.age_group for line, answer in kept),
        "invented": share(answer.age_group != "unknown" for line, answer in kept if line["age_group"] == "unknown"),
    }


def languages(pairs: Sequence[Pair]) -> dict[str, Measured]:
    """Measure whether Danish is told from other languages, and whether those are named right."""
    kept = judged(pairs, "language")
    return {
        "danish_told": share((line["language"] == "da") == (answer.language == "da") for line, answer in kept),
        "named": share(line["language"] == answer.language for line, answer in kept if line["language"] != "da"),
    }


def privacy(lines: Sequence[Line], redact: Callable[[str], str]) -> dict[str, Measured]:
    """Measure redaction.

    :param lines: `must_go` is absent from the result, `must_stay` is in it; without `must_go` nothing may change
    :param redact: gives the text that is let through
    """
    results = [(line, redact(line["text"])) for line in lines]
    harmless = [(line, text) for line, text in results if line["must_stay"] or not line["must_go"]]
    return {
        "gone": share(piece not in text for line, text in results for piece in line["must_go"]),
        "harmless_changed": share(
            any(piece not in text for piece in line["must_stay"]) or (not line["must_go"] and text != line["text"])
            for line, text in harmless
        ),
    }
