"""Sign-in with the school's account, against a real provider in a process of its own (oidc_provider.py)."""

import html
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings
from house import ROOT, free_port
from playwright.sync_api import expect, sync_playwright

CLIENT = "vejviser-register"
ADMINISTRATOR = {"username": "drift", "password": "grøn cykel i regnvejr"}
ROLES = {
    "Vejviser.Laeser": {"school": "eksempelskolen", "role": "reader"},
    "Vejviser.Vejleder": {"school": "eksempelskolen", "role": "editor"},
    "Vejviser.Leder": {"school": "eksempelskolen", "role": "approver"},
}
PREPARE = f"""
import django; django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from directory.resources.models import Service
call_command("migrate", verbosity=0)
Service.objects.exists() or call_command("load_knowledge")
User.objects.create_superuser({ADMINISTRATOR["username"]!r}, password={ADMINISTRATOR["password"]!r})
User.objects.create_superuser("mette@skolen.example", email="mette@skolen.example")
"""


def running(command: list[str], env: dict[str, str], health: str) -> "subprocess.Popen[bytes]":
    """Start a process and wait until it answers."""
    process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    for _ in range(150):
        try:
            if requests.get(health, timeout=10).ok:
                return process
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError(f"{command} did not answer")


def end(process: "subprocess.Popen[bytes]") -> None:
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(10)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The provider's address."""
    port = free_port()
    command = [str(ROOT / "var/tools/bin/python"), "tests/directory/oidc_provider.py", str(port)]
    address = f"http://127.0.0.1:{port}"
    process = running(command, dict(os.environ), f"{address}/jwks")
    yield address
    end(process)


@dataclass
class Place:
    """The directory, set up for the provider; and a browser each time one is asked for."""

    url: str
    issuer: str

    def knows(self, sub: str, **claims: Any) -> None:
        """Let the provider say this of a person, in the token as it is."""
        assert requests.put(f"{self.issuer}/users/{sub}", json=claims, timeout=5).status_code == 204

    def callback(self, browser: requests.Session, sub: str) -> str:
        """Go out to the provider and sign in there; gives the address that it sends the browser back to."""
        out = browser.get(f"{self.url}/oidc/start/", allow_redirects=False)
        back = browser.post(out.headers["Location"], {"sub": sub}, allow_redirects=False)
        return back.headers["Location"]

    def sign_in(self, sub: str) -> tuple[requests.Session, str]:
        """Give the browser after the sign-in, and the page that it ended on, as text."""
        browser = requests.Session()
        return browser, html.unescape(browser.get(self.callback(browser, sub)).text)

    def status(self, browser: requests.Session, path: str) -> int:
        return browser.get(f"{self.url}{path}", allow_redirects=False).status_code

    def inside(self, browser: requests.Session) -> bool:
        return self.status(browser, "/admin/") == 200

    def people(self) -> str:
        """The administrator's list of users, as text."""
        browser = requests.Session()
        address = f"{self.url}/admin/login/?next=/admin/accounts/person/"
        browser.get(address)
        token = browser.cookies["csrftoken"]
        page = browser.post(address, ADMINISTRATOR | {"csrfmiddlewaretoken": token, "next": "/admin/accounts/person/"})
        assert page.ok
        return html.unescape(page.text)


