"""Conversations as teachers write them, each with identifiers that do not belong there."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from .privacy_identifiers import HERE, KINDS, Maker, Planted

STEPS = ("worry", "safety", "age", "municipality", "tried")
LONG = 60


@dataclass
class Message:
    """One message: what kind of place it stands at, its text, and what was planted in it."""

    place: str
    text: str
    planted: list[Planted] = field(default_factory=list)


@cache
def frames() -> dict[str, Any]:
    """Read the lines with places for identifiers."""
    read: dict[str, Any] = yaml.safe_load((HERE / "privacy_frames.yml").read_text("utf-8"))
    return read


def conversation(maker: Maker, number: int) -> list[Message]:
    """Make one conversation: through the questions, then something else, and for some a message that is refused.

    Args:
        maker: where identifiers come from.
        number: which conversation; every kind of identifier and every place comes round.
    """
    kinds, after = list(KINDS), sorted(frames()["after"])
    steps = STEPS if number % 3 else STEPS[:1]
    messages = []
    for step, place in enumerate(steps):
        messages.append(_message(maker, place, frames()[place], kinds[(number + step) % len(kinds)]))
    for turn in range(2):
        place = after[(number + turn) % len(after)]
        messages.append(_message(maker, place, frames()["after"][place], kinds[(number * 2 + turn) % len(kinds)]))
    if number % 5 == 0:
        long = _message(maker, "too_long", frames()["worry"], kinds[number % len(kinds)])
        long.text = " ".join([long.text] * LONG)
        messages.append(long)
    return messages


def _message(maker: Maker, place: str, lines: list[str], kind: str) -> Message:
    line = maker.random.choice(lines)
    planted: list[Planted] = []
    name = other = ""
    if "{name}" in line:
        planted.append(maker.name())
        name = planted[-1].text
    if "{other}" in line:
        planted.append(maker.make(kind))
        other = planted[-1].text
    return Message(place, line.format(name=name, other=other), planted)
