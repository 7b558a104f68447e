"""The gate: no figure may fall below its floor. Floors are only raised."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import yaml

from .figures import POINT, Figures, Wanted

FILE = Path(__file__).resolve().parent / "floors.yml"
_HEADER = """\
# What no figure may fall below (a ceiling where lower is better). Raised only: `make evaluate RAISE=1` moves each
# to one point from what was measured (three lines where those are more), and never below what is needed once that was
# reached. Times depend on the machine and stay as they are.
"""
# One line of 37 is nearly three points: a floor nearer than this to what was measured would hold chance, not quality.
_LINES = 3
Floors = Mapping[str, float]


def read_floors(path: Path = FILE) -> dict[str, float]:
    """Read the floors by key of figure."""
    floors: dict[str, float] = yaml.safe_load(path.read_text("utf-8"))
    return floors


def fallen(figures: Figures, floors: Floors, wanted: Mapping[str, Wanted]) -> list[str]:
    """Give one line per figure that passed its floor, has none, or was not measured.

    :param figures: what was measured
    :param floors: the floors
    :param wanted: the figures to look at
    """
    lines = []
    for key, want in wanted.items():
        measured = figures.get(key)
        if key not in floors:
            lines.append(f"{key}: has no floor; write one in {FILE.name}")
        elif measured is None or measured.value is None:
            lines.append(f"{key}: was not measured")
        elif not want.reaches(measured.value, floors[key]):
            way, mark = ("above its ceiling", "ceiling") if want.low else ("below its floor", "floor")
            found, least = want.written(measured.value), want.written(floors[key])
            lines.append(f"{key}: {want.name}: {found} is {way} ({mark} {least})")
    return lines


def raised(figures: Figures, floors: Floors, wanted: Mapping[str, Wanted]) -> dict[str, float]:
    """Give the floors, each moved to one point (or three lines) from the measured value where that is stricter.

    What has reached what is needed may not fall below that again.

    A time depends on the machine and keeps its ceiling.
    """
    higher = dict(floors)
    for key, want in wanted.items():
        measured = figures.get(key)
        if measured is None or measured.value is None or want.unit not in POINT:
            continue
        room = room_below(measured.of, want.unit)
        # Cut to the lenient side, or the last of the three lines would fall by the rounding.
        cut = math.ceil if want.low else math.floor
        mark = cut(10_000 * (measured.value + (room if want.low else -room))) / 10_000
        if want.unit != "points":
            mark = min(max(mark, 0.0), 1.0)
        if want.needed is not None and want.reaches(measured.value, want.needed) and want.reaches(want.needed, mark):
            mark = want.needed
        if key not in floors or want.reaches(mark, floors[key]):
            higher[key] = mark
    return higher


def room_below(lines: int, unit: str) -> float:
    """Give how far a floor stays from what was measured: one point, or three lines where a line is more than that.

    :param lines: how many lines the figure is measured on
    :param unit: `share`, `score` or `points`
    """
    return POINT[unit] * max(1.0, 100 * _LINES / max(lines, 1))


def write_floors(floors: Floors, path: Path = FILE) -> None:
    """Write the floors, with the note that they are only raised."""
    path.write_text(_HEADER + yaml.safe_dump(dict(floors), sort_keys=False), encoding="utf-8")
