"""Compare two ways to read the role of a place, over `data/places/`: rules alone, and the learnt reader beside them.

Ten-fold cross-validation over messages, three times; a message counts when all its roles are right. Lines whose
places are not found teach and count for neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sklearn.model_selection import KFold

from bot.nlu.place_training import read_lines, train
from bot.nlu.places import PlaceFinder

FOLDS = 10
TIMES = 3
Lines = Mapping[str, Sequence[str]]


def roles(finder: PlaceFinder, text: str) -> list[str]:
    """Give the role of each place that a finder sees in a message."""
    return [place.role for place in finder.find(text)]


def right(finder: PlaceFinder, lines: Lines) -> int:
    """Count the messages with all roles right."""
    return sum(roles(finder, text) == [place.split()[-1] for place in places] for text, places in lines.items())


def cross_validated(finder: PlaceFinder, lines: Lines) -> float:
    """Give the share of messages that a reader who learnt from the other nine parts gets right."""
    texts, hits = list(lines), 0
    for time in range(TIMES):
        for others, part in KFold(FOLDS, shuffle=True, random_state=time).split(texts):
            finder.model = train(finder, {texts[at]: lines[texts[at]] for at in others})
            hits += right(finder, {texts[at]: lines[texts[at]] for at in part})
    finder.model = None
    return hits / (TIMES * len(texts))


def main() -> None:
    """Print both figures."""
    finder = PlaceFinder()
    found = read_lines()
    lines = {text: places for text, places in found.items() if len(finder.find(text)) == len(places)}
    print(f"{len(lines)} of {len(found)} messages whose places are found; all roles right:")
    print(f"rules alone {right(finder, lines) / len(lines):.3f}")
    print(f"with the learnt reader {cross_validated(finder, lines):.3f}")


if __name__ == "__main__":
    main()
