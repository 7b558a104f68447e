"""Who may read the API: the machine itself in development, and who has the token everywhere else."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from directory.api.guard import is_loopback

ROOT = Path(__file__).resolve().parents[2]
# Made up for this test; used nowhere.
TOKEN = "vR7cX2mQp9Lw4TzB8nYs6KdHf3JgA1eU"  # noqa: S105
OUTSIDE = "192.0.2.7"
PATHS = ["/api/", "/api/services", "/api/services/x", "/api/schools/eksempelskolen/plan", "/api/schema", "/api/intet"]


def ask(path: str, address: str, authorization: str | None = None, **headers: str) -> Any:
    given = headers | ({"HTTP_AUTHORIZATION": authorization} if authorization is not None else {})
    return Client(REMOTE_ADDR=address).get(path, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_is_told_what_is_missing_and_nothing_else(path: str) -> None:
    with override_settings(API_TOKEN=TOKEN):
        answer = ask(path, OUTSIDE)
    assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
    assert (
        answer.json()["error"]["code"] == "no_token" and "VEJVISER_DIRECTORY_TOKEN" in answer.json()["error"]["message"]
    )
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_has_the_token_reads() -> None:
    with override_settings(API_TOKEN=TOKEN):
        assert ask("/api/schools", OUTSIDE, f"Bearer {TOKEN}").status_code == 200
        assert ask("/api/schools", OUTSIDE, f"bearer  {TOKEN} ").status_code == 200, "RFC 9110: the scheme has no case"


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", "Bearer æ"]
)
def test_a_wrong_token_is_none(given: str) -> None:
    with override_settings(API_TOKEN=TOKEN):
        assert ask("/api/schools", OUTSIDE, given).status_code == 401


@pytest.mark.parametrize("given", [None, "Bearer ", "Bearer None"])
def test_where_no_token_is_set_nobody_outside_reads(given: str | None) -> None:
    with override_settings(API_TOKEN=""):
        assert ask("/api/schools", OUTSIDE, given).status_code == 401


def test_in_development_the_machine_itself_needs_none() -> None:
    for address in ("127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"):
        assert ask("/api/schools", address).status_code == 200, address


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Host"])
def test_a_proxy_on_the_machine_is_not_the_machine(header: str) -> None:
    name = "HTTP_" + header.upper().replace("-", "_")
    assert ask("/api/schools", "127.0.0.1", **{name: "127.0.0.1"}).status_code == 401


@pytest.mark.parametrize("address", ["", "unix:", "localhost", "10.0.0.5", "0.0.0.0", "::", "128.0.0.1"])  # noqa: S104
def test_not_loopback(address: str) -> None:
    assert not is_loopback(address)


def test_in_production_the_machine_itself_needs_it_too() -> None:
    with override_settings(API_ALWAYS_NEEDS_TOKEN=True, API_TOKEN=TOKEN):
        assert ask("/api/schools", "127.0.0.1").status_code == 401
        assert ask("/api/schools", "127.0.0.1", f"Bearer {TOKEN}").status_code == 200


def test_health_is_open_and_says_no_more_than_how_it_is() -> None:
    with override_settings(API_ALWAYS_NEEDS_TOKEN=True, API_TOKEN=TOKEN):
        answer = ask("/api/health", OUTSIDE)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def start(**env: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("VEJVISER_")}
    command = [sys.executable, "directory/manage.py", "check"]
    return subprocess.run(command, cwd=ROOT, env=clean | env, capture_output=True, text=True, check=False)


RIGHT = {
    "VEJVISER_PROFILE": "production",
    "VEJVISER_SECRET_KEY": "kUq8Zr3wTn1Yb6Xv0Lm5Hd9Pc2Jf7Gs4",
    "VEJVISER_ALLOWED_HOSTS": "register.example",
    "VEJVISER_DIRECTORY_TOKEN": TOKEN,
}


@pytest.mark.parametrize(
    "env",
    [
        RIGHT | {"VEJVISER_DIRECTORY_TOKEN": ""},
        RIGHT | {"VEJVISER_DIRECTORY_TOKEN": TOKEN[:31]},
        RIGHT | {"VEJVISER_DIRECTORY_TOKEN": "a" * 40},
        RIGHT | {"VEJVISER_DIRECTORY_TOKEN": RIGHT["VEJVISER_SECRET_KEY"]},
        RIGHT | {"VEJVISER_ACTIONS_TOKEN": TOKEN},
        {"VEJVISER_DIRECTORY_TOKEN": "kort"},
    ],
)
def test_a_missing_or_weak_token_stops_the_start_with_one_line(env: dict[str, str]) -> None:
    done = start(**env)
    assert done.returncode == 1
    assert done.stderr.startswith("VEJVISER_DIRECTORY_TOKEN") and done.stderr.strip().count("\n") == 0
    assert TOKEN not in done.stderr


def test_production_with_a_token_starts() -> None:
    done = start(**RIGHT)
    assert done.returncode == 0, done.stderr
