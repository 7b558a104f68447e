"""What the tests of the Teams channel share."""

import logging
from collections.abc import Iterator

import pytest
from fake_connector import SAID, TOKEN
from token_bench import TENANT


@pytest.fixture
def silent_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail when a test leaves a text, a token, a secret or a name in the log."""
    caplog.set_level(logging.DEBUG)
    yield
    for record in caplog.records:
        if record.name.startswith(("bot.", "aiohttp.client", "py.warnings")):
            line = logging.Formatter().format(record)
            for content in (SAID, TOKEN, "only-used-against", "Lærersen", "a:1pL", "127.0.0.1", "Bearer", TENANT):
                assert content not in line
