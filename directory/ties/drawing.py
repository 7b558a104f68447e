"""The relationskort of one place as a picture: networkx knows the ties, matplotlib draws them, as SVG or PDF.

Everything in the picture stands as text beside it (`relations.Cell.fact`).
"""

import io
import math
import re
from typing import Any

from directory.ties.relations import Cell, Column, Map
from directory.ties.saying import say
from directory.ties.strength import Level

SCHOOL = "school"
# Colour, width and line: each level is told by all three, so that it can be read without colour.
STROKES: dict[Level, tuple[str, float, Any]] = {
    Level.STRONG: ("#2a6600", 4.5, "solid"),
    Level.MEDIUM: ("#004d99", 2.5, "solid"),
    Level.WEAK: ("#a35200", 2.0, (0, (5, 2))),
    Level.FEW: ("#707070", 1.2, (0, (1, 2))),
}
INK, QUIET, PAPER = "#1a1a1a", "#707070", "#ffffff"
TYPES = {"svg": "image/svg+xml", "pdf": "application/pdf"}
SIDE = 8.0
# Where a word breaks when it is too long for its place in the picture.
LONGEST_LINE = 16
# Many roles need smaller letters to stand apart.
FEW_ROLES, LARGE, SMALL = 12, 12.0, 9.5
# A letter of that font against its size, its lines, and the air around the words: how far a box reaches.
LETTER, LINE, AIR = 0.32, 0.62, 11


def shown(found: Map, place: Column) -> list[Cell]:
    """Return the ties of a place that the picture shows: what somebody answered about, and who is forgotten."""
    forgotten = {line.role.id for line in found.overlooked}
    return [cell for cell in found.column(place.code) if cell.level != Level.NONE or cell.role.id in forgotten]


def graph(cells: list[Cell]) -> Any:
    """Return the ties as a directed graph: an edge for each side that answered, with its level.

    Args:
        cells: the ties of one place.

    Returns:
        A networkx.DiGraph; the school is the node SCHOOL, a role is its id.
    """
    import networkx as nx

    found = nx.DiGraph()
    found.add_node(SCHOOL, title=say("picture_school"), level=None)
    for cell in cells:
        found.add_node(cell.role.id, title=cell.role.name, level=cell.level)
        for start, end, side in ((SCHOOL, cell.role.id, cell.out), (cell.role.id, SCHOOL, cell.back)):
            if side != Level.NONE:
                found.add_edge(start, end, level=side)
    return found


def picture(found: Map, place: Column, kind: str) -> bytes:
    """Return the picture of one place; the same map always gives the same bytes.

    Args:
        found: the relationskort.
        place: a municipality, or the school itself.
        kind: `svg` or `pdf`.
    """
    import matplotlib

    # The canvas is asked for by name; no window is ever opened.
    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    title = say("picture_title", school=found.school.name, place=place.name, period=found.half.name)
    with matplotlib.rc_context({"svg.hashsalt": "vejviser", "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(SIDE, SIDE), facecolor=PAPER)
        axes = figure.add_axes((0.02, 0.02, 0.96, 0.9))
        _draw(axes, graph(shown(found, place)))
        figure.suptitle(title, fontsize=14, color=INK)
        file = io.BytesIO()
        dates = {"Date": None} if kind == "svg" else {"CreationDate": None, "ModDate": None}
        figure.savefig(file, format=kind, metadata={"Title": title, **dates})
    return file.getvalue()


def _draw(axes: Any, ties: Any) -> None:
    """Draw the school in the middle and the roles around it."""
    import networkx as nx

    roles = [node for node in ties if node != SCHOOL]
    letters = LARGE if len(roles) <= FEW_ROLES else SMALL
    around = nx.circular_layout(roles) if len(roles) > 1 else {node: (0.0, 1.0) for node in roles}
    # The circle begins at the top, so that one role alone stands above the school.
    at = {SCHOOL: (0.0, 0.0), **{node: (-y, x) if len(roles) > 1 else (x, y) for node, (x, y) in around.items()}}
    texts = {node: _words(about) for node, about in ties.nodes(data=True)}
    for level, stroke in STROKES.items():
        for start, end in [(start, end) for start, end, known in ties.edges(data="level") if known == level]:
            way = (at[end][0] - at[start][0], at[end][1] - at[start][1])
            shrunk = (_reach(texts[start], letters, way), _reach(texts[end], letters, way))
            _arrow(axes, (at[start], at[end]), shrunk, stroke)
        colour, width, line = stroke
        axes.plot([], [], color=colour, linewidth=width, linestyle=line, label=say(f"level_{level}"))
    for node, about in ties.nodes(data=True):
        forgotten = about["level"] == Level.NONE
        box = {
            "boxstyle": "round,pad=0.45",
            "facecolor": PAPER,
            "edgecolor": QUIET if forgotten else INK,
            "linestyle": (0, (3, 3)) if forgotten else "solid",
            "linewidth": 2.2 if node == SCHOOL else 1.2,
        }
        font = {"fontsize": letters, "color": INK, "weight": "bold" if node == SCHOOL else "normal"}
        axes.text(*at[node], texts[node], ha="center", va="center", bbox=box, zorder=3, **font)
    axes.legend(loc="lower center", ncol=len(STROKES), frameon=False, fontsize=LARGE, bbox_to_anchor=(0.5, -0.01))
    axes.set_xlim(-1.35, 1.35)
    axes.set_ylim(-1.4, 1.25)
    axes.axis("off")


def _words(about: dict[str, Any]) -> str:
    """Return what stands in a box."""
    lines = _broken(about["title"])
    return f"{lines}\n({say('level_none')})" if about["level"] == Level.NONE else lines


def _reach(text: str, letters: float, way: tuple[float, float]) -> float:
    """Return how far from its middle a box reaches in a direction, in points: there an arrow begins or ends."""
    lines = text.split("\n")
    half_width = max(map(len, lines)) * letters * LETTER + AIR
    half_height = len(lines) * letters * LINE + AIR
    across, up = (abs(part) / math.hypot(*way) for part in way)
    return min(half_width / across if across else math.inf, half_height / up if up else math.inf)


def _arrow(
    axes: Any,
    ends: tuple[tuple[float, float], tuple[float, float]],
    shrunk: tuple[float, float],
    stroke: tuple[str, float, Any],
) -> None:
    """Draw one side as an arrow, bent a little so that the two sides of a tie stand apart."""
    colour, width, line = stroke
    axes.annotate(
        "",
        xy=ends[1],
        xytext=ends[0],
        zorder=1,
        arrowprops={
            "arrowstyle": "-|>,head_width=0.35,head_length=0.7",
            "color": colour,
            "linewidth": width,
            "linestyle": line,
            "connectionstyle": "arc3,rad=0.12",
            "shrinkA": shrunk[0],
            "shrinkB": shrunk[1],
            "mutation_scale": 14,
        },
    )


def _broken(title: str) -> str:
    """Return a role's name on as many lines as it needs."""
    lines: list[str] = []
    for word in re.split(r"\s+", title):
        if lines and len(lines[-1]) + len(word) < LONGEST_LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)
