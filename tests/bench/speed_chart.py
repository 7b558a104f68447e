"""The figures of `bench.speed` as a picture."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

COLOURS = {"Vejviser": "#1d5cab", "rasa init": "#8a8a8a"}
ONCE: tuple[tuple[str, Callable[[dict[str, Any]], float]], ...] = (
    ("plain turn, ms", lambda found: found["plain_turn"]["p50"]),
    ("memory, MB", lambda found: found["memory"]),
    ("cold start, s", lambda found: found["cold_start"]),
    ("training, s", lambda found: found["training"]),
    ("after a wording, s", lambda found: found["reword"]),
)


def chart(ours: dict[str, Any], theirs: dict[str, Any], to: Path) -> None:
    """Draw both side by side, and throughput and latency under load.

    Args:
        ours: what `measure_ours` found.
        theirs: what `measure_peer` found.
        to: the file, an SVG.
    """
    both = {"Vejviser": ours, "rasa init": theirs}
    figure = Figure(figsize=(20, 4))
    places = figure.subplots(1, len(ONCE) + 2)
    for place, (title, value) in zip(places, ONCE, strict=False):
        place.bar(list(both), [value(found) for found in both.values()], color=list(COLOURS.values()))
        place.set_title(title)
    for place, (title, name) in zip(places[-2:], (("turns per second", "per_second"), ("p95, ms", "p95")), strict=True):
        for who, found in both.items():
            many = sorted(found["load"])
            place.plot(many, [found["load"][each][name] for each in many], "o-", color=COLOURS[who], label=who)
        place.set_xscale("log", base=2)
        place.set_xlabel("conversations at once")
        place.set_title(title)
        place.set_ylim(bottom=0)
    places[-1].legend()
    figure.tight_layout()
    figure.savefig(to)
