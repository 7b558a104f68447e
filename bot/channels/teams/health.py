"""What the health address says of Teams: one word, because anybody may ask, and counts would tell how often."""

from bot.channels.teams.connector import Connector
from bot.channels.teams.tokens import Inspector


def health(inspector: Inspector, connector: Connector) -> dict[str, str]:
    """Return `{"teams": "ready" | "no_keys" | "no_token" | "undelivered"}`.

    `no_keys`: no activity can be checked. `no_token`: no answer can be sent. `undelivered`: the latest one was not,
    or an acute one waits.
    """
    return {"teams": str(connector.state()["teams"]) if inspector.ready else "no_keys"}
