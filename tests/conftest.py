"""What all tests share: for the slow ones, the three real processes."""

from collections.abc import Iterator

import pytest
from house import House, started

import bot  # noqa: F401  (before anything of Rasa, parts of which are left out: bot/left_out.py)
from deploy import model


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Directory, action server and bot, started once for all slow tests, on free ports and an own database."""
    with started(House, tmp_path_factory.mktemp("house"), model.ensure()) as running:
        yield running
