"""The directory's health and its figures: true, summed over the workers, and nothing of a school or a token."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from django.db import InterfaceError, OperationalError
from django.test import Client, override_settings
from django.urls import get_resolver
from django.utils import timezone
from django.utils.timezone import localdate
from handing_over import handed
from house import free_port
from people import schools
from prometheus_client import CollectorRegistry

from directory import standing
from directory.measures import API, AREAS, FAULTS, area_of
from directory.resources.models import Service
from directory.standing import Standing

ROOT = Path(__file__).resolve().parents[2]
FIGURE = re.compile(r"^([a-z_]+)(\{.*\})? (\S+)$", re.MULTILINE)


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["register.example"])
def test_who_asks_by_address_and_without_tls_is_told(path: str) -> None:
    answer = Client().get(path, headers={"host": "10.0.0.7:8001"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_without_a_database_it_lives_and_is_not_ready(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_asked: Any) -> None:
        raise error("hemmelig adresse")

    monkeypatch.setattr(Service.objects, "filter", away)
    assert Client().get("/health/live").status_code == 200
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "error"})


def test_without_services_it_is_not_ready() -> None:
    Service.objects.all().delete()
    assert Client().get("/health/ready").status_code == 503


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("/api/schools/hemmelig-skole/plan", "api/schools"),
        ("/api/hemmeligt", "api/other"),
        ("/svar/et-hemmeligt-mærke", "svar"),
        ("/hemmeligt/admin", "other"),
        ("/", "other"),
        ("//admin/", "admin"),
        ("/indbakke/3f0e/", "indbakke"),
    ],
)
def test_an_address_is_counted_by_its_first_step_alone(path: str, area: str) -> None:
    assert area_of(path) == area


def test_every_address_there_is_has_an_area() -> None:
    found = set(_first_steps(get_resolver().url_patterns))
    assert {"admin", "svar", "indbakke"} <= found
    assert found - {"api"} <= set(AREAS)


def _first_steps(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        route = str(pattern.pattern)
        if route == "api/":
            steps = {str(one.pattern).partition("/")[0] for one in pattern.url_patterns}
            assert steps - {""} <= set(API)
        yield from [route.partition("/")[0]] if route else _first_steps(pattern.url_patterns)


def test_a_fault_is_counted_by_the_part(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: Any, **_asked: Any) -> None:
        raise OperationalError("hemmelig adresse")

    before = FAULTS.labels("database")._value.get()
    monkeypatch.setattr("directory.api.views.schools", away)
    client = Client(raise_request_exception=False)
    assert client.get("/api/schools").status_code == 500
    assert FAULTS.labels("database")._value.get() == before + 1


def figures_of(backups: Path) -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(Standing(backups))
    return registry


def test_open_handovers_are_counted_by_state_and_how_much_they_hurry(tmp_path: Path) -> None:
    school = schools()[0]
    acute, late, old = (handed(school, urgency=urgency) for urgency in ("acute", "none", "urgent"))
    late.next_date = localdate() - timedelta(days=1)
    late.state = "taken"
    late.save()
    old.created = timezone.now() - timedelta(days=1, hours=1)
    old.save()
    closed = handed(school, urgency="acute")
    closed.state = "closed"
    closed.save()
    registry = figures_of(tmp_path)

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(name, labels)

    assert value("vejviser_handovers_open", state="new", urgency="acute") == 1
    assert value("vejviser_handovers_open", state="taken", urgency="none") == 1
    assert value("vejviser_handovers_open", state="new", urgency="check") == 0
    assert value("vejviser_handovers_waiting", why="late") == 1
    assert value("vejviser_handovers_waiting", why="untaken") == 1, "the urgent one from yesterday"
    assert acute.reference


@override_settings(EMAIL_HOST="mail.example")
def test_a_note_the_mailbox_was_not_told_of_is_missed_after_half_an_hour(tmp_path: Path) -> None:
    note = handed(schools()[0])
    note.mailed = False
    for minutes, missed in ((29, 0), (31, 1)):
        note.created = timezone.now() - timedelta(minutes=minutes)
        note.save()
        found = figures_of(tmp_path).get_sample_value("vejviser_handovers_waiting", {"why": "unmailed"})
        assert found == missed


def test_every_contact_is_counted_once(tmp_path: Path) -> None:
    registry = figures_of(tmp_path)
    counted = [
        registry.get_sample_value("vejviser_contacts", {"state": state, "crisis": crisis})
        for state in standing.CONTACT_STATES
        for crisis in ("yes", "no")
    ]
    assert None not in counted
    assert sum(filter(None, counted)) == Service.objects.filter(status="active").count()


def test_the_newest_backup_is_told(tmp_path: Path) -> None:
    assert figures_of(tmp_path).get_sample_value("vejviser_backup_newest_timestamp_seconds") == 0
    for name, seconds in (("registret-1.jsonl.gz", 1000), ("registret-2.jsonl.gz", 2000), ("andet.txt", 3000)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (seconds, seconds))
    assert figures_of(tmp_path).get_sample_value("vejviser_backup_newest_timestamp_seconds") == 2000


def test_of_a_database_that_is_away_only_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("hemmelig adresse")

    monkeypatch.setattr(standing, "_contacts", away)
    registry = figures_of(tmp_path)
    assert registry.get_sample_value("vejviser_register_database_up") == 0
    assert registry.get_sample_value("vejviser_contacts", {"state": "expired", "crisis": "no"}) is None


class Running:
    """The directory as it is deployed, with its figures; `log` is what it has said."""

    def __init__(self, database: str, folder: Path) -> None:
        self.port, self.metrics, self._log = free_port(), free_port(), folder / "log"
        more = {"VEJVISER_DATABASE": database, "VEJVISER_METRICS_PORT": str(self.metrics), "VEJVISER_LOG": "json"}
        command = ["-m", "gunicorn", "-c", "python:directory.serving", "-w", "2", "--no-control-socket"]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command, "-b", f"127.0.0.1:{self.port}", "directory.wsgi:application"],
                cwd=ROOT, env={**os.environ, **more, "TMPDIR": str(folder)}, stdout=log, stderr=log,
            )  # fmt: skip

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def ask(self, path: str) -> int:
        return requests.get(f"http://127.0.0.1:{self.port}{path}", timeout=10).status_code

    def figures(self) -> dict[str, float]:
        reply = requests.get(f"http://127.0.0.1:{self.metrics}/metrics", timeout=10)
        assert reply.status_code == 200, self.log
        served = reply.text
        assert "hemmelig" not in served
        return {name + labels: float(number) for name, labels, number in FIGURE.findall(served)}


def until(is_so: Any, seconds: float = 90.0) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if is_so():
                return
        except requests.RequestException:
            pass
        time.sleep(0.2)
    raise AssertionError("it did not come so far")


@pytest.fixture
def running(new_database: Any, tmp_path: Path) -> Iterator[Running]:
    """The directory under gunicorn."""
    made = Running(new_database("knowledge"), tmp_path)
    try:
        until(lambda: made.ask("/health/ready") == 200)
        until(made.figures)
        yield made
    finally:
        if made.process.poll() is None:
            made.process.terminate()
            made.process.wait(timeout=15)


def test_the_figures_of_all_workers_are_added_up_and_end_with_them(running: Running) -> None:
    name = 'vejviser_register_requests_total{area="api/schools",status="2xx"}'
    for _ in range(20):
        assert running.ask("/api/schools?page_size=1") == 200
        assert running.ask("/svar/hemmelig") == 410
    until(lambda: running.figures().get(name) == 20)
    found = running.figures()
    assert found['vejviser_register_requests_total{area="svar",status="4xx"}'] == 20
    assert found["vejviser_register_database_up"] == 1
    assert not [one for one in found if "school=" in one or "municipality=" in one]
    assert running.ask("/metrics") == 404, "not where the proxy leads"
    # However the parent ends, nobody goes on serving old figures.
    os.kill(running.process.pid, signal.SIGKILL)
    running.process.wait()

    def is_gone() -> bool:
        try:
            return not running.figures()
        except requests.ConnectionError:
            return True

    until(is_gone)
    said = running.log
    assert "hemmelig" not in said
    assert all(json.loads(line) for line in said.splitlines() if line.startswith("{"))
