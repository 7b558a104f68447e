"""The periods of the map: half years that never overlap, so that no two pages can be subtracted from one another."""

from dataclasses import dataclass
from datetime import date

from directory.ties.saying import say

SHOWN = 6
SUMMER = 7


@dataclass(frozen=True, order=True)
class Half:
    """A spring (January to June) or an autumn (July to December), by its first day."""

    first: date

    @property
    def code(self) -> str:
        """Return what stands in an address, such as `2026-2`."""
        return f"{self.first.year}-{2 if self.first.month == SUMMER else 1}"

    @property
    def name(self) -> str:
        """Return its Danish name."""
        return say("autumn" if self.first.month == SUMMER else "spring", year=self.first.year)

    @property
    def before(self) -> "Half":
        """Return the half year before."""
        if self.first.month == SUMMER:
            return Half(date(self.first.year, 1, 1))
        return Half(date(self.first.year - 1, SUMMER, 1))

    @property
    def end(self) -> date:
        """Return the first day after it."""
        if self.first.month == SUMMER:
            return date(self.first.year + 1, 1, 1)
        return date(self.first.year, SUMMER, 1)


def half_of(day: date) -> Half:
    """Return the half year of a day."""
    return Half(date(day.year, SUMMER if day.month >= SUMMER else 1, 1))


def recent(today: date) -> list[Half]:
    """Return the half years that can be chosen, the newest first."""
    found = [half_of(today)]
    while len(found) < SHOWN:
        found.append(found[-1].before)
    return found


def chosen(code: str, today: date) -> Half:
    """Return the half year with that code; the one of today when it is none that can be chosen."""
    halves = recent(today)
    return next((half for half in halves if half.code == code), halves[0])
