"""Both engines are set up to be shared by several workers; the rest of this folder runs on both."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from second_database import add, opened

from directory.environment import LIMITS, database
from directory.resources.models import Organization, Phone

NewDatabase = Callable[..., str]
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="is about SQLite")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="is about PostgreSQL")


def ask(name: str, question: str) -> Any:
    with connections[name].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


@on_sqlite
def test_sqlite_is_set_for_several_workers(new_database: NewDatabase) -> None:
    with opened(new_database("tables")) as name:
        assert ask(name, "PRAGMA journal_mode") == "wal"
        assert ask(name, "PRAGMA busy_timeout") == 10_000
        assert ask(name, "PRAGMA foreign_keys") == 1
        assert ask(name, "PRAGMA synchronous") == 2, "FULL: what is saved survives a power cut"


@on_postgresql
def test_postgresql_gives_up_on_what_hangs(new_database: NewDatabase) -> None:
    with opened(new_database("tables")) as name:
        for limit, milliseconds in LIMITS.items():
            assert int(ask(name, f"SELECT setting FROM pg_settings WHERE name = '{limit}'")) == milliseconds  # noqa: S608
        with connections[name].cursor() as cursor:
            cursor.execute("SET statement_timeout = 100")
        with pytest.raises(OperationalError, match="statement timeout"):
            ask(name, "SELECT pg_sleep(5)")


@on_postgresql
def test_a_connection_that_the_server_closed_is_opened_anew(new_database: NewDatabase) -> None:
    with opened(new_database("tables")) as name, opened(new_database("tables")) as other:
        assert ask(name, "SELECT 1") == 1
        ask(other, f"SELECT pg_terminate_backend({ask(name, 'SELECT pg_backend_pid()')})")
        # As at the start of every request.
        connections[name].close_if_unusable_or_obsolete()
        assert ask(name, "SELECT 1") == 1


def test_a_number_of_nobody_is_refused(new_database: NewDatabase) -> None:
    with opened(new_database("tables")) as name:
        stray = Phone(organization_id="00000000-0000-0000-0000-000000000001", number="1")
        with pytest.raises(IntegrityError), transaction.atomic(using=name):
            stray.save(using=name)
        with pytest.raises(IntegrityError), transaction.atomic(using=name):
            Phone(number="1").save(using=name)


def test_two_who_save_at_once_both_get_through_while_others_read(new_database: NewDatabase) -> None:
    address = new_database("tables")
    begun = threading.Event()

    def slowly() -> None:
        with opened(address) as name, transaction.atomic(using=name):
            add(name, "Den ene")
            begun.set()
            time.sleep(0.5)

    first = threading.Thread(target=slowly)
    first.start()
    assert begun.wait(10)
    with opened(address) as name:
        start = time.monotonic()
        assert not Organization.objects.using(name).exists(), "what is not committed is not seen"
        assert time.monotonic() - start < 0.3, "who reads is not kept waiting"
        add(name, "Den anden")
        first.join()
        assert Organization.objects.using(name).count() == 2


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://vej:kode@db:femogtyve/register",
        "postgresql://vej:kode@db:5432/",
        "postgresql://vej:kode@db:5432/register?sslmod=require",
        "postgresql://vej:kode@db:5432/register?options=-c%20statement_timeout%3D0",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_by_name_without_the_password(address: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="VEJVISER_DATABASE") as error:
        database(address, tmp_path)
    assert "kode@db" not in str(error.value)


def test_how_a_connection_is_guarded_is_passed_on(tmp_path: Path) -> None:
    found = database("postgresql://vej:kode@db:5432/register?sslmode=verify-full&sslrootcert=/etc/ca.pem", tmp_path)
    assert found["OPTIONS"]["sslmode"] == "verify-full" and found["OPTIONS"]["sslrootcert"] == "/etc/ca.pem"
    assert "statement_timeout=30000" in found["OPTIONS"]["options"]
    assert found["CONN_HEALTH_CHECKS"] is True
