"""`python -m bench.worker`: one database, small or with the rows of ten schools, measured; prints one line of JSON.

A process of its own for each database: Django reads its settings once.
"""

import argparse
import io
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import requests
from house import free_port

from deploy import processes

ROOT = Path(__file__).resolve().parents[2]
ASKED = 250
WARM = 20

Questions = dict[str, list[list[str]]]
Figures = dict[str, dict[str, float]]


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Milliseconds at p50, p95 and the worst."""
    ordered = sorted(seconds)
    at = {"p50": len(ordered) // 2, "p95": int(len(ordered) * 0.95), "max": len(ordered) - 1}
    return {name: round(ordered[place] * 1000, 2) for name, place in at.items()}


def measured(ask: Callable[[str], None], asked: Questions) -> Figures:
    """Ask each question many times; the first few only warm up."""
    found = {}
    for name, rounds in asked.items():
        taken = []
        for number, addresses in enumerate(rounds):
            start = time.perf_counter()
            for address in addresses:
                ask(address)
            if number >= WARM:
                taken.append(time.perf_counter() - start)
        found[name] = percentiles(taken)
    return found


def questions(slugs: list[str]) -> Questions:
    """What the action server asks, each for many municipalities and schools."""
    from directory.resources.models import Municipality

    chance = random.Random(5)
    codes = list(Municipality.objects.values_list("code", flat=True))
    pairs = [(chance.choice(codes), chance.choice(slugs)) for _ in range(ASKED + WARM)]
    services = [f"/api/services?page_size=100&municipality={code}&school={slug}" for code, slug in pairs]
    nowhere = [f"/api/services?page_size=100&scope=regional&scope=national&school={slug}" for _, slug in pairs]
    plans = [f"/api/schools/{slug}/plan" for _, slug in pairs]
    municipalities = [f"/api/municipalities/{code}" for code, _ in pairs]
    return {
        "services": [[address] for address in services],
        "services, no municipality": [[address] for address in nowhere],
        "plan": [[address] for address in plans],
        "municipality": [[address] for address in municipalities],
        "all of one plan, at once": [[f"/api/basis?school={slug}&municipality={code}"] for code, slug in pairs],
        "all of one answer": [list(three) for three in zip(plans, services, municipalities, strict=True)],
        "health": [["/api/health"]] * len(pairs),
    }


def in_process(asked: Questions) -> Figures:
    """Through Django's client: everything but the network."""
    # As the server starts: what was loaded then is looked through for garbage no more.
    from django.test import Client

    import directory.wsgi  # noqa: F401

    client = Client(SERVER_NAME="localhost")

    def ask(address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content

    return measured(ask, asked)


def over_gunicorn(asked: Questions, folder: Path) -> Figures:
    """Over HTTP to the server as `make run` starts it."""
    ports = processes.Ports(directory=free_port())
    part = processes.parts(ports, folder / "no-model")[0]
    part.log = folder / "directory.log"
    session = requests.Session()
    session.trust_env = False

    def ask(address: str) -> None:
        session.get(f"http://127.0.0.1:{ports.directory}{address}", timeout=10).raise_for_status()

    processes.start(part, dict(os.environ))
    try:
        processes.wait_healthy(part)
        return measured(ask, asked)
    except SystemExit:
        sys.exit(part.log.read_text("utf-8"))
    finally:
        processes.stop(part)


def prepare(folder: Path, *, schools: int) -> tuple[list[str], dict[str, Any]]:
    """Make the database; return the schools' slugs, and how long the rows took."""
    from django.core.management import call_command
    from django.db import connection

    from bench.rows import count, fill, write_schools

    knowledge = Path(shutil.copytree(ROOT / "knowledge", folder / "knowledge"))
    slugs = write_schools(knowledge)
    call_command("migrate", verbosity=0)
    call_command("load_knowledge", knowledge=knowledge, stdout=io.StringIO())
    start = time.perf_counter()
    imported = fill(slugs[:schools])
    seconds = time.perf_counter() - start
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # PostgreSQL does it by itself within a minute; SQLite never does.
            cursor.execute("ANALYZE")
    return slugs, {"rows": count(), "imported_rows": imported, "import_seconds": round(seconds, 1)}


def main() -> None:
    """Load, fill when told, measure, print."""
    given = argparse.ArgumentParser()
    given.add_argument("--full", action="store_true", help="with the rows of ten schools")
    given.add_argument("--prepare", type=int, help="only make the database, with the rows of so many schools")
    told = given.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "directory.settings"
    django.setup()
    from django.db import connections

    with tempfile.TemporaryDirectory() as name:
        if told.prepare is not None:
            print(json.dumps(prepare(Path(name), schools=told.prepare)[1]))
            return
        slugs, found = prepare(Path(name), schools=10 if told.full else 0)
        asked = questions(slugs)
        found["in_process"] = in_process(asked)
        connections.close_all()
        found["gunicorn"] = over_gunicorn(asked, Path(name))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
