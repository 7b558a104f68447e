"""Texts as blocks of features, with the settings of config.yml, for any choice of blocks."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from bot.nlu.lexicon_featurizer import describe, describe_danger
from bot.nlu.linear import _NARROW, _NARROW_WEIGHT
from bot.nlu.tokenizer import tokens

ROOT = Path(__file__).resolve().parents[2]
# Blocks that are counted, and their analyzer in config.yml.
COUNTED = {"words": "word", "chars": "char_wb"}
BY_HAND = {"lexicon": describe, "rules": describe_danger}
VECTORS = "vectors"
_WORD = r"(?u)\b\w+\b"
_NUMBER = re.compile(r"\b[0-9]+\b")
Vectors = Mapping[str, NDArray[np.float16]]


@cache
def _settings(analyzer: str) -> Mapping[str, Any]:
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    return next(part for part in pipeline if part.get("analyzer") == analyzer)


def counter(block: str, vocabulary: Mapping[str, int] | None = None) -> CountVectorizer:
    """Make the counter that Rasa's CountVectorsFeaturizer makes from config.yml.

    :param block: `words` or `chars`
    :param vocabulary: of a trained counter; a new one is trained otherwise
    """
    found = _settings(COUNTED[block])
    return CountVectorizer(
        token_pattern=_WORD,
        analyzer=COUNTED[block],
        ngram_range=(found["min_ngram"], found["max_ngram"]),
        min_df=found["min_df"],
        max_features=found.get("max_features"),
        vocabulary=vocabulary,
    )


class Reader:
    """Reads texts into what the blocks are made of; remembers each text, and the processor seconds that it cost."""

    def __init__(self, vectors: Vectors | None = None) -> None:
        """Create a reader.

        :param vectors: text to its vector, where there is an encoder
        """
        self._vectors = vectors or {}
        self._known: dict[tuple[str, str], Any] = {}
        self.seconds: dict[str, float] = defaultdict(float)

    def prepare(self, texts: Iterable[str], block: str) -> list[Any]:
        """Give for each text the string to count, or the row of a block made by hand."""
        return [self._prepare(text, block) for text in texts]

    def _prepare(self, text: str, block: str) -> Any:
        if (text, block) not in self._known:
            started = time.process_time()
            if block in COUNTED:
                split = tokens(text)
                for name, words in (
                    ("words", [each.lemma for each in split]),
                    ("chars", [each.text for each in split]),
                ):
                    self._known[text, name] = _NUMBER.sub("__NUMBER__", " ".join(words)).lower()
            else:
                self._known[text, block] = BY_HAND[block](text)
            self.seconds["tokens" if block in COUNTED else block] += time.process_time() - started
        return self._known[text, block]

    def mean_seconds(self, block: str) -> float:
        """Give the processor seconds that one text cost; words and characters share the splitting into words."""
        count = sum(1 for _, name in self._known if name == block)
        return self.seconds["tokens" if block in COUNTED else block] / count if count else 0.0

    def vectors(self, texts: Iterable[str], scale: float) -> list[csr_matrix]:
        """Give the encoder's vectors as narrow blocks that come through the model's dampening as `scale * vector`."""
        rows = np.array([self._vectors[text] for text in texts], dtype=np.float64) * scale
        undamped = np.expm1(rows / _NARROW_WEIGHT)
        return [csr_matrix(undamped[:, first : first + _NARROW]) for first in range(0, undamped.shape[1], _NARROW)]


class Features:
    """Blocks for one division of the examples: counters are trained on the training texts only, and only once."""

    def __init__(self, reader: Reader, train: Sequence[str], test: Sequence[str]) -> None:
        """Take the texts; nothing is computed before it is asked for."""
        self._reader, self._texts = reader, (train, test)
        self._made: dict[str, tuple[list[csr_matrix], list[csr_matrix]]] = {}
        self.counters: dict[str, CountVectorizer] = {}
        self.seconds: dict[str, float] = defaultdict(float)

    def blocks(self, names: Sequence[str]) -> tuple[list[csr_matrix], list[csr_matrix]]:
        """Give the blocks of the training and of the test texts.

        :param names: `words`, `chars`, `lexicon`, `rules`, or `vectors*2` for the encoder's vectors times two
        """
        for name in names:
            if name not in self._made:
                self._made[name] = self._make(name)
        train, test = zip(*(self._made[name] for name in names), strict=True)
        return [block for made in train for block in made], [block for made in test for block in made]

    def _make(self, name: str) -> tuple[list[csr_matrix], list[csr_matrix]]:
        kind, _, scale = name.partition("*")
        if kind == VECTORS:
            train, test = (self._reader.vectors(texts, float(scale)) for texts in self._texts)
            return train, test
        first, second = (self._reader.prepare(texts, name) for texts in self._texts)
        if name in BY_HAND:
            return [csr_matrix(np.array(first))], [csr_matrix(np.array(second))]
        started = time.process_time()
        trained = self.counters[name] = counter(name)
        blocks = trained.fit_transform(first).tocsr()
        self.seconds[name] = time.process_time() - started
        return [blocks], [trained.transform(second).tocsr()]


def save_counters(counters: Mapping[str, CountVectorizer], folder: Path) -> None:
    """Write the vocabularies as compressed JSON."""
    for name, trained in counters.items():
        words = sorted(trained.vocabulary_, key=trained.vocabulary_.get)
        (folder / f"{name}.json.gz").write_bytes(gzip.compress(json.dumps(words).encode()))


def read_counters(folder: Path, names: Sequence[str]) -> dict[str, CountVectorizer]:
    """Read what `save_counters` wrote."""
    found = {}
    for name in names:
        if name in COUNTED:
            words = json.loads(gzip.decompress((folder / f"{name}.json.gz").read_bytes()))
            found[name] = counter(name, {word: at for at, word in enumerate(words)})
    return found
