"""A temporary database with all of `knowledge/` loaded once; every test undoes what it did."""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(tempfile.mkdtemp(prefix="vejviser-directory-"))

sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "directory.settings"
os.environ["VEJVISER_DATABASE"] = str(FOLDER / "test.sqlite3")
os.environ["VEJVISER_PROFILE"] = "development"

import django  # noqa: E402  (the settings read the environment)

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def loaded() -> Iterator[None]:
    """The database as it is after `migrate` and `load_knowledge`."""
    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("load_knowledge", stdout=io.StringIO())
    yield
    connections.close_all()
    teardown_test_environment()
    shutil.rmtree(FOLDER)


@pytest.fixture(autouse=True)
def undone(loaded: None) -> Iterator[None]:
    """Roll back what a test wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


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
