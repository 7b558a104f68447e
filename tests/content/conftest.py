"""Indholdsprøverne: sikkerhedsnettet for den, der retter i knowledge/. Fejlene er skrevet på dansk."""

import pytest

from actions.guidance.load import Knowledge, load_knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()
