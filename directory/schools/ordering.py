"""The numbers of the steps after a person has moved some of them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Placed:
    """A step with the number that a person gave it, and the one that it had (None for a new step)."""

    key: Any
    wanted: int
    before: int | None


def renumbered(steps: Iterable[Placed]) -> list[Any]:
    """Return the keys in their new order: a step that was given a number takes that place, and the others move over.

    A step that moves down goes behind the one whose number it was given, one that moves up or is new before it.
    """

    def place(step: Placed) -> tuple[int, int]:
        if step.before is None or step.wanted < step.before:
            return step.wanted, -1
        return step.wanted, int(step.wanted > step.before)

    return [step.key for step in sorted(steps, key=place)]
