"""A conversation of its own for each test."""

import pytest
from house import House
from talk import Talk


@pytest.fixture
def talk(house: House) -> Talk:
    return Talk(house)
