"""Counts of words, or of parts of words, in whole messages: scikit-learn's counter as Rasa sets it up."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from bot.nlu.rows import add_rows
from bot.nlu.understanding import has_text

_NUMBER = re.compile(r"\b[0-9]+\b")
# Words of one letter count too ("i", "å"); scikit-learn leaves them out unless told.
_ANY_WORD = r"(?u)\b\w+\b"
_FILE = "vocabulary.json"
PARTS = "char_wb"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceCounts(Featurizer[csr_matrix], GraphComponent):
    """Counts each message once. Rasa's own component also counts every word by itself, for DIET, and takes its time.

    Settings, as Rasa's: `analyzer` (`word`, or `char_wb` for parts of words), `use_lemma`, `min_ngram`, `max_ngram`,
    `min_df` (in how many messages at least), `max_features` (how many at most, or none).
    """

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, name: str) -> None:
        """Create the component, without a vocabulary before training."""
        super().__init__(name, config)
        self._storage = storage
        self._resource = resource
        self._analyze = self._counter().build_analyzer()
        self._columns: dict[str, int] = {}

    @classmethod
    def required_components(cls) -> list[type]:
        """Name what must come before."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Give the settings where config.yml says nothing."""
        own = {"analyzer": "word", "use_lemma": True, "min_ngram": 1, "max_ngram": 1, "min_df": 1, "max_features": None}
        return {**Featurizer.get_default_config(), **own}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Leave the settings to scikit-learn, which says itself what is wrong with them."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceCounts:
        """Create an untrained component (Rasa's graph calls this)."""
        return cls(config, model_storage, resource, execution_context.node_name)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceCounts:
        """Load the trained component (Rasa's graph calls this)."""
        component = cls(config, model_storage, resource, execution_context.node_name)
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        component._columns = {word: column for column, word in enumerate(words)}
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Choose the vocabulary and store it."""
        texts = [self._joined(message) for message in training_data.training_examples if has_text(message)]
        words = self._common_parts(texts) if self._config["analyzer"] == PARTS else self._common(texts)
        self._columns = {word: column for column, word in enumerate(words)}
        with self._storage.write_to(self._resource) as folder:
            Path(folder / _FILE).write_text(json.dumps(list(words)), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Count every example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Count every message that has a text."""
        written = [message for message in messages if has_text(message)]
        if written:
            texts = [self._joined(message) for message in written]
            by_word = self._config["analyzer"] == PARTS and len(texts) > 1
            add_rows(written, self._count_by_word(texts) if by_word else self._count(texts))
        return messages

    def _count(self, texts: Sequence[str]) -> csr_matrix:
        values: list[int] = []
        columns: list[int] = []
        ends = [0]
        for text in texts:
            known = Counter(self._columns[part] for part in self._analyze(text) if part in self._columns)
            for column, times in sorted(known.items()):
                columns.append(column)
                values.append(times)
            ends.append(len(columns))
        return csr_matrix((values, columns, ends), shape=(len(texts), len(self._columns)), dtype=np.int64)

    def _count_by_word(self, texts: Sequence[str]) -> csr_matrix:
        """Count the parts of each different word once: a part never reaches over two words."""
        counter = CountVectorizer(analyzer=str.split)
        in_texts = counter.fit_transform(texts)
        return _sorted(in_texts @ self._count(counter.get_feature_names_out()))

    def _common(self, texts: Sequence[str]) -> list[str]:
        counter = self._counter(min_df=self._config["min_df"], max_features=self._config["max_features"])
        return list(counter.fit(texts).get_feature_names_out())

    def _common_parts(self, texts: Sequence[str]) -> list[str]:
        """Choose as `_common` does, with the parts of each different word counted once."""
        words = CountVectorizer(analyzer=str.split)
        in_texts = words.fit_transform(texts)
        parts = self._counter()
        counts = in_texts @ parts.fit_transform(words.get_feature_names_out())
        names = parts.get_feature_names_out()
        often = np.flatnonzero(counts.getnnz(axis=0) >= self._config["min_df"])
        most = self._config["max_features"]
        if most is not None and len(often) > most:
            sums = np.asarray(counts.sum(axis=0)).ravel()[often]
            often = np.sort(often[np.argsort(-sums)[:most]])
        return list(names[often])

    def _counter(self, **limits: Any) -> CountVectorizer:
        ngrams = (self._config["min_ngram"], self._config["max_ngram"])
        analyzer = self._config["analyzer"]
        return CountVectorizer(analyzer=analyzer, token_pattern=_ANY_WORD, ngram_range=ngrams, **limits)

    def _joined(self, message: Message) -> str:
        """Give a message's words between spaces; every number is the same word."""
        lemmas = self._config["use_lemma"]
        found: list[Token] = message.get(TOKENS_NAMES[TEXT])
        text = " ".join(token.lemma if lemmas else token.text for token in found)
        return _NUMBER.sub("__NUMBER__", text).lower()


def _sorted(matrix: csr_matrix) -> csr_matrix:
    matrix.sort_indices()
    return matrix
