"""The app package for Teams: what is in it, that it asks for little, and what is said when a setting is wrong."""

import hashlib
import json
import struct
import zipfile
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from readability import lix

from deploy import teams_app, teams_icons

GOOD = {
    "VEJVISER_TEAMS_APP_ID": "5F3C1E0A-7b2d-4c59-9d1f-0a6b8e2c4d71",
    "VEJVISER_PUBLIC_URL": "https://vejviser.vores-skole.dk/",
    "VEJVISER_TEAMS_PUBLISHER": "Vores Erhvervsskole",
    "VEJVISER_TEAMS_PRIVACY_URL": "https://vores-skole.dk/privatliv?side=vejviser",
    "VEJVISER_TEAMS_TERMS_URL": "https://vores-skole.dk/vilkår",
}
NEEDED = sorted(GOOD)


def files(environ: dict[str, str] = GOOD) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(teams_app.build(teams_app.from_environment(environ)))) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def manifest(environ: dict[str, str] = GOOD) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(files(environ)["manifest.json"])
    return read


def refused(**changed: str) -> str:
    with pytest.raises(teams_app.SettingsError) as refusal:
        teams_app.from_environment({**GOOD, **changed})
    return str(refusal.value)


def pixels(png: bytes) -> list[list[tuple[int, ...]]]:
    """Read what we wrote: eight bits of four colours, no filter."""
    width, height, bits, kind = struct.unpack(">IIBB", png[16:26])
    assert (png[:8], bits, kind) == (b"\x89PNG\r\n\x1a\n", 8, 6)
    start = png.index(b"IDAT")
    raw = zlib.decompress(png[start + 4 : start + 4 + int.from_bytes(png[start - 4 : start], "big")])
    rows = [raw[at * (4 * width + 1) :][: 4 * width + 1] for at in range(height)]
    assert all(row[0] == 0 for row in rows)
    return [[tuple(row[at : at + 4]) for at in range(1, len(row), 4)] for row in rows]


def test_the_zip_holds_the_manifest_and_two_icons_and_nothing_else() -> None:
    assert sorted(files()) == ["color.png", "manifest.json", "outline.png"]


def test_the_same_settings_give_the_same_bytes() -> None:
    package = teams_app.from_environment(GOOD)
    marks = {hashlib.sha256(teams_app.build(package)).hexdigest() for _ in range(2)}
    assert len(marks) == 1
    assert teams_app.build(replace(package, version="1.0.1")) != teams_app.build(package)


def test_the_settings_are_in_the_manifest() -> None:
    made = manifest()
    app_id = GOOD["VEJVISER_TEAMS_APP_ID"].lower()
    assert made["id"] == made["bots"][0]["botId"] == app_id
    assert made["developer"] == {
        "name": "Vores Erhvervsskole",
        "websiteUrl": "https://vejviser.vores-skole.dk",
        "privacyUrl": "https://vores-skole.dk/privatliv?side=vejviser",
        "termsOfUseUrl": "https://vores-skole.dk/vilkår",
    }
    assert made["validDomains"] == ["vejviser.vores-skole.dk"]
    assert made["localizationInfo"]["defaultLanguageTag"] == "da-dk"
    assert (
        made["version"] == "1.0.0" and manifest({**GOOD, "VEJVISER_TEAMS_APP_VERSION": "1.2.10"})["version"] == "1.2.10"
    )


def test_it_asks_for_a_chat_with_one_person_and_no_more() -> None:
    made = manifest()
    bot = made["bots"][0]
    assert bot["scopes"] == ["personal"] and made["defaultInstallScope"] == "personal"
    assert not any(bot[name] for name in ("supportsFiles", "supportsCalling", "supportsVideo", "isNotificationOnly"))
    assert {scope for commands in bot["commandLists"] for scope in commands["scopes"]} == {"personal"}
    asks = {"permissions", "devicePermissions", "authorization", "webApplicationInfo", "graphConnector", "extensions"}
    assert not asks & set(made)


def test_the_texts_keep_to_the_limits_of_teams_and_are_easy_to_read() -> None:
    words = yaml.safe_load(teams_app.TEXTS.read_text("utf-8"))
    assert len(words["name"]) <= 30 and len(words["full_name"]) <= 100
    assert len(words["short"]) <= 80 and len(words["full"]) <= 4000
    for command in words["commands"]:
        assert len(command["title"]) <= 32 and len(command["description"]) <= 128
    assert lix(words["full"]) <= 34
    for must in ("AI", "112", "CPR", "behandler ikke", "Teams gemmer"):
        assert must in words["full"]


