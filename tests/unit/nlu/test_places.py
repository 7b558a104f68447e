"""Places: written in every way, misspelt, ambiguous, everyday words, and what they are to the pupil."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.place_index import PlaceIndex
from bot.nlu.places import Place, PlaceFinder
from bot.text import KnowledgeError

TABLE: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "places.yml").read_text(encoding="utf-8")
)
FINDER = PlaceFinder()
# Four sets of lines, each written blind: before the rules were looked at for it.
LINES: list[dict[str, dict[str, list[str]]]] = [
    yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(Path(__file__).parent.glob("place_lines*.yml"))
]


def written(places: list[Place]) -> list[str]:
    return [f"{place.text} {'/'.join(place.codes)} {place.role}" for place in places]


@pytest.mark.parametrize(("text", "expected"), TABLE["messages"].items())
def test_places_of_a_message(text: str, expected: list[str]) -> None:
    assert written(FINDER.find(text)) == expected


def coded(places: list[Place]) -> list[str]:
    return [f"{'/'.join(sorted(place.codes))} {place.role}" for place in places]


@pytest.mark.parametrize(
    ("text", "expected", "answering"),
    [
        (*line, section == "answers")
        for table in LINES
        for section in ("messages", "answers")
        for line in table.get(section, {}).items()
    ],
)
def test_codes_and_roles_of_a_line(text: str, expected: list[str], answering: bool) -> None:
    assert coded(FINDER.find(text, answering=answering)) == expected


@pytest.mark.parametrize(("text", "expected"), TABLE["answers"].items())
def test_places_of_an_answer(text: str, expected: list[str]) -> None:
    assert written(FINDER.find(text, answering=True)) == expected


def test_a_place_gives_its_own_offsets_and_dict() -> None:
    text = "Jeg har en elev, der bor i Nykøbing."
    (place,) = FINDER.find(text)
    assert text[place.start : place.end] == "Nykøbing"
    expected: dict[str, Any] = {
        "text": "Nykøbing",
        "start": 27,
        "end": 35,
        "codes": ["0306", "0376", "0773"],
        "ambiguous": True,
        "role": "home",
    }
    assert place.as_dict() == expected


def test_every_municipality_is_found_by_its_own_name() -> None:
    index = PlaceIndex()
    for key, codes in index.municipalities.items():
        (place,) = FINDER.find(f"eleven bor i {key.title()} Kommune")
        assert (place.codes, place.role) == (codes, "home"), key


def test_a_long_text_is_read_to_its_end() -> None:
    places = FINDER.find("Hun er ked af det og sover dårligt. " * 200 + "Hun bor i Ikast.")
    assert written(places) == ["Ikast 0756 home"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"municipalities\.csv"):
        PlaceFinder(tmp_path)
