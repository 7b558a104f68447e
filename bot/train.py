"""Train the model: Rasa's own training without its command line, which reads all data once more to validate it.

`make test` runs Rasa's validation (`tests/conversations/test_data.py`), so nothing is left unchecked.
"""

import argparse
import os
import uuid
from typing import Any

# Before Rasa reads it: its cache of training steps stays empty (see `without_cache`).
os.environ["RASA_MAX_CACHE_SIZE"] = "0"

import yaml
from rasa.model_training import train
from rasa.shared.nlu.constants import ACTION_NAME, ACTION_TEXT, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

WRITTEN = (TEXT, INTENT, ACTION_NAME, ACTION_TEXT)


def without_cache() -> None:
    """Let every training step count as new.

    deploy/model.py already knows whether anything changed. Rasa would hash every example with all its features before
    and after every step to find out the same, and miss a changed knowledge file: its key holds code and config alone.
    """
    TrainingData.fingerprint = lambda self: uuid.uuid4().hex


def read_fast() -> None:
    """Read the training files once each, by the C parser, and tell equal examples by what was written in them.

    Rasa would read each twice more to check it (see above), with a parser in pure Python, and hash every example with
    all that it holds whenever it copies them.
    """
    RasaYAMLReader.validate = lambda self, string: None
    RasaYAMLReader.reads = _reads
    Message.fingerprint = lambda self: f"{_key(self):x}"
    Message.__hash__ = _key
    # Rasa copies all examples five times while it merges files; what is in one is never changed in place.
    Message.__deepcopy__ = lambda self, memo: Message(self.data, set(self.output_properties), self.time)
    Message.__eq__ = lambda self, other: isinstance(other, Message) and _written(self) == _written(other)


def _reads(self: RasaYAMLReader, string: str, **_: Any) -> TrainingData:
    self._parse_nlu(yaml.load(string, yaml.CSafeLoader).get("nlu"))
    return TrainingData(self.training_examples)


def _written(message: Message) -> tuple[Any, ...]:
    return (*(message.data.get(key) for key in WRITTEN), repr(message.data.get(METADATA)))


def _key(message: Message) -> int:
    return hash(_written(message))


def main() -> None:
    """Train and store the model.

    Command line: `--name` (file name without `.tar.gz`), `--out` (folder).

    Raises:
        SystemExit: training failed, with Rasa's own code.
    """
    parser = argparse.ArgumentParser(prog="python -m bot.train")
    parser.add_argument("--name", required=True)
    parser.add_argument("--out", required=True)
    given = parser.parse_args()
    without_cache()
    read_fast()
    done = train(
        "domain.yml", "config.yml", ["data"], output=given.out, fixed_model_name=given.name, force_training=True
    )
    if done.code:
        raise SystemExit(done.code)


if __name__ == "__main__":
    import logging

    # The lines that name each component are the progress that deploy/model.py shows.
    logging.getLogger("rasa").setLevel(logging.INFO)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    main()
