"""All that a plan rests on, asked for at once: what is told, what is asked for by itself, and the copies of it all."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from actions import directory_client, lookup
from actions.directory_client import DirectoryClient
from actions.guidance.concern import Concern

PLANS = {"skolen": "skolens plan"}
HOMES = {"0756": "Ikast-Brande", "0657": "Herning"}
HERE = Concern(municipality="0756")


class Directory:
    """A directory that answers both ways, and fails as the test wants."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.unchanged = 0
        self.broken: set[str] = set()
        self.is_old = False
        self.seconds = 0.0

    def part(self, name: str, school: str, home: str | None) -> tuple[int, Any]:
        """Status and answer of one address, or the code of what it says instead."""
        if name in self.broken:
            return 500, "failed"
        if name == "plan":
            plan = {"school": {"onsite_team": None}, "plan": PLANS.get(school)}
            return (200, plan) if school in PLANS else (404, "no_plan" if school == "uden" else "unknown_school")
        if home is not None and home not in HOMES:
            return 404, "unknown_municipality"
        if name == "services":
            return 200, [{"name": f"{name} {home} {school}"}]
        return 200, {"name": HOMES[home]} if home else None

    def answer(self, url: str) -> tuple[int, Any]:
        path, query = urlparse(url).path, {key: value[0] for key, value in parse_qs(urlparse(url).query).items()}
        home, school = query.get("municipality"), query.get("school", "")
        if "all" in self.broken:
            return 500, {}
        if path == "/api/basis" and not self.is_old:
            told = {}
            for name in ("plan", "services", "municipality"):
                slug = "" if name == "services" and school not in ("skolen", "uden") else school
                status, said = self.part(name, slug, home)
                told[name] = {"answer": said, "error": None} if status == 200 else {"answer": None, "error": said}
            return 200, told
        if path == "/api/services":
            status, said = self.part("services", school, home)
            return status, {"results": said, "next": None} if status == 200 else {"error": {"code": said}}
        steps = path.split("/")
        if steps[2] == "schools":
            status, said = self.part("plan", steps[3], None)
        elif steps[2] == "municipalities":
            status, said = self.part("municipality", "", steps[3])
        else:
            status, said = 404, "unknown_address"
        return status, said if status == 200 else {"error": {"code": said}}


@pytest.fixture
def directory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Directory]:
    fake = Directory()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.asked.append(self.path.removeprefix("/api").partition("?")[0])
            time.sleep(fake.seconds)
            status, said = fake.answer(self.path)
            body = json.dumps(said).encode()
            tag = f'"{hash(body)}"'
            if status == 200 and self.headers.get("If-None-Match") == tag:
                fake.unchanged += 1
                status, body = 304, b""
            self.send_response(status)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = DirectoryClient(f"http://127.0.0.1:{server.server_port}", "only-for-this-test")
    monkeypatch.setattr(lookup, "directory", lambda: client)
    yield fake
    server.shutdown()
    server.server_close()


def found(concern: Concern = HERE, school: str = "skolen") -> tuple[Any, Any, Any]:
    """The plan, the name of the only service, and the municipality's name."""
    all_of_it = lookup._look_up(concern, school)
    plan, services, home = all_of_it.school_plan, all_of_it.services, all_of_it.municipality
    return plan and plan["plan"], services and services[0]["name"], home and home["name"]


ALL = ("skolens plan", "services 0756 skolen", "Ikast-Brande")


def test_one_question_is_enough_and_the_second_time_nothing_is_sent(directory: Directory) -> None:
    assert [found(), found()] == [ALL, ALL]
    assert directory.asked == ["/basis", "/basis"] and directory.unchanged == 1
    assert lookup._look_up(HERE, "skolen").as_of is None


@pytest.mark.parametrize("school", ["skolen", "uden", "ukendt", "æ/ø?"])
@pytest.mark.parametrize("home", ["0756", "9999", None])
def test_an_older_directory_is_asked_as_before_and_says_the_same(
    directory: Directory, school: str, home: str | None
) -> None:
    at_once = found(Concern(municipality=home), school)
    directory.is_old, directory.asked = True, []
    assert found(Concern(municipality=home), school) == at_once
    assert len(directory.asked) == (4 if home else 3)


@pytest.mark.parametrize("name", ["plan", "services", "municipality"])
def test_a_part_that_fails_takes_nothing_with_it(directory: Directory, name: str) -> None:
    directory.broken = {name}
    without = dict(zip(("plan", "services", "municipality"), ALL, strict=True)) | {name: None}
    assert found() == tuple(without.values())


@pytest.mark.parametrize("name", ["plan", "municipality"])
def test_of_a_part_that_fails_there_is_a_copy(directory: Directory, name: str) -> None:
    found()
    directory.broken = {name}
    assert found() == ALL
    assert lookup._look_up(HERE, "skolen").as_of is not None, "the answer must tell that a part of it is a copy"


def test_away_the_copy_tells_all_of_it(directory: Directory) -> None:
    found()
    directory.broken, directory.asked = {"all"}, []
    copy = lookup._look_up(HERE, "skolen")
    assert found() == ALL and copy.as_of is not None and directory.asked == ["/basis"] * 2


def test_away_what_is_known_of_another_question_is_told(directory: Directory) -> None:
    found()
    found(Concern(municipality="0657"), "uden")
    directory.broken = {"all"}
    assert found(Concern(municipality="0657")) == ("skolens plan", None, "Herning")
    assert found(HERE, "ukendt") == (None, None, "Ikast-Brande")


def test_what_the_directory_no_longer_knows_is_forgotten(directory: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    found()
    monkeypatch.delitem(PLANS, "skolen")
    assert found()[0] is None
    directory.broken = {"all"}
    assert found(Concern(municipality="0657"))[0] is None


def test_a_slow_directory_is_waited_for_once(directory: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory_client, "READ_SECONDS", 0.3)
    directory.seconds = 1.0
    started = time.monotonic()
    assert found() == (None, None, None)
    assert time.monotonic() - started < 0.9 and directory.asked == ["/basis"]
