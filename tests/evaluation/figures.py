"""What a figure is: its measured value, what is needed and aimed at, and how it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parent / "figures.yml"
# What one point is in each unit; a time depends on the machine and has none.
POINT: Mapping[str, float] = {"share": 0.01, "score": 0.01, "points": 1.0}
_NEARLY = 1e-9


@dataclass(frozen=True)
class Measured:
    """A figure as measured: `hits` of `of` where it is a share; no value when there was nothing to measure."""

    value: float | None
    of: int
    hits: int | None = None


Figures = Mapping[str, Measured]


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a figure. `low` means that lower is better; `needed` and `aim` may be left open."""

    key: str
    name: str
    unit: str
    low: bool = False
    needed: float | None = None
    aim: float | None = None

    def reaches(self, value: float, mark: float) -> bool:
        """Tell whether a value is as good as a mark."""
        return value <= mark + _NEARLY if self.low else value >= mark - _NEARLY

    def standing(self, measured: Measured | None) -> str:
        """Give `aim`, `needed` or `missed`; empty when nothing is asked for, `not measured` without a value."""
        if measured is None or measured.value is None:
            return "not measured"
        if self.needed is None or self.aim is None:
            return ""
        if self.reaches(measured.value, self.aim):
            return "aim"
        return "needed" if self.reaches(measured.value, self.needed) else "missed"

    def written(self, value: float | None) -> str:
        """Write a value in this figure's unit."""
        if value is None:
            return ""
        forms = {"share": f"{100 * value:.1f} %", "score": f"{value:.3f}", "points": f"{round(value, 1) + 0.0:+.1f}"}
        return forms.get(self.unit, f"{value:.1f} ms")


@dataclass(frozen=True)
class Group:
    """Figures that belong together under one heading."""

    heading: str
    figures: tuple[Wanted, ...]


@cache
def groups(path: Path = FILE) -> tuple[Group, ...]:
    """Read what is wanted of every figure, in the order of the report.

    :param path: the file
    :raises TypeError: for a field that does not exist
    """
    written = yaml.safe_load(path.read_text("utf-8"))
    return tuple(Group(group["heading"], tuple(Wanted(**entry) for entry in group["figures"])) for group in written)


def wanted() -> dict[str, Wanted]:
    """Give what is wanted by key."""
    return {figure.key: figure for group in groups() for figure in group.figures}


def share(flags: Iterable[bool]) -> Measured:
    """Measure how many of some are so."""
    each = list(flags)
    return Measured(sum(each) / len(each) if each else None, len(each), sum(each))


def under(prefix: str, figures: Figures) -> dict[str, Measured]:
    """Put a prefix before every key."""
    return {f"{prefix}.{key}": measured for key, measured in figures.items()}
