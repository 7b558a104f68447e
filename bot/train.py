"""Train the model: Rasa's own training without its command line, which reads all data once more to validate it.

`make test` runs Rasa's validation (`tests/conversations/test_data.py`), so nothing is left unchecked.
"""

import argparse

from rasa.model_training import train


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
    done = train("domain.yml", "config.yml", ["data"], output=given.out, fixed_model_name=given.name)
    if done.code:
        raise SystemExit(done.code)


if __name__ == "__main__":
    import logging

    # The lines that name each component are the progress that deploy/model.py shows.
    logging.getLogger("rasa").setLevel(logging.INFO)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    main()
