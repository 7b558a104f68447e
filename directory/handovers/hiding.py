"""Small counts are hidden, and so much beside them that nobody can work them out from the total. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

# Fewer than five are few enough to be recognised at a school.
FEWEST = 5


@dataclass(frozen=True)
class Shown:
    """What may be shown: None where a count is hidden. Nought is shown: nobody is behind it."""

    cells: dict[str, int | None]
    total: int | None

    @property
    def hides(self) -> bool:
        """Whether anything is hidden."""
        return self.total is None or None in self.cells.values()


def hide(counts: Mapping[str, int]) -> Shown:
    """Hide what is small in one table whose total is shown.

    A single hidden count is the total less the others, so a second one, the smallest that is left, is hidden with it.
    So many are hidden that they are at least five together and not all ones.

    Args:
        counts: how many, by code.
    """
    total = sum(counts.values())
    if 0 < total < FEWEST:
        return Shown({code: None if number else 0 for code, number in counts.items()}, None)
    hidden = {code for code, number in counts.items() if 0 < number < FEWEST}
    left = sorted((code for code in counts if counts[code] >= FEWEST), key=lambda code: (counts[code], code))
    while hidden and left and not _is_enough([counts[code] for code in hidden]):
        hidden.add(left.pop(0))
    if hidden and not _is_enough([counts[code] for code in hidden]):
        return Shown({code: None if code in hidden else number for code, number in counts.items()}, None)
    return Shown({code: None if code in hidden else number for code, number in counts.items()}, total)


def _is_enough(numbers: list[int]) -> bool:
    return len(numbers) > 1 and sum(numbers) >= FEWEST and sum(numbers) > len(numbers)
