"""A temporary database with all of `knowledge/` loaded once; every test undoes what it did.

SQLite, or a PostgreSQL of its own with `VEJVISER_TEST_DATABASE=postgresql`: the same tests run on both.
"""

import atexit
import io
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from postgresql import Cluster, cluster

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(tempfile.mkdtemp(prefix="vejviser-directory-"))
POSTGRESQL = os.environ.get("VEJVISER_TEST_DATABASE") == "postgresql"

# Before Django reads its settings, so before any fixture can run.
OPEN = ExitStack()
atexit.register(OPEN.close)
OPEN.callback(shutil.rmtree, FOLDER, ignore_errors=True)
TEMPLATES = {"knowledge": "loaded", "tables": "migrated", "nothing": "template0"}
CLUSTER: Cluster | None = OPEN.enter_context(cluster()) if POSTGRESQL else None

sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "directory.settings"
os.environ["VEJVISER_DATABASE"] = CLUSTER.create("test") if CLUSTER else str(FOLDER / "test.sqlite3")
os.environ["VEJVISER_PROFILE"] = "development"

import django  # noqa: E402  (the settings read the environment)

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def loaded() -> Iterator[None]:
    """The database as it is after `migrate` and `load_knowledge`, and copies to make further ones from."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    keep_copy("migrated")
    call_command("load_knowledge", stdout=io.StringIO())
    keep_copy("loaded")
    yield
    connections.close_all()
    teardown_test_environment()


@pytest.fixture(autouse=True)
def undone(loaded: None) -> Iterator[None]:
    """Roll back what a test wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def new_database(loaded: None) -> Callable[..., str]:
    """Make a database of the same engine, beside the one that the tests share; gives `VEJVISER_DATABASE`.

    For a test that starts other processes or commits. `new_database()` holds all of `knowledge/`,
    `new_database("tables")` has empty tables, `new_database("nothing")` has none.
    """
    numbers = itertools.count(1)

    def make(holds: str = "knowledge") -> str:
        name = f"new{next(numbers)}"
        if CLUSTER:
            return str(CLUSTER.create(name, TEMPLATES[holds]))
        path = FOLDER / f"{name}.sqlite3"
        if holds != "nothing":
            shutil.copy(FOLDER / f"{TEMPLATES[holds]}.sqlite3", path)
        return str(path)

    return make


def keep_copy(template: str) -> None:
    """Keep the database as it is now, to make others from."""
    if CLUSTER:
        connections.close_all()
        CLUSTER.create(template, "test")
    else:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(FOLDER / f"{template}.sqlite3")])


@pytest.fixture
def api() -> Any:
    """Ask the API: `api("services", municipality="0756")` gives status and JSON."""
    client = Client()

    def ask(path: str, **query: Any) -> tuple[int, dict[str, Any]]:
        answer = client.get(f"/api/{path}", query)
        return answer.status_code, answer.json()

    return ask


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """A copy of `knowledge/` that a test may spoil."""
    return Path(shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge"))
