"""After danger now: words that say that help has come, by rules alone. In doubt the answer is no."""

import pytest

from bot.safety.aftermath import help_came


@pytest.mark.parametrize(
    "text",
    [
        "vi har ringet 112",
        "Jeg har ringet 112!",
        "så er der ringet 112",
        "ambulancen er kommet",
        "ambulancen er på vej",
        "AMBULANCEN ER HER NU",
        "ambulancen har hentet hende",
        "politiet er her nu",
        "hjælpen er kommet, og eleven er i sikkerhed",
        "han er i sikkerhed nu",
        "hun er hos lederen",
        "hun sidder inde hos vejlederen nu",
        "hun er på sygehuset",
        "hun er kørt på skadestuen",
        "jeg har fået fat i min leder",
        "han er faldet til ro",
        "det er overstaaet",
    ],
)
def test_that_help_came_and_no_more(text: str) -> None:
    assert help_came(text) == "only"


@pytest.mark.parametrize(
    "text",
    [
        "ambulancen er kommet nu, hun er 17 og bor i Herning",
        "ambulancen har taget hende med, hun havde taget 30 panodiler",
        "han er hentet af ambulancen, hun tog en masse piller",
    ],
)
def test_that_help_came_and_something_else(text: str) -> None:
    assert help_came(text) == "yes"


@pytest.mark.parametrize(
    "text",
    [
        "ambulancen er ikke kommet",
        "ambulancen er her ikke endnu",
        "ambulancen er stadig på vej og hun trækker ikke vejret",
        "ambulancen er kommet, men nu er der en anden der står på taget",
        "ambulancen er her, og hans ven har også taget piller",
        "hun var hos lederen, men hun er stukket af",
        "hun er ikke i sikkerhed",
        "hun er hos lederen og siger at hun vil gøre det igen når hun går herfra, hun har en kniv",
        "skal jeg ringe 112",
        "hvornår kommer ambulancen",
        "hvem er hos lederen?",
        "nu vil han springe igen",
        "hun er hos sin kæreste",
        "jeg vil dø og jeg har ringet 112",
        "hun er 17 og bor i Herning",
        "",
    ],
)
def test_every_doubt_is_a_no(text: str) -> None:
    assert help_came(text) == "no"
