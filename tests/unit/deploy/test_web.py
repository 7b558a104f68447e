"""What the page takes from the design system: whole, licensed, and what the lock names."""

import json
from pathlib import Path

import pytest

from deploy import web


def test_the_files_in_git_are_what_the_lock_names() -> None:
    taken = json.loads((web.OUT / "taken.json").read_text("utf-8"))
    assert web.missing() == []
    assert {key: taken[key] for key in ("version", "integrity")} == web.locked()
    assert set(taken["files"]) | {"taken.json"} == {path.name for path in web.OUT.iterdir()}


def test_only_one_package_is_locked_and_without_a_host() -> None:
    lock = (web.WEB / "package-lock.json").read_text("utf-8")
    assert set(json.loads(lock)["packages"]) == {"", "node_modules/dkfds"}
    assert "resolved" not in lock and "http" not in lock


def test_each_licence_lies_beside_what_it_covers() -> None:
    assert "SIL OPEN FONT LICENSE" in (web.OUT / "IBMPlexSans-license.txt").read_text("utf-8").upper()
    licence = (web.OUT / "LICENSE.md").read_text("utf-8")
    assert "Apache License, Version 2.0" in licence and "MIT license" in licence


def test_a_file_that_is_gone_or_changed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in web.OUT.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(web, "OUT", tmp_path)
    assert web.missing() == []
    (tmp_path / "icons.svg").write_text("<svg/>")
    (tmp_path / "LICENSE.md").unlink()
    assert sorted(web.missing()) == ["LICENSE.md", "icons.svg"]
    (tmp_path / "taken.json").unlink()
    assert web.missing() == ["taken.json"]


def test_the_page_uses_no_icon_that_is_not_there() -> None:
    page = (web.WEB / "static" / "index.html").read_text("utf-8")
    symbols = (web.OUT / "icons.svg").read_text("utf-8")
    for used in page.split("icons.svg#")[1:]:
        name = used.partition('"')[0]
        assert f'id="{name}"' in symbols, name
