"""From lines and answers to figures: intent, topics, danger, and what is lost in other spellings. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, precision_recall_fscore_support

from .figures import Figures, Measured, share
from .lines import DANGEROUS, HEEDED, Pair, judged


def intents(pairs: Sequence[Pair]) -> dict[str, Measured]:
    """Measure the intent, and whether it is right after at most one clarifying question.

    :param pairs: lines with answers; those without `intent` are left out
    """
    kept = judged(pairs, "intent")
    true = [line["intent"] for line, _ in kept]
    found = [answer.intent for _, answer in kept]
    macro = float(f1_score(true, found, average="macro", zero_division=0)) if kept else None
    return {
        "accuracy": share(line["intent"] == answer.intent for line, answer in kept),
        "macro_f1": Measured(macro, len(kept)),
        "after_question": share(
            line["intent"] in answer.readings if answer.asks else line["intent"] == answer.intent
            for line, answer in kept
        ),
        "asked": share(answer.asks for _, answer in kept),
    }


def worries(pairs: Sequence[Pair]) -> list[Pair]:
    """Give the pairs whose line names topics."""
    return [(line, answer) for line, answer in judged(pairs, "topics") if line["topics"]]


def _topic_tables(pairs: Sequence[Pair], codes: Sequence[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    true = np.array([[code in line["topics"] for code in codes] for line, _ in pairs])
    found = np.array([[code in answer.topics for code in codes] for _, answer in pairs])
    return true, found


def topics(pairs: Sequence[Pair], codes: Sequence[str]) -> dict[str, Measured]:
    """Measure the topics of worries.

    :param pairs: lines with answers; those without a topic are left out
    :param codes: every topic code
    """
    kept = worries(pairs)
    scores: dict[str, float | None] = {"micro": None, "macro": None}
    if kept:
        true, found = _topic_tables(kept, codes)
        scores = {kind: float(f1_score(true, found, average=kind, zero_division=0)) for kind in scores}
    return {
        "micro_f1": Measured(scores["micro"], len(kept)),
        "macro_f1": Measured(scores["macro"], len(kept)),
        "main": share(list(answer.topics[:1]) == line["topics"][:1] for line, answer in kept),
    }


@dataclass(frozen=True)
class TopicScore:
    """How well one topic is found; `support` is the number of lines that have it."""

    code: str
    precision: float
    recall: float
    f1: float
    support: int


def topic_scores(pairs: Sequence[Pair], codes: Sequence[str]) -> list[TopicScore]:
    """Measure each topic by itself, the weakest first; topics that no line has come last."""
    kept = worries(pairs)
    if not kept:
        return []
    columns = precision_recall_fscore_support(*_topic_tables(kept, codes), average=None, zero_division=0)
    scores = [
        TopicScore(code, float(precision), float(recall), float(f1), int(support))
        for code, precision, recall, f1, support in zip(codes, *columns, strict=True)
    ]
    return sorted(scores, key=lambda score: (not score.support, score.f1))


def dangers(pairs: Sequence[Pair]) -> dict[str, Measured]:
    """Measure danger. Caught: named or asked about. Named: urgent or acute. A check is no miss and no false alarm."""
    kept = [(line["acute"], answer.danger) for line, answer in judged(pairs, "acute")]
    danger = [level for true, level in kept if true in DANGEROUS]
    acute = [level for true, level in kept if true == "acute"]
    harmless = [level for true, level in kept if true == "none"]
    return {
        "caught": share(level in HEEDED for level in danger),
        "acute_caught": share(level in HEEDED for level in acute),
        "named": share(level in DANGEROUS for level in danger),
        "acute_named": share(level == "acute" for level in acute),
        "false_alarms": share(level in DANGEROUS for level in harmless),
        "needless_check": share(level == "check" for level in harmless),
    }


@dataclass(frozen=True)
class KindScore:
    """How one kind of danger fares: lines that have it, caught, named outright, and the kind itself named."""

    kind: str
    lines: int
    caught: int
    named: int
    told: int


def kind_scores(pairs: Sequence[Pair]) -> list[KindScore]:
    """Count each kind of danger, the most common first."""
    kept = judged(pairs, "kinds")
    scores = []
    for kind in {kind for line, _ in kept for kind in line["kinds"]}:
        answers = [answer for line, answer in kept if kind in line["kinds"]]
        caught = sum(answer.danger in HEEDED for answer in answers)
        named = sum(answer.danger in DANGEROUS for answer in answers)
        told = sum(kind in answer.kinds for answer in answers)
        scores.append(KindScore(kind, len(answers), caught, named, told))
    return sorted(scores, key=lambda score: (-score.lines, score.kind))


def points_lost(before: Figures, after: Figures) -> dict[str, Measured]:
    """Measure how many points each figure lost; a gain is negative."""
    lost = {}
    for key, was in before.items():
        now = after[key]
        value = None if was.value is None or now.value is None else 100 * (was.value - now.value)
        lost[key] = Measured(value, now.of)
    return lost
