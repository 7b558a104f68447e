"""An opening that names a pupil is about the pupil."""

import pytest

from bot.nlu.intents import opens_with_pupil


@pytest.mark.parametrize(
    "text",
    [
        "jeg har en elev der græder meget",
        "Jeg har en elev, som sover i timen",
        "min elev er væk",
        "En af mine elever ryger",
    ],
)
def test_it_is_about_a_pupil(text: str) -> None:
    assert opens_with_pupil(text)


@pytest.mark.parametrize(
    "text",
    ["jeg kan ikke sove om natten", "jeg er elev og har det skidt", "en elev har truet mig", "jeg har ingen venner"],
)
def test_it_may_be_about_the_writer(text: str) -> None:
    assert not opens_with_pupil(text)
