"""The door: what points to a person goes, everything else stays letter for letter."""

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.redaction import Redacted, redact
from bot.text import load_yaml

# The first file follows the rules; the lines of the others were each written blind.
FILES = [
    yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(Path(__file__).parent.glob("redaction*.yml"))
]
TABLE: dict[str, Any] = {
    "changed": {text: left for file in FILES for text, left in file["changed"].items()},
    "unchanged": [text for file in FILES for text in file["unchanged"]],
}


@pytest.mark.parametrize(("text", "left"), TABLE["changed"].items())
def test_what_points_to_a_person_is_taken_out(text: str, left: str) -> None:
    assert redact(text).text == left


@pytest.mark.parametrize("text", TABLE["unchanged"])
def test_harmless_text_stays_letter_for_letter(text: str) -> None:
    assert redact(text) == Redacted(text)


@pytest.mark.parametrize("text", [*TABLE["changed"], *TABLE["unchanged"]])
def test_a_second_time_changes_nothing(text: str) -> None:
    once = redact(text).text
    assert redact(once) == Redacted(once)


@pytest.mark.parametrize(
    "text",
    [
        # Found by a fuzzer: each "@" is seen only when the one in front of it is gone.
        "@slT" * 246,
        "@a_a1" * 200,
        "+4520304050" * 90,
        "ord @ab@ab@ab@ab@ab@ab ord 010203-1234",
        "hej @ab@ab@ab@ab@ab og @cd@cd@cd@cd@cd@cd@cd",
        # Letter and mark meet when what stood between them is gone.
        "a\u200b\u0308rlig",
        "Z\u200d\u030calgo",
    ],
)
def test_a_second_time_changes_nothing_however_finds_hide_each_other(text: str) -> None:
    once = redact(text).text
    assert redact(once) == Redacted(once)


def test_words_beside_heaped_finds_stay() -> None:
    assert redact("hej @ab@ab@ab@ab@ab@ab@ab igen").text == "hej [navn] igen"


def test_removed_tells_the_kinds_in_order() -> None:
    text = "Bor Nørregade 12. Hun hedder Fatima Ali, 010203-1234, 22334455, f@skole.dk, hold h24tøm33."
    assert redact(text).removed == ("address", "name", "cpr", "phone", "email", "class")


def test_every_public_number_stays() -> None:
    for service in load_yaml("services/national.yml")["services"]:
        if service.get("phone"):
            assert redact(f"ring {service['phone']} nu").removed == (), service["id"]


def test_every_national_service_keeps_its_name() -> None:
    for service in load_yaml("services/national.yml")["services"]:
        assert redact(f"Jeg har ringet til {service['name']}.").removed == (), service["name"]


def test_every_municipality_keeps_its_name() -> None:
    folder = Path(__file__).parents[2] / "knowledge" / "places" / "municipalities.csv"
    for row in folder.read_text(encoding="utf-8").splitlines()[1:]:
        name = row.split(",")[1]
        for text in (f"Eleven bor i {name}.", f"{name} Kommune svarer ikke.", f"{name}, 17 år"):
            assert redact(text).removed == (), text


def test_every_common_name_is_taken_out_in_a_sentence() -> None:
    names = load_yaml("names.yml")
    sure = [name for group in names["first_names"].values() for name in group]
    assert len(sure) > 900
    for name in (*sure, *names["capital_only"]):
        assert redact(f"Jeg er bekymret for {name} på mit hold.").text == "Jeg er bekymret for [navn] på mit hold."


def test_a_long_text_is_not_lost() -> None:
    text = "Hun er ked af det og sover dårligt. " * 300
    assert redact(text) == Redacted(text)


@pytest.mark.parametrize(
    "part",
    [
        "1",
        "1 ",
        "1.",
        "@",
        "a@",
        "a.",
        "a-",
        "a'",
        "Aa ",
        "Xsen ",
        "Nørre Xs ",
        "vej ",
        "\u200b",
        "snap: ",
        "+4",
        "[navn",
    ],
)
def test_hostile_text_takes_linear_time(part: str) -> None:
    redact("varm op")

    def seconds(length: int) -> float:
        text = (part * length)[:length]
        start = time.process_time()
        redact(text)
        return time.process_time() - start

    assert seconds(40_000) < 1.5
