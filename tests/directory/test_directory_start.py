"""The settings: what production refuses, and which database is used."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.test import Client

from directory.environment import database

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-long-and-random-secret-for-this-test-only"  # noqa: S105
TOKEN = "Zq4vB9xWm2Rt7Ky1Np6Lc3Hs8Jd5Fg0E"  # noqa: S105
RIGHT = {
    "VEJVISER_PROFILE": "production",
    "VEJVISER_SECRET_KEY": SECRET,
    "VEJVISER_ALLOWED_HOSTS": "register.example",
    "VEJVISER_DIRECTORY_TOKEN": TOKEN,
}


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


def test_production_leaves_out_only_what_is_chosen(tmp_path: Path) -> None:
    # HSTS for other hosts of the school, and a browser's list of them, are the school's to decide.
    said = start(tmp_path, **RIGHT | {"VEJVISER_SECRET_KEY": SECRET + SECRET}).stderr
    assert set(re.findall(r"security\.W\d+", said)) <= {"security.W005", "security.W021"}, said


ASK = """
import django
django.setup()
from django.test import Client
from django.core.management import call_command
from django.contrib.auth import get_user_model
call_command("migrate", verbosity=0)
get_user_model().objects.create_superuser("leder", password="en-lang-adgangskode")
host = {"HTTP_HOST": "register.example"}
client, safe = Client(), host | {"HTTP_X_FORWARDED_PROTO": "https"}
from django.conf import settings
token = {"HTTP_AUTHORIZATION": f"Bearer {settings.API_TOKEN}"}
print(client.get("/admin/", **host).status_code, client.get("/api/municipalities", **host, **token).status_code)
page = client.get("/admin/login/", **safe)
named = ("Strict-Transport-Security", "X-Frame-Options", "Cache-Control")
print("|".join(page.headers[name] for name in named))
into = {"username": "leder", "password": "en-lang-adgangskode"}
print(client.post("/admin/login/?next=/admin/", into, **safe).status_code)
for name, morsel in client.cookies.items():
    print(name, bool(morsel["secure"]), bool(morsel["httponly"]), morsel["samesite"], morsel["path"])
print(client.session.get_expiry_age())
"""


def test_production_guards_the_admin(tmp_path: Path) -> None:
    env = {"VEJVISER_DATABASE": str(tmp_path / "x.sqlite3"), "DJANGO_SETTINGS_MODULE": "directory.settings"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("VEJVISER_")}
    done = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=clean | env | RIGHT, capture_output=True, text=True, check=True
    )
    said = done.stdout.splitlines()
    assert said[0] == "301 200", "without TLS the admin is moved to https; the API on loopback still answers"
    assert said[1].startswith("max-age=31536000|DENY|") and "no-store" in said[1]
    assert said[2] == "302", "the login itself works"
    assert "__Host-sessionid True True Lax /" in said and "__Host-csrftoken True False Lax /" in said
    assert said[-1] == "1800"


def test_every_answer_carries_the_headers() -> None:
    client = Client()
    for path in ("/admin/login/", "/api/health", "/api/nowhere", "/nowhere", "/static/admin/css/base.css"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin" and "camera=()" in headers["Permissions-Policy"], path


@pytest.mark.parametrize("weak", ["kort-kode12", "password123456", "vejleder-hansen"])
def test_a_weak_password_is_refused(weak: str) -> None:
    person = get_user_model()(username="vejleder-hansen")
    with pytest.raises(ValidationError):
        validate_password(weak, person)


def test_a_long_sentence_is_taken() -> None:
    validate_password("grøn cykel i regnvejr", get_user_model()(username="vejleder-hansen"))


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
