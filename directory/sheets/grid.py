"""A sheet as it was read: rows of raw cells."""

from dataclasses import dataclass, field
from datetime import date, datetime, time


@dataclass(frozen=True)
class Unusable:
    """A cell whose value is not there: `code` is the message that says why."""

    code: str
    value: str = ""


Raw = str | int | float | date | datetime | time | Unusable | None


@dataclass
class Grid:
    """One sheet of a file: its rows with their numbers, as the person's own program numbers them."""

    name: str
    rows: list[tuple[int, list[Raw]]]
    hidden: bool = False
    notes: list[str] = field(default_factory=list)
