"""The learned reader of roles: it needs no stored model, is the same every time, and the rules work without it."""

from pathlib import Path

import pytest
import yaml

from bot.nlu.place_role_model import RoleModel
from bot.nlu.place_training import read_lines, train, trained_finder
from bot.nlu.places import PlaceFinder
from bot.text import KnowledgeError

LINES = read_lines()
FINDER = trained_finder()
ROLES = {"home", "school", "other", "rejected"}
TESTED = {
    text
    for path in Path(__file__).parent.glob("place*.yml")
    for section in yaml.safe_load(path.read_text(encoding="utf-8")).values()
    for text in section
}


def roles(finder: PlaceFinder, text: str) -> list[str]:
    return [place.role for place in finder.find(text)]


def test_every_line_has_roles_that_exist_and_codes() -> None:
    wrong = [
        text
        for text, places in LINES.items()
        for codes, role in (place.split() for place in places)
        if role not in ROLES or not all(len(code) == 4 and code.isdigit() for code in codes.split("/"))
    ]
    assert wrong == []


def test_the_places_of_nearly_every_line_are_found() -> None:
    found = [text for text, places in LINES.items() if len(FINDER.find(text)) == len(places)]
    assert len(found) >= 0.99 * len(LINES)


def test_no_line_is_also_a_test() -> None:
    assert not TESTED & LINES.keys()


def test_training_gives_the_same_model_every_time() -> None:
    assert train(PlaceFinder(), LINES) == FINDER.model


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eleven bor i Struer", ["home"]),
        ("Herning Kommune svarer ikke", ["home"]),
        ("vi er en skole i Næstved og han bor i Faxe", ["school", "home"]),
        ("hun bor i Ribe og er i lære i Esbjerg", ["home", "other"]),
        ("en bande fra Horsens bruger ham som bud", ["other"]),
        ("Han blev slået ned i Vejle i fredags", ["other"]),
        ("det er ikke Lejre men Roskilde", ["rejected", "home"]),
        ("jeg skrev Vejle, men det er Kolding", ["rejected", "home"]),
        ("hun sover på en sofa hos en kammerat i Hobro", ["home"]),
    ],
)
def test_roles_that_are_learned(text: str, expected: list[str]) -> None:
    assert roles(FINDER, text) == expected


def test_the_learned_reader_agrees_with_the_lines_of_the_tests() -> None:
    tables = [
        yaml.safe_load(path.read_text(encoding="utf-8"))["messages"]
        for path in sorted(Path(__file__).parent.glob("place_lines*.yml"))
    ]
    lines = [(text, [place.split()[-1] for place in places]) for table in tables for text, places in table.items()]
    right = sum(roles(FINDER, text) == expected for text, expected in lines)
    assert right >= 0.98 * len(lines)


def test_the_rules_win_when_the_model_knows_nothing() -> None:
    ignorant = RoleModel(("home", "other", "rejected", "school"), (0.0, 0.0, 0.0, 0.0), {})
    assert ignorant.choose({"b0=bor"}, "school") == "school"


def test_lines_that_are_missing_or_broken_are_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="ingen linjer"):
        read_lines(tmp_path)
    (tmp_path / "wrong.yml").write_text("- nej", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"wrong\.yml"):
        read_lines(tmp_path)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("postnr 5000", "0461"),
        ("bopæl 6715", "0561"),
        ("Elevens postnummer er 9300", "0813"),
        ("Lejre har bevilget en mentor", "0350"),
        ("han overvejer at flytte til Tønder", "0550"),
    ],
)
def test_places_that_were_overlooked(text: str, codes: str) -> None:
    (place,) = FINDER.find(text)
    assert "/".join(place.codes) == codes


@pytest.mark.parametrize(
    "text", ["Signe Vejle er blevet truet", "min kollega Bent Hjørring skriver", "i lære hos Odense Marcipan"]
)
def test_surnames_and_firms_are_no_places(text: str) -> None:
    assert FINDER.find(text) == []
