"""The fixed texts: right numbers, right order, easy to read. The messages are for those who edit the texts."""

import re

import pytest
from readability import lix

from bot.texts import TextError, load_responses, response, text

SAFETY = ["utter_acute", "utter_urgent", "utter_acute_self", "utter_urgent_self"]
CHANNEL = [
    "utter_welcome",
    "utter_channel_failed",
    "utter_too_long",
    "utter_empty",
    "utter_redacted",
    "utter_no_orders",
    "utter_rate_limited",
    "utter_expired",
    "utter_bad_request",
]
NUMBERS = {"112", "114", "116 111", "70 201 201"}


def sentences(words: str) -> list[str]:
    lines = [re.sub(r"^\d\. ", "", line) for line in words.splitlines()]
    return [part for line in lines for part in re.split(r"(?<=[.!?:])\"?\s+", line) if part.strip()]


@pytest.mark.parametrize("name", SAFETY)
def test_only_the_four_known_numbers_stand_in_the_safety_texts(name: str) -> None:
    body = re.sub(r"^\d\. ", "", text(name), flags=re.MULTILINE)
    found = {number.strip() for number in re.findall(r"\d[\d ]+\d", body)}
    assert found <= NUMBERS, f"{name}: ukendt nummer {found - NUMBERS}"


def test_acute_begins_with_112_and_says_stay() -> None:
    words = text("utter_acute")
    assert words.startswith("Ring 112 nu"), "112 skal stå først"
    for needed in ("Bliv hos eleven", "beredskabsplan", "leder", "spørg direkte", "Lov ikke", "Vent ikke"):
        assert needed in words, f"utter_acute mangler: {needed}"
    assert "Livslinien" not in words, "Livslinien er ikke hjælp i akut fare for eleven"


@pytest.mark.parametrize("name", ["utter_acute_self", "utter_urgent_self"])
def test_livslinien_is_never_the_only_way(name: str) -> None:
    words = text(name)
    assert "112" in words and "kø" in words, "Livslinien er tit optaget: sig det, og giv en vej mere"
    assert words.index("Gå ") < words.index("Livslinien"), "et menneske i nærheden kommer før telefonen"
    assert re.search(r"under 18.*116 111", words), "BørneTelefonen er for unge under 18"


def test_urgent_says_today_and_whom() -> None:
    words = text("utter_urgent")
    for needed in ("i dag", "leder", "beredskabsplan", "112"):
        assert needed in words, f"utter_urgent mangler: {needed}"


@pytest.mark.parametrize("name", ["utter_channel_failed", "utter_too_long", "utter_rate_limited", "utter_welcome"])
def test_who_cannot_get_on_is_told_112(name: str) -> None:
    assert "112" in text(name)


def test_the_welcome_says_what_this_is() -> None:
    words = text("utter_welcome")
    for needed in (
        "automatisk assistent",
        "ikke et menneske",
        "behandler ikke",
        "Skriv ikke navne eller CPR",
        "For eksempel",
    ):
        assert needed in words, f"utter_welcome mangler: {needed}"


@pytest.mark.parametrize("name", SAFETY)
def test_safety_texts_are_easy(name: str) -> None:
    assert lix(text(name)) <= 30, f"{name}: lixtal {lix(text(name)):.0f}, højst 30"


@pytest.mark.parametrize("name", CHANNEL)
def test_channel_texts_are_easy(name: str) -> None:
    assert lix(text(name)) <= 34, f"{name}: lixtal {lix(text(name)):.0f}, højst 34"


@pytest.mark.parametrize("name", SAFETY + CHANNEL)
def test_sentences_are_short(name: str) -> None:
    long = [part for part in sentences(text(name)) if len(part.split()) > 15]
    assert not long, f"{name}: del sætningen: {long}"


def test_every_kind_of_removal_has_a_word() -> None:
    assert {"cpr", "name", "phone", "email", "address", "class"} <= set(response("utter_redacted")["metadata"]["kinds"])


def test_a_missing_text_is_an_error_and_values_are_filled_in() -> None:
    with pytest.raises(TextError):
        text("utter_nothing_of_the_kind")
    assert "et navn" in text("utter_redacted", removed="et navn")
    assert "{" not in "".join(text(name, removed="x", contact="x") for name in SAFETY + CHANNEL)


def test_no_button_is_a_command() -> None:
    for name, variants in load_responses().items():
        for button in (button for variant in variants for button in variant.get("buttons", [])):
            assert not button["payload"].strip().startswith("/"), f"{name}: knappen sender en kommando"
