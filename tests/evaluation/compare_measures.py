"""Figures for the comparison, from labels and scores. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, roc_auc_score, roc_curve

from bot.nlu.topics import choose

Floats = NDArray[np.float64]
Table = NDArray[np.bool_]
MOST_TOPICS = 3
FALSE_ALARMS = 0.10
_RESAMPLED = 1000
# Thresholds are tried where a label is given to between one in 8 and one in 200 of all (line, topic) pairs.
_QUANTILES = np.linspace(0.875, 0.995, 25)


def chosen(scores: Floats, codes: Sequence[str], threshold: float) -> Table:
    """Choose topics as the product does: at most three above the threshold, else the first."""
    found = np.zeros(scores.shape, dtype=bool)
    for row, values in enumerate(scores):
        named = choose(dict(zip(codes, values, strict=True)), {"default": threshold, "most": MOST_TOPICS})
        found[row] = [code in named for code in codes]
    return found


def best_threshold(true: Table, scores: Floats, codes: Sequence[str]) -> tuple[float, float]:
    """Find the threshold with the highest micro-F1.

    :return: that micro-F1 and the threshold
    """
    tried = np.unique(np.quantile(scores, _QUANTILES))
    return max((micro_f1(true, chosen(scores, codes, threshold)), float(threshold)) for threshold in tried)


def micro_f1(true: Table, found: Table) -> float:
    """Give F1 over all (line, topic) pairs."""
    return float(2 * (true & found).sum() / (true.sum() + found.sum()))


def topic_figures(
    true: Table, first: Sequence[str], scores: Floats, found: Table, codes: Sequence[str]
) -> dict[str, float]:
    """Measure topics.

    :param true: one row per line, one column per topic
    :param first: each line's main topic
    :param scores: as `true`; the highest is the first choice
    :param found: the topics that were chosen
    """
    best = scores.argmax(axis=1)
    return {
        "topics_micro": micro_f1(true, found),
        "topics_macro": float(f1_score(true, found, average="macro", zero_division=0)),
        "topics_first": float(np.mean([codes[at] == main for at, main in zip(best, first, strict=True)])),
        "topics_hit": float(np.mean(true[np.arange(len(true)), best])),
    }


def difference(true: Table, ours: Table, other: Table) -> tuple[float, float]:
    """Give the 95 % interval of the difference in micro-F1 (other less ours), lines drawn anew a thousand times."""
    draws = np.random.default_rng(1).integers(0, len(true), (_RESAMPLED, len(true)))

    def scores(found: Table) -> Floats:
        hit = (true & found).sum(axis=1)[draws].sum(axis=1)
        size = (true.sum(axis=1) + found.sum(axis=1))[draws].sum(axis=1)
        result: Floats = 2 * hit / size
        return result

    low, high = np.quantile(scores(other) - scores(ours), (0.025, 0.975))
    return float(low), float(high)


def intent_figures(true: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    """Measure intents; macro-F1 is over the intents that the lines have."""
    right = float(np.mean([one == other for one, other in zip(true, found, strict=True)]))
    macro = f1_score(true, found, average="macro", labels=sorted(set(true)), zero_division=0)
    return {"intent_accuracy": right, "intent_macro": float(macro)}


def danger_figures(levels: NDArray[np.int_], scores: Floats) -> dict[str, float]:
    """Measure how well a score tells "at least urgent" from less.

    :param levels: 0 none, 1 check, 2 urgent, 3 acute
    :param scores: higher is more dangerous
    :return: the area under the curve over all lines, and the share caught where at most a tenth of the lines without
        danger raise a false alarm; a line labelled check is no false alarm
    """
    grave = levels >= 2
    judged = levels != 1
    alarms, caught, _ = roc_curve(grave[judged], scores[judged])
    return {
        "danger_auc": float(roc_auc_score(grave, scores)),
        "danger_caught": float(caught[alarms <= FALSE_ALARMS].max()),
    }


def level_figures(true: NDArray[np.int_], found: NDArray[np.int_]) -> dict[str, float]:
    """Measure danger levels: caught is named or asked about, named is urgent or acute."""
    grave, harmless = true >= 2, true == 0
    return {
        "caught": float(np.mean(found[grave] >= 1)),
        "named": float(np.mean(found[grave] >= 2)),
        "false_alarms": float(np.mean(found[harmless] >= 2)),
        "needless_check": float(np.mean(found[harmless] == 1)),
    }
