"""The comparison as Markdown, from the figures of results/model_choice.json. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Figures = Mapping[str, Any]
START, END = "<!-- measured: written by make compare -->", "<!-- end of what was measured -->"
NOT_MEASURED = "–"
SHARES = {
    "topics_micro": "topics micro-F1",
    "topics_macro": "topics macro-F1",
    "topics_first": "first choice is the main topic",
    "topics_hit": "first choice is one of the topics",
    "intent_accuracy": "intent accuracy",
    "intent_macro": "intent macro-F1",
    "danger_auc": "danger AUC",
    "danger_caught": "danger caught at 10 % false alarms",
}
COSTS = {
    "train_s": "training, CPU s",
    "ms": "CPU ms a text",
    "disk_mb": "MB on disk",
    "memory_mb": "extra MB in memory",
}
LEVELS = {
    "caught": "caught (named or asked about)",
    "named": "named urgent or acute",
    "false_alarms": "false alarms",
    "needless_check": "needless question",
}


def _share(value: float | None) -> str:
    return NOT_MEASURED if value is None else f"{100 * value:.1f}"


def _cost(value: float | None) -> str:
    if value is None:
        return NOT_MEASURED
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _head(*cells: str) -> list[str]:
    return [_line(*cells), _line("---", *("---:" for _ in cells[1:]))]


def _understanding(rows: Figures) -> list[str]:
    out = _head("way of understanding", *SHARES.values(), "micro-F1 against the shipped, 95 % interval (points)")
    for name, row in rows.items():
        low, high = row.get("difference", (None, None))
        gap = NOT_MEASURED if low is None else f"{100 * low:+.1f} to {100 * high:+.1f}"
        out.append(_line(name, *(_share(row.get(key)) for key in SHARES), gap))
    return out


def _costs(rows: Figures) -> list[str]:
    out = _head("way of understanding", *COSTS.values())
    return out + [_line(name, *(_cost(row.get(key)) for key in COSTS)) for name, row in rows.items()]


def tables(results: Figures) -> str:
    """Write the measured part of docs/model_choice.md.

    :param results: `about` (counts, date, data), `rows`, `levels` and `curve`
    """
    about, rows = results["about"], results["rows"]
    head = (
        f"Measured {about['date']}. Data `{about['data']}`: {about['lines']} lines; trained on {about['train']} and "
        f"{about['copies']} copies as other thumbs type; measured on {about['test']} lines (topics on "
        f"{about['worries']} worries and danger on {about['hands']} lines of the left-out hands, {about['grave']} of "
        "them urgent or acute)."
    )
    parts = [head, "### Accuracy (per cent)", "\n".join(_understanding(rows))]
    parts += ["### Cost", "\n".join(_costs(rows))]
    if results.get("levels"):
        levels = [_line(name, *(_share(row[key]) for key in LEVELS)) for name, row in results["levels"].items()]
        parts += ["### Danger levels at the product's thresholds (per cent)"]
        parts += ["\n".join([*_head("danger by", *LEVELS.values()), *levels])]
    if results.get("curve"):
        curve = [
            _line(share, str(len(found)), _share(sum(found) / len(found)), f"{_share(min(found))}–{_share(max(found))}")
            for share, found in results["curve"].items()
        ]
        parts += ["### Learning curve of the shipped variant (topics micro-F1, per cent)"]
        parts += ["\n".join([*_head("share of the training worries", "draws", "mean", "range"), *curve])]
    return "\n\n".join(parts)


def placed(page: str, measured: str) -> str:
    """Put the measured part between its marks in the page.

    :raises ValueError: when the page lacks the marks
    """
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        raise ValueError(f"The page has no place for the figures: {START} … {END}")
    return f"{before}{START}\n\n{measured}\n\n{END}{after}"
