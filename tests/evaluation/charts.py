"""Drawings as SVG: bars, reliability, histogram. Pure functions from numbers to markup that is safe in HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from .calibration import Bin
from .measures import TopicScore

_ROW = 22
_NAMES = 190
_BARS = 300
_COLUMN = 62


def _svg(width: int, height: int, label: str, parts: Sequence[str]) -> str:
    inner = "".join(parts)
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}">{inner}</svg>'


def _text(x: float, y: float, text: str, kind: str = "", turn: int | None = None) -> str:
    turned = f' transform="rotate({turn} {x:.1f} {y:.1f})"' if turn is not None else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}"{turned}>{escape(text)}</text>'


def _rect(x: float, y: float, width: float, height: float, kind: str, title: str = "") -> str:
    hint = f"<title>{escape(title)}</title>" if title else ""
    place = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"'
    return f'<rect {place} class="{kind}">{hint}</rect>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def topic_bars(scores: Sequence[TopicScore]) -> str:
    """Draw F1 of each topic as a bar, with marks for precision and recall and the figures beside it."""
    figures = _NAMES + _BARS + 12
    columns = [figures + 46 + _COLUMN * at for at in range(4)]
    heads = zip(columns, ("F1", "precision", "recall", "lines"), strict=True)
    parts = [_text(x, 14, head, "end head") for x, head in heads]
    for at, score in enumerate(scores, 1):
        top = at * _ROW
        words = (f"{score.f1:.2f}", f"{score.precision:.2f}", f"{score.recall:.2f}", str(score.support))
        parts += [
            _text(_NAMES - 8, top + 15, score.code, "end"),
            _rect(_NAMES, top + 4, _BARS, _ROW - 8, "ground"),
            _rect(_NAMES, top + 4, _BARS * score.f1, _ROW - 8, "bar", f"{score.code}: F1 {score.f1:.2f}"),
            _rect(_NAMES + _BARS * score.precision - 1.5, top + 2, 3, _ROW - 4, "precision", "precision"),
            _rect(_NAMES + _BARS * score.recall - 1.5, top + 2, 3, _ROW - 4, "recall", "recall"),
            *(_text(x, top + 15, word, "end") for x, word in zip(columns, words, strict=True)),
        ]
    return _svg(figures + 250, (len(scores) + 1) * _ROW + 4, "F1, precision and recall of each topic", parts)


def reliability(bins: Sequence[Bin | None], label: str) -> str:
    """Draw how often answers of each probability come true; the diagonal is a model that means what it says.

    :param bins: ten bins, empty ones None
    :param label: what the probabilities are of
    """
    left, top, side = 46, 12, 240
    step = side / len(bins)
    parts = [_rect(left, top, side, side, "ground")]
    for at, each in enumerate(bins):
        x = left + at * step
        if each:
            words = f"{each.count} answers, mean probability {each.given:.2f}, right {each.true:.2f}"
            parts.append(_rect(x + 1, top + side * (1 - each.true), step - 2, side * each.true, "bar", words))
            parts.append(
                _line(x + 1, top + side * (1 - each.given), x + step - 1, top + side * (1 - each.given), "given")
            )
        count = str(each.count if each else 0)
        parts.append(_text(x + step / 2 + 4, top + side + 60, count, "small", -90))
    parts.append(_line(left, top + side, left + side, top, "diagonal"))
    for tenth in (0, 5, 10):
        parts.append(_text(left + side * tenth / 10, top + side + 16, f"{tenth / 10:g}", "middle small"))
        parts.append(_text(left - 6, top + side * (1 - tenth / 10) + 4, f"{tenth / 10:g}", "end small"))
    parts.append(_text(16, top + side / 2, "share that is right", "middle small", -90))
    parts.append(_text(left + side / 2, top + side + 78, "probability, and answers in each bin", "middle small"))
    return _svg(left + side + 14, top + side + 88, label, parts)


def histogram(values: Sequence[float], marks: Sequence[tuple[str, float]], bars: int = 30) -> str:
    """Draw how many texts took how long.

    :param values: milliseconds
    :param marks: names with the value at which each stands
    :param bars: number of bars; the last one holds all slower texts
    """
    width, height, left, top = 560, 160, 30, 24
    if not values:
        return _svg(width, height, "no times", [])
    # A single slow text would press all others into one bar.
    reach = 1.5 * max(value for _, value in marks) if marks else max(values)
    step = (reach or 1.0) / bars
    counts = [0] * bars
    for value in values:
        counts[min(int(value / step), bars - 1)] += 1
    wide = (width - left - 10) / bars
    parts = []
    for at, count in enumerate(counts):
        tall = height * count / max(counts)
        words = f"{count} texts from {at * step:.1f} ms" + ("" if at == bars - 1 else f" to {(at + 1) * step:.1f} ms")
        parts.append(_rect(left + at * wide, top + height - tall, wide - 1, tall, "bar", words))
    for name, value in marks:
        x = left + value / step * wide
        parts += [_line(x, top - 6, x, top + height, "given"), _text(x + 4, top, f"{name} {value:.1f} ms", "small")]
    for part in range(5):
        x = left + (width - left - 10) * part / 4
        parts.append(_text(x, top + height + 16, f"{reach * part / 4:.0f}", "middle small"))
    parts.append(_text(left, top + height + 32, f"milliseconds; slowest {max(values):.0f}", "small"))
    return _svg(width, top + height + 40, "time for one text", parts)
