"""A small linear text model: weighted counts and logistic regression, stored as plain arrays, never as code."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from bot.nlu.rows import Blocks

Floats = NDArray[np.float64]
# A block of at most so many columns is counted by hand, not by Rasa's counters; its weight was chosen by leaving out
# whole hands of the training lines (docs/understanding.md).
_NARROW = 200
_NARROW_WEIGHT = 0.4
# Where the dual problem is not solved in so many rounds, it is not in a few times as many.
_ROUNDS = 30


@dataclass
class LinearModel:
    """One column of weights per label (a row per feature); every label answers yes or no by itself."""

    labels: list[str]
    idf: Floats
    weights: Floats
    offsets: Floats

    def __post_init__(self) -> None:
        """Lay the weights out in memory so that a block's rows can be used without copying them."""
        self.weights = np.ascontiguousarray(self.weights)

    @classmethod
    def fit(
        cls, blocks: Blocks, answers: NDArray[np.bool_], labels: Sequence[str], *, quick: bool = False, **settings: Any
    ) -> LinearModel:
        """Train one yes/no model per label.

        :param blocks: features, one row per example in each block
        :param answers: one row per example, one column per label
        :param labels: the labels' names
        :param quick: whether to try the dual problem first (see `_quick`); topics and danger, whose thresholds are
            fine, lose some of what is misspelt by it
        :param settings: `C` and `class_weight` of scikit-learn's LogisticRegression
        :return: the trained model
        """
        seen = np.concatenate([np.asarray((block > 0).sum(axis=0)).ravel() for block in blocks])
        idf = np.log((1 + blocks[0].shape[0]) / (1 + seen)) + 1
        weighed = hstack(_weigh(blocks, idf)).tocsr()

        def fit_one(column: int) -> tuple[Floats, float]:
            model = (_quick if quick else _primal)(weighed, answers[:, column], settings)
            return model.coef_[0], float(model.intercept_[0])

        # The solver lets go of Python's lock, so threads use every core.
        with warnings.catch_warnings(), ThreadPoolExecutor(os.cpu_count()) as pool:
            warnings.simplefilter("ignore", ConvergenceWarning)  # see _quick
            fitted = list(pool.map(fit_one, range(len(labels))))
        weights, offsets = zip(*fitted, strict=True)
        return cls(list(labels), idf, np.array(weights).T, np.array(offsets))

    def probabilities(self, blocks: Blocks) -> Floats:
        """Give each label's probability, one row per message; the rows need not add up to one."""
        scores = np.tile(self.offsets, (blocks[0].shape[0], 1))
        first = 0
        for block in blocks:
            values = _weighed(block, self.idf, first)
            if block.shape[0] == 1:
                # One message, as in use: only the rows of its own words are looked at.
                scores += values @ self.weights[first + block.indices]
            else:
                weighed = csr_matrix((values, block.indices, block.indptr), shape=block.shape)
                scores += weighed @ self.weights[first : first + block.shape[1]]
            first += block.shape[1]
        result: Floats = 1 / (1 + np.exp(-scores))
        return result

    def shares(self, blocks: Blocks) -> Floats:
        """Give the labels' probabilities where exactly one label holds: each row adds up to one."""
        found = self.probabilities(blocks)
        result: Floats = found / found.sum(axis=1, keepdims=True)
        return result

    def save(self, folder: Path) -> None:
        """Write the model into a folder as arrays and one JSON list."""
        weights = self.weights.astype(np.float32)
        np.savez_compressed(folder / "model.npz", idf=self.idf, weights=weights, offsets=self.offsets)
        (folder / "labels.json").write_text(json.dumps(self.labels), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> LinearModel:
        """Read a model that `save` wrote; nothing in it can run code."""
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        with np.load(folder / "model.npz", allow_pickle=False) as arrays:
            return cls(labels, arrays["idf"], arrays["weights"], arrays["offsets"])


def _quick(weighed: csr_matrix, answers: NDArray[np.bool_], settings: dict[str, Any]) -> LogisticRegression:
    """Fit one label: by the dual problem, which is there in some ten rounds for most, or else by the primal.

    For the rarest labels, whose examples weigh the most, the dual takes hundreds of rounds.
    """
    dual = LogisticRegression(solver="liblinear", dual=True, tol=0.5, max_iter=_ROUNDS, random_state=1, **settings)
    if dual.fit(weighed, answers).n_iter_[0] < _ROUNDS:
        return dual
    return _primal(weighed, answers, settings)


def _primal(weighed: csr_matrix, answers: NDArray[np.bool_], settings: dict[str, Any]) -> LogisticRegression:
    return LogisticRegression(solver="liblinear", tol=1e-2, random_state=1, **settings).fit(weighed, answers)


def _weigh(blocks: Blocks, idf: Floats) -> list[csr_matrix]:
    """Give the blocks with weighed values (see `_weighed`)."""
    weighed = []
    first = 0
    for block in blocks:
        values = _weighed(block, idf, first)
        weighed.append(csr_matrix((values, block.indices, block.indptr), shape=block.shape))
        first += block.shape[1]
    return weighed


def _weighed(block: csr_matrix, idf: Floats, first: int) -> Floats:
    """Dampen repetition in a block, weigh rare features up, and give every text the same length.

    A narrow block holds counts made by hand (what the lexicon says): it is only dampened. With a length of one, a
    single hit would weigh as much as five.

    :param block: counts
    :param idf: the weight of each feature of all blocks
    :param first: the place of the block's first feature among them
    :return: the block's values, in its own order
    """
    if block.shape[1] <= _NARROW:
        narrow: Floats = _NARROW_WEIGHT * np.log1p(block.data)
        return narrow
    values = (1 + np.log(np.maximum(block.data, 1))) * idf[first + block.indices]
    if block.shape[0] == 1:
        lengths = np.sqrt(np.sum(values**2))
    else:
        rows = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
        lengths = np.sqrt(np.bincount(rows, weights=values**2, minlength=block.shape[0]))[rows]
    result: Floats = values / lengths
    return result
