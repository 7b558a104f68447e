"""What is told of Teams: one word where anybody may ask, for counts would tell how often; figures where we ask."""

from pathlib import Path

from bot.channels.teams.certificate import expires
from bot.channels.teams.connector import Connector
from bot.channels.teams.tokens import Inspector


def health(inspector: Inspector, connector: Connector) -> dict[str, str]:
    """Return `{"teams": "ready" | "no_keys" | "no_token" | "undelivered"}`.

    `no_keys`: no activity can be checked. `no_token`: no answer can be sent. `undelivered`: the latest one was not,
    or an acute one waits.
    """
    return {"teams": str(connector.state()["teams"]) if inspector.ready else "no_keys"}


def figures(connector: Connector, certificate: Path | None) -> dict[str, float]:
    """Return what is measured of the deliveries since the start, and when the bot's certificate expires.

    Args:
        connector: what delivers answers.
        certificate: the file; None where there is a secret instead.
    """
    found = connector.state()
    counts = {f"teams_{name}": float(found[name]) for name in ("delivered", "undelivered", "acute_waiting")}
    until = expires(certificate) if certificate else None
    return counts | ({"teams_certificate_expires_timestamp_seconds": until.timestamp()} if until else {})
