"""Start the bot: Rasa's own server with our corrections in place."""

import argparse
import sys

from rasa.__main__ import main as rasa_main

from bot import rasa_fixes


def main() -> None:
    """Run `rasa run` on loopback with our channels, endpoints and corrections.

    Command line: `--model` (path), `--port`, `--interface` (default 127.0.0.1).
    """
    parser = argparse.ArgumentParser(prog="python -m bot.serve")
    parser.add_argument("--model", required=True)
    parser.add_argument("--port", default="5005")
    parser.add_argument("--interface", default="127.0.0.1")
    given = parser.parse_args()
    rasa_fixes.apply()
    sys.argv = [
        "rasa", "run", "--model", given.model, "--port", given.port, "--interface", given.interface,
        "--endpoints", "endpoints.yml", "--credentials", "bot/credentials.yml",
    ]  # fmt: skip
    rasa_main()


if __name__ == "__main__":
    main()
