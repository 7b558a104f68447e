"""The app's two icons, drawn from the page's own icon.svg with the standard library alone."""

import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "bot" / "channels" / "web" / "static" / "icon.svg"
# Teams rounds the corners and shows the middle 120 of the 192 pixels in every place.
COLOUR_SIZE, COLOUR_SYMBOL = 192, 110
OUTLINE_SIZE, OUTLINE_SYMBOL = 32, 22
# Lines of a pixel that are looked at to find how much of it is covered.
ROWS = 16

Point = tuple[float, float]
_STEP = re.compile(r"([MmHhVvLlz])([-\d., ]*)")
_NUMBER = re.compile(r"-?\d*\.?\d+")


@dataclass(frozen=True)
class Drawing:
    """The white symbol as closed outlines, and the colour it stands on, as `#rrggbb`."""

    outlines: tuple[tuple[Point, ...], ...]
    colour: str


def read(svg: str) -> Drawing:
    """Read our icon: one coloured rectangle and one white path of straight lines.

    Args:
        svg: the file's text.

    Raises:
        ValueError: the icon holds something else than that.
    """
    colour = re.search(r'<rect [^>]*fill="(#[0-9a-f]{6})"', svg)
    path = re.search(r'<path d="([^"]+)" fill="#fff"', svg)
    if not colour or not path or _STEP.sub("", path[1]).strip():
        raise ValueError("icon.svg is no longer one rectangle and one path of straight lines")
    return Drawing(tuple(_outlines(path[1])), colour[1])


def _outlines(path: str) -> list[tuple[Point, ...]]:
    found: list[tuple[Point, ...]] = []
    points: list[Point] = []
    x = y = 0.0
    for letter, rest in _STEP.findall(path):
        numbers = [float(number) for number in _NUMBER.findall(rest)]
        if letter == "z":
            x, y = points[0]
            found.append(tuple(points))
            points = []
            continue
        for dx, dy in _pairs(letter, numbers):
            x, y = (x if dx is None else dx + x * letter.islower()), (y if dy is None else dy + y * letter.islower())
            points.append((x, y))
    return found


def _pairs(letter: str, numbers: list[float]) -> list[tuple[float | None, float | None]]:
    if letter in "Hh":
        return [(number, None) for number in numbers]
    if letter in "Vv":
        return [(None, number) for number in numbers]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def cover(drawing: Drawing, size: int, symbol: float) -> list[list[float]]:
    """Return how much of each pixel the symbol covers, 0 to 1, row by row.

    Args:
        drawing: the icon.
        size: the picture's side in pixels.
        symbol: the longer side of the symbol in pixels; it stands in the middle.
    """
    xs = [x for outline in drawing.outlines for x, _ in outline]
    ys = [y for outline in drawing.outlines for _, y in outline]
    scale = symbol / max(max(xs) - min(xs), max(ys) - min(ys))
    left, top = size / 2 - scale * (max(xs) + min(xs)) / 2, size / 2 - scale * (max(ys) + min(ys)) / 2
    placed = [[(left + scale * x, top + scale * y) for x, y in outline] for outline in drawing.outlines]
    covered = [[0.0] * size for _ in range(size)]
    for row in range(size * ROWS):
        at = (row + 0.5) / ROWS
        for outline in placed:
            crossings = sorted(_crossings(outline, at))
            for begin, end in zip(crossings[::2], crossings[1::2], strict=True):
                _fill(covered[row // ROWS], begin, end)
    return covered


def _crossings(outline: list[Point], at: float) -> list[float]:
    edges = zip(outline, [*outline[1:], outline[0]], strict=True)
    return [x1 + (at - y1) * (x2 - x1) / (y2 - y1) for (x1, y1), (x2, y2) in edges if (y1 <= at) != (y2 <= at)]


def _fill(row: list[float], begin: float, end: float) -> None:
    for column in range(int(begin), min(int(end) + 1, len(row))):
        row[column] += max(0.0, min(end, column + 1) - max(begin, column)) / ROWS


def colour_icon(drawing: Drawing) -> bytes:
    """Return the coloured icon as PNG: the white symbol on the colour, 192 by 192."""
    ground = tuple(int(drawing.colour[at : at + 2], 16) for at in (1, 3, 5))
    covered = cover(drawing, COLOUR_SIZE, COLOUR_SYMBOL)
    return _png(
        [
            b"".join(bytes([*(round(part + (255 - part) * share) for part in ground), 255]) for share in row)
            for row in covered
        ]
    )


def outline_icon(drawing: Drawing) -> bytes:
    """Return the outline icon as PNG: white on nothing, 32 by 32."""
    covered = cover(drawing, OUTLINE_SIZE, OUTLINE_SYMBOL)
    return _png([b"".join(bytes([255, 255, 255, round(255 * min(1.0, share))]) for share in row) for row in covered])


def _png(rows: list[bytes]) -> bytes:
    """Write rows of red, green, blue and opacity as a PNG file."""
    width, height = len(rows[0]) // 4, len(rows)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
