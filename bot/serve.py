"""Start the bot: the doors in this process, and Rasa in one of its own behind them."""

import argparse
import os

from prometheus_client import REGISTRY
from rasa.core.channels.channel import InputChannel

from bot import measures
from bot.channels.engine import COMMAND, Engine
from bot.channels.rest import RestInput
from bot.channels.server import build
from bot.channels.teams.channel import TeamsInput
from bot.channels.web import WebInput
from deploy import logs, metrics, production

# Where several bots have the same conversations, in Redis.
SHARED_ENDPOINTS = "deploy/endpoints.shared.yml"


def channels() -> list[InputChannel]:
    """Return the doors: the page, Teams when it is set up, and in development the REST shape for command lines.

    Raises:
        SystemExit: a setting of Teams is wrong; one Danish line says what to do.
    """
    doors: list[InputChannel] = [WebInput.from_credentials(None)]
    teams = TeamsInput.from_settings()
    if teams:
        doors.append(teams)
    if os.environ.get("VEJVISER_PROFILE", "development") == "development":
        doors.append(RestInput())
    return doors


def main(command: tuple[str, ...] = COMMAND) -> None:
    """Serve until the process is ended. The doors open at once, also while the model is being loaded.

    Command line: `--model` (path), `--port`, `--interface` (default 127.0.0.1), `--endpoints`.

    Args:
        command: what starts Rasa's process; tests give their own.

    Raises:
        SystemExit: a setting is unsafe; one Danish line says what to do.
    """
    parser = argparse.ArgumentParser(prog="python -m bot.serve")
    parser.add_argument("--model", required=True)
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--interface", default="127.0.0.1")
    shared = bool(os.environ.get("VEJVISER_REDIS"))
    parser.add_argument("--endpoints", default=SHARED_ENDPOINTS if shared else "endpoints.yml")
    given = parser.parse_args()
    production.refuse_unsafe()
    doors, engine = channels(), Engine(given.model, given.endpoints, command, shared)
    app = build("vejviser", doors, engine)
    measures.make_ready()
    REGISTRY.register(measures.Standing(engine, doors))
    metrics.serve()
    logs.keep_texts_out()
    app.run(host=given.interface, port=given.port, access_log=False, motd=False)


if __name__ == "__main__":
    main()
