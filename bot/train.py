"""Train the model: Rasa's own training without its command line, which reads all data once more to validate it.

`make test` runs Rasa's validation (`tests/conversations/test_data.py`), so nothing is left unchecked.
"""

import argparse
import os
import uuid

# Before Rasa reads it: its cache of training steps stays empty (see `without_cache`).
os.environ["RASA_MAX_CACHE_SIZE"] = "0"

from rasa.model_training import train
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.training_data import TrainingData


def without_cache() -> None:
    """Let every training step count as new.

    deploy/model.py already knows whether anything changed. Rasa would hash every example with all its features before
    and after every step to find out the same, and miss a changed knowledge file: its key holds code and config alone.
    """
    TrainingData.fingerprint = lambda self: uuid.uuid4().hex


def without_validation() -> None:
    """Read the training files once each: Rasa would read each twice more to check them (see above)."""
    RasaYAMLReader.validate = lambda self, string: None


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
    without_validation()
    done = train("domain.yml", "config.yml", ["data"], output=given.out, fixed_model_name=given.name)
    if done.code:
        raise SystemExit(done.code)


if __name__ == "__main__":
    import logging

    # The lines that name each component are the progress that deploy/model.py shows.
    logging.getLogger("rasa").setLevel(logging.INFO)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    main()
