"""The drills' report: one line for each, in figures."""

from collections.abc import Mapping, Sequence
from typing import Protocol

HEAD = """# What users saw while parts of a cluster broke

Eight teachers write every two or three seconds, and one more tells of acute danger about every other second, through
nginx, to two bots, two action servers and two directories with Redis and PostgreSQL, all on one machine
(`make drills`). Messages that were not answered were sent again, with the same id.

* `told`: the answer said that it could not, and what to do in danger.
* `away`: the proxy's own page, which names 112. `nobody`: no connection; the page says 112 by itself.
* the last column: the slowest of the pages with 112 that acute messages got.
* `anew`: the conversation had to be begun again.

| drill | fault, s | ordinary messages | slowest | normal | lost | twice | acute: 112 | slowest | over 1 s | away |
|---|---|---|---|---|---|---|---|---|---|---|
"""


class Found(Protocol):
    """What a line needs; see `drills.run.Result`."""

    title: str
    outcomes: dict[str, int]
    slowest: float
    normal_after: float
    fault: float
    acute: dict[str, int]
    acute_slowest: float
    acute_late: int
    away_slowest: float
    lost: int
    doubled: int


def table(results: Sequence[Found]) -> str:
    """Return the report as Markdown."""
    return HEAD + "".join(_line(found) for found in results)


def _line(found: Found) -> str:
    cells = (
        found.title,
        f"{found.fault:.1f}",
        _counts(found.outcomes),
        f"{found.slowest:.1f}",
        f"{found.normal_after:.1f}",
        str(found.lost),
        str(found.doubled),
        _counts(found.acute),
        f"{found.acute_slowest:.2f}",
        str(found.acute_late),
        f"{found.away_slowest:.1f}",
    )
    return f"| {' | '.join(cells)} |\n"


def _counts(outcomes: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(outcomes.items(), key=lambda one: -one[1]))
