"""What is measured of Teams: how deliveries go, and when the certificate expires."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from token_bench import pem

from bot.channels.teams.health import figures

STATE = {"teams": "undelivered", "delivered": 7, "undelivered": 2, "acute_waiting": 1}
CONNECTOR: Any = SimpleNamespace(state=lambda: STATE)
COUNTS = {"teams_delivered": 7.0, "teams_undelivered": 2.0, "teams_acute_waiting": 1.0}


def test_deliveries_are_counted_and_nothing_else_is_told() -> None:
    assert figures(CONNECTOR, None) == COUNTS


def test_the_day_the_certificate_expires_is_told(tmp_path: Path) -> None:
    path = tmp_path / "bot.pem"
    path.write_bytes(pem())
    told = figures(CONNECTOR, path)
    until = datetime.fromtimestamp(told["teams_certificate_expires_timestamp_seconds"], UTC)
    assert timedelta(days=29) < until - datetime.now(UTC) < timedelta(days=31)


@pytest.mark.parametrize("content", [None, b"hemmelig"])
def test_a_certificate_that_cannot_be_read_stops_no_figure(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "bot.pem"
    if content:
        path.write_bytes(content)
    assert figures(CONNECTOR, path) == COUNTS