def test_the_coloured_icon_is_white_on_our_blue_and_fills_its_square() -> None:
    drawn = pixels(files()["color.png"])
    assert (len(drawn), len(drawn[0])) == (192, 192)
    assert {drawn[y][x] for y in (0, 191) for x in (0, 191)} == {(0, 77, 153, 255)}
    white = [(x, y) for y, row in enumerate(drawn) for x, pixel in enumerate(row) if pixel == (255, 255, 255, 255)]
    # What Teams shows everywhere is the middle 120 pixels.
    assert white and all(36 <= x < 156 and 36 <= y < 156 for x, y in white)


def test_the_outline_icon_is_white_on_nothing() -> None:
    drawn = pixels(files()["outline.png"])
    assert (len(drawn), len(drawn[0])) == (32, 32)
    assert {pixel[:3] for row in drawn for pixel in row} == {(255, 255, 255)}
    seen = {pixel[3] for row in drawn for pixel in row}
    assert {0, 255} <= seen and drawn[0][0][3] == 0


def test_another_kind_of_drawing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"icon\.svg"):
        teams_icons.read('<svg><rect fill="#004d99"/><path d="M1 1c2 2 3 3 4 4z" fill="#fff"/></svg>')


@pytest.mark.parametrize("variable", NEEDED)
def test_what_is_missing_is_named(variable: str) -> None:
    said = refused(**{variable: "  "})
    assert said.startswith(f"{variable} mangler") and "\n" not in said


@pytest.mark.parametrize(
    "value", ["vejviser", "5f3c1e0a7b2d4c599d1f0a6b8e2c4d71", "5f3c1e0a-7b2d-4c59-9d1f-0a6b8e2c4d7g"]
)
def test_an_id_that_is_none_is_refused(value: str) -> None:
    said = refused(VEJVISER_TEAMS_APP_ID=value)
    assert "VEJVISER_TEAMS_APP_ID" in said and value in said and "Entra" in said


@pytest.mark.parametrize("variable", [name for name in NEEDED if name.endswith("_URL")])
@pytest.mark.parametrize(
    "value",
    [
        "http://skole.dk",
        "skole.dk",
        "https://",
        "https://skolen",
        "https://a@skole.dk",
        "https://skole.dk/a b",
        "https://[1",
    ],
)
def test_an_address_that_teams_cannot_use_is_refused(variable: str, value: str) -> None:
    said = refused(**{variable: value})
    assert variable in said and "https://" in said and "\n" not in said


@pytest.mark.parametrize(
    "value", ["https://localhost/", "https://127.0.0.1:5005", "https://[::1]/", "https://10.0.0.7"]
)
def test_an_address_of_this_machine_is_refused(value: str) -> None:
    assert "Teams kan ikke nå den" in refused(VEJVISER_PUBLIC_URL=value)


def test_a_name_that_is_too_long_is_refused() -> None:
    said = refused(VEJVISER_TEAMS_PUBLISHER="Erhvervsskolernes Fælles Samarbejde")
    assert "35 tegn" in said and "32" in said


@pytest.mark.parametrize("value", ["1.0", "v1.0.0", "1.0.0-beta", "01.0.0"])
def test_a_version_that_teams_cannot_compare_is_refused(value: str) -> None:
    assert value in refused(VEJVISER_TEAMS_APP_VERSION=value)


def test_the_command_writes_the_zip_or_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(teams_app, "OUT", tmp_path / "var" / "teams")
    monkeypatch.setattr(teams_app, "ROOT", tmp_path)
    for name in NEEDED:
        monkeypatch.delenv(name, raising=False)
    assert teams_app.main() == 1
    assert capsys.readouterr().err.count("\n") == 1 and not (tmp_path / "var").exists()
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("VEJVISER_TEAMS_APP_VERSION", raising=False)
    assert teams_app.main() == 0
    assert "var/teams/vejviser-1.0.0.zip" in capsys.readouterr().out
    assert zipfile.is_zipfile(tmp_path / "var" / "teams" / "vejviser-1.0.0.zip")
