"""The settings: what production refuses, and which database is used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from directory.environment import database

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-long-and-random-secret-for-this-test-only"  # noqa: S105
RIGHT = {"VEJVISER_PROFILE": "production", "VEJVISER_SECRET_KEY": SECRET, "VEJVISER_ALLOWED_HOSTS": "register.example"}


def start(tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("VEJVISER_")}
    return subprocess.run(
        [sys.executable, "directory/manage.py", "check", "--deploy"],
        cwd=ROOT,
        env=clean | {"VEJVISER_DATABASE": str(tmp_path / "x.sqlite3")} | env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"VEJVISER_PROFILE": "produktion"}, "VEJVISER_PROFILE"),
        (RIGHT | {"VEJVISER_DEBUG": "1"}, "VEJVISER_DEBUG"),
        (RIGHT | {"VEJVISER_SECRET_KEY": ""}, "VEJVISER_SECRET_KEY"),
        (RIGHT | {"VEJVISER_SECRET_KEY": "kort"}, "VEJVISER_SECRET_KEY"),
        (RIGHT | {"VEJVISER_ALLOWED_HOSTS": ""}, "VEJVISER_ALLOWED_HOSTS"),
        ({"VEJVISER_DATABASE": "mysql://x"}, "VEJVISER_DATABASE"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line(tmp_path: Path, env: dict[str, str], named: str) -> None:
    done = start(tmp_path, **env)
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0 and done.stderr.startswith(named)


def test_the_default_secret_is_refused_in_production(tmp_path: Path) -> None:
    env = {name: value for name, value in RIGHT.items() if name != "VEJVISER_SECRET_KEY"}
    assert start(tmp_path, **env).stderr.startswith("VEJVISER_SECRET_KEY")


def test_production_starts_when_all_is_set(tmp_path: Path) -> None:
    done = start(tmp_path, **RIGHT)
    assert done.returncode == 0, done.stderr


def test_databases(tmp_path: Path) -> None:
    assert database("", tmp_path)["NAME"] == tmp_path / "var/directory.sqlite3"
    assert (
        database("sqlite:////srv/x.sqlite3".replace("/srv", str(tmp_path)), tmp_path)["NAME"] == tmp_path / "x.sqlite3"
    )
    found = database("postgresql://vej:hemmelig%21@db:5432/register", tmp_path)
    assert found["ENGINE"].endswith("postgresql")
    assert (found["NAME"], found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "register",
        "vej",
        "hemmelig!",
        "db",
        "5432",
    )
    with pytest.raises(ImproperlyConfigured):
        database("mysql://x", tmp_path)
