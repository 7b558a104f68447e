"""Our counter beside Rasa's own: the same counts of a message, and nothing more; our reading beside Rasa's own too."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from house import ROOT
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.counts import SentenceCounts
from bot.nlu.rows import blocks_of
from bot.nlu.tokenizer import DanishTokenizer

TEXTS = ["Min elev er ked af det", "hun er ked af det, og hun er træt", "ja", "!!!", "han ryger hash i dag, og i går"]
SETTINGS: tuple[dict[str, Any], ...] = (
    {"analyzer": "word", "min_ngram": 1, "max_ngram": 2},
    {"analyzer": "word", "min_ngram": 1, "max_ngram": 2, "min_df": 2},
    {"analyzer": "char_wb", "use_lemma": False, "min_ngram": 2, "max_ngram": 5, "max_features": 200},
    {"analyzer": "char_wb", "use_lemma": False, "min_ngram": 2, "max_ngram": 5, "min_df": 3},
)


def counted(
    kind: type[CountVectorsFeaturizer] | type[SentenceCounts], settings: dict[str, Any], folder: Any
) -> list[Message]:
    tokenizer = DanishTokenizer(DanishTokenizer.get_default_config())
    examples = tokenizer.process([Message({TEXT: text, "intent": "x"}) for text in TEXTS])
    storage, name = LocalModelStorage.create(folder), Resource("counts")
    context = ExecutionContext(GraphSchema({}), node_name="counts")
    featurizer = kind.create({**kind.get_default_config(), **settings}, storage, name, context)
    featurizer.train(TrainingData(examples))
    new = tokenizer.process([Message({TEXT: "hun er ked af hash i dag"}), Message({TEXT: "qzx"})])
    loaded = kind.load({**kind.get_default_config(), **settings}, storage, name, context)
    # All lines at once, as in training, and one alone, as in use.
    featured: list[Message] = [*loaded.process([*examples, new[0]]), *loaded.process(new[1:])]
    return featured


@pytest.mark.parametrize("settings", SETTINGS, ids=["words", "common words", "most parts", "common parts"])
def test_a_message_has_the_counts_that_rasa_gives_it(settings: dict[str, Any], tmp_path: Any) -> None:
    for folder in ("own", "rasa"):
        (tmp_path / folder).mkdir()
    ours = counted(SentenceCounts, settings, tmp_path / "own")
    theirs = counted(CountVectorsFeaturizer, settings, tmp_path / "rasa")
    (together,) = blocks_of(ours)
    for mine, other, row in zip(ours, theirs, together, strict=True):
        (wanted,) = [each for each in other.features if each.type == FEATURE_TYPE_SENTENCE and each.attribute == TEXT]
        (alone,) = blocks_of([mine])
        assert np.array_equal(alone.toarray(), wanted.features.toarray())
        assert np.array_equal(row.toarray(), wanted.features.toarray())


def test_nothing_but_the_vocabulary_is_stored(tmp_path: Path) -> None:
    """scikit-learn's counter also keeps the words that it left out (CVE-2024-5206)."""
    counted(SentenceCounts, SETTINGS[1], tmp_path)
    (stored,) = (path for path in tmp_path.rglob("*") if path.is_file())
    kept = json.loads(stored.read_text("utf-8"))
    assert {"af", "det"} <= set(kept) and not [word for word in kept if "hash" in word]


READING = """
import sys
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
if sys.argv[1] == "fast":
    from bot import train
    train.read_fast()
else:
    import bot
for path in sys.argv[2:]:
    for message in RasaYAMLReader().read(path).training_examples:
        print(sorted(message.data.items()))
"""


def test_the_files_are_read_as_rasa_reads_them() -> None:
    paths = ["data/nlu/deny.yml", "data/nlu/concern_short/kort_ung.yml", "data/stories/worry.yml"]
    fast, slow = (
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", READING, way, *paths],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        for way in ("fast", "slow")
    )
    assert fast == slow and len(fast) > 500


def test_equal_examples_are_kept_once_when_read_fast() -> None:
    code = """
from bot import train
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
train.read_fast()
one, same = Message({"text": "ja", "intent": "affirm"}), Message({"text": "ja", "intent": "affirm"})
other = Message({"text": "ja", "intent": "deny"})
worry = Message({"text": "ja", "intent": "affirm", "metadata": {"intent": {"danger": "none"}}})
print(len(TrainingData([one, same, other, worry]).training_examples))
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "3"