@pytest.fixture(scope="module")
def place(issuer: str, loaded: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The directory with a SQLite database of its own, whatever the other tests use."""
    url = f"http://127.0.0.1:{free_port()}"
    database = tmp_path_factory.mktemp("oidc") / "directory.sqlite3"
    ready_made = Path(settings.DATABASES["default"]["NAME"]).with_name("loaded.sqlite3")  # conftest.py
    if ready_made.exists():
        shutil.copy(ready_made, database)
    env = os.environ | {
        "VEJVISER_DATABASE": str(database),
        "VEJVISER_OIDC_ISSUER": issuer,
        "VEJVISER_OIDC_CLIENT_ID": CLIENT,
        "VEJVISER_OIDC_CLIENT_SECRET": "en-hemmelighed-fra-entra",
        "VEJVISER_OIDC_ROLES": json.dumps(ROLES),
    }
    subprocess.run([sys.executable, "-c", PREPARE], cwd=ROOT, env=env, check=True)
    command = [sys.executable, "-m", "gunicorn", "-w", "1", "-b", urlsplit(url).netloc, "directory.wsgi"]
    process = running(command, env, f"{url}/admin/login/")
    yield Place(url, issuer)
    end(process)


def test_the_claim_gives_the_role_and_takes_it_away(place: Place) -> None:
    person = {"name": "Mette Vejleder", "preferred_username": "mv@skolen.example", "roles": ["Vejviser.Vejleder"]}
    place.knows("s-1", **person)
    browser, _ = place.sign_in("s-1")
    assert place.status(browser, "/admin/resources/service/add/") == 200, "an editor adds"
    assert place.status(browser, "/admin/accounts/person/") == 403, "nobody becomes administrator"
    assert "Redaktør (vejleder), Eksempelskolen" in place.people()

    place.knows("s-1", **person | {"roles": ["Vejviser.Laeser", "noget-andet"]})
    again, _ = place.sign_in("s-1")
    assert place.status(again, "/admin/resources/service/add/") == 403, "a reader reads"
    assert place.status(browser, "/admin/resources/service/add/") == 403, "the older session too"
    assert place.people().count("mv@skolen.example") == 1, "the same person is the same user"

    place.knows("s-1", **person | {"roles": []})
    gone, said = place.sign_in("s-1")
    assert not place.inside(gone) and not place.inside(again), "the open session ends too"
    assert "giver ikke adgang" in said


def test_who_has_no_role_leaves_no_trace_and_a_name_alone_opens_nothing(place: Place) -> None:
    place.knows("s-2", preferred_username="gaest@skolen.example", roles=["Elever"])
    browser, said = place.sign_in("s-2")
    assert not place.inside(browser) and "giver ikke adgang" in said
    assert "gaest@skolen.example" not in place.people()

    # A local administrator has this name and this e-mail. The one at the provider is somebody else.
    place.knows(
        "s-3", preferred_username="mette@skolen.example", email="mette@skolen.example", roles=["Vejviser.Laeser"]
    )
    browser, _ = place.sign_in("s-3")
    assert place.inside(browser)
    assert place.status(browser, "/admin/accounts/person/") == 403
    assert "mette@skolen.example (2)" in place.people()
    # A leader of the same name is somebody else again, and the first does not become a leader by her.
    place.knows("s-4", preferred_username="ny@skolen.example", roles=["Vejviser.Laeser"])
    place.knows("s-5", preferred_username="ny@skolen.example", roles=["Vejviser.Leder"])
    reader, leader = place.sign_in("s-4")[0], place.sign_in("s-5")[0]
    assert place.status(leader, "/admin/resources/service/add/") == 200
    assert place.status(reader, "/admin/resources/service/add/") == 403
    # And who changes her name is still herself.
    place.knows("s-4", preferred_username="nyere@skolen.example", roles=["Vejviser.Laeser"])
    place.sign_in("s-4")
    found = place.people()
    assert "ny@skolen.example (2)" in found and "nyere@skolen.example" not in found


def test_a_token_that_is_not_for_us_opens_nothing(place: Place) -> None:
    good = {"roles": ["Vejviser.Leder"]}
    now = int(time.time())
    wrong: dict[str, dict[str, Any]] = {
        "another client's": {"aud": "et-andet-system"},
        "two audiences and no azp": {"aud": [CLIENT, "et-andet-system"]},
        "at another client's request": {"azp": "et-andet-system"},
        "another issuer's": {"iss": "https://login.example/andet"},
        "run out": {"exp": now - 3600, "iat": now - 7200},
        "without an end": {"exp": None},
        "of the future": {"iat": now + 3600},
        "another sign-in's": {"nonce": "en-anden-nonce"},
    }
    for number, (what, claims) in enumerate(wrong.items()):
        place.knows(f"w-{number}", **good | claims)
        browser, said = place.sign_in(f"w-{number}")
        assert not place.inside(browser), what
        assert "Indlogningen lykkedes ikke" in said, what
    place.knows("w-good", **good)
    assert place.inside(place.sign_in("w-good")[0]), "the same person with nothing wrong"


def test_a_way_back_is_used_once_and_by_the_browser_that_went_out(place: Place) -> None:
    place.knows("s-6", roles=["Vejviser.Leder"])
    browser = requests.Session()
    out = parse_qs(urlsplit(browser.get(f"{place.url}/oidc/start/", allow_redirects=False).headers["Location"]).query)
    assert out["code_challenge_method"] == ["S256"] and out["state"] and out["nonce"]

    back = place.callback(browser, "s-6")
    stranger = requests.Session()
    assert "Indlogningen lykkedes ikke" in stranger.get(back).text and not place.inside(stranger)
    other = requests.Session()
    place.callback(other, "s-6")  # a state of its own, but another's code: the provider asks for the verifier
    mixed = back.split("state=")[0] + "state=" + next(iter(_states(place, other)))
    assert not other.get(mixed).url.endswith("/admin/") and not place.inside(other)
    browser.get(back)
    assert place.inside(browser)
    browser.get(f"{place.url}/admin/login/")
    replayed = browser.get(back)
    assert replayed.status_code == 200 and "Bad Request" not in replayed.text


def _states(place: Place, browser: requests.Session) -> list[str]:
    """A state that the browser's session holds and has not used."""
    out = browser.get(f"{place.url}/oidc/start/", allow_redirects=False)
    return parse_qs(urlsplit(out.headers["Location"]).query)["state"]


def test_as_a_person_does_it_in_a_browser(place: Place) -> None:
    place.knows("s-7", name="Lis Leder", preferred_username="lis@skolen.example", roles=["Vejviser.Leder"])
    own = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = os.environ.get("VEJVISER_CHROMIUM") or next((found for found in own if found), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_context(locale="da-DK").new_page()
        page.goto(f"{place.url}/admin/schools/plan/")
        page.screenshot(path=ROOT / "var/screenshots/login.png")
        page.get_by_role("link", name="Log ind med skolens konto").click()
        page.get_by_placeholder("sub").fill("s-7")
        page.get_by_role("button", name="Authorize").click()
        page.wait_for_url("**/admin/schools/plan/")
        page.get_by_role("button", name="Log ud").click()
        expect(page.get_by_role("heading", name="Du er logget ud").first).to_be_visible()
        expect(page.get_by_role("link", name="Log også ud af skolens konto")).to_be_visible()
        page.goto(f"{place.url}/admin/")
        expect(page.get_by_label("Adgangskode")).to_be_visible()
        browser.close()
