"""A backup restores every row of every table, or changes nothing and says why."""

import gzip
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from second_database import ROOT, add, everything, opened

from directory.backup import archive, tables
from directory.backup.errors import BackupError
from directory.backup.restore import restore
from directory.backup.save import save
from directory.resources.models import Organization

NewDatabase = Callable[..., str]

# A counsellor's work: history with a change and a removal, words of every kind, a sign-in, a wrong password, a user.
WORK = """
import django
django.setup()
from django.contrib.auth import get_user_model
from django.test import Client
from directory.accounts.models import Membership
from directory.resources.models import Contact, Phone, Service, Verification
from directory.schools.models import School
user = get_user_model().objects.create_superuser("leder", password="en-lang-adgangskode")
Membership.objects.create(user=user, school=School.objects.get(), role="approver")
service = Service.objects.get(name="SSP i Ikast-Brande Kommune")
service.application_process = 'Ring først.\\nSpørg efter "vagten" – æøå ÆØÅ \\U0001f600 \\\\n \\t'
service.minimum_age = 0
service.save()
gone = Phone.objects.create(service=service, number="11 22 33 44", type="sms")
gone.delete()
Phone.objects.create(service=service, number="+45 99 60 00 00")
Contact.objects.create(service=service, name="Afdelingen", email="ssp@example.org", published=True)
Verification.objects.create(service=service, assurer="studievejleder")
client = Client(SERVER_NAME="localhost")
for password in ("forkert-adgangskode", "en-lang-adgangskode"):
    client.post("/admin/login/?next=/admin/", {"username": "leder", "password": password})
assert client.get("/admin/").status_code == 200
"""


def run(address: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run Python as a process of its own on that database."""
    env = os.environ | {"VEJVISER_DATABASE": address}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def source(new_database: NewDatabase) -> Iterator[str]:
    """A database in use, by Django's name for it; no test changes it."""
    address = new_database()
    done = run(address, "-c", WORK)
    assert done.returncode == 0, done.stderr
    with opened(address) as name:
        yield name


@pytest.fixture(scope="module")
def rows(source: str) -> dict[str, list[tuple[Any, ...]]]:
    """All its rows."""
    found: dict[str, list[tuple[Any, ...]]] = everything(source)
    for table in ("auth_user", "accounts_membership", "resources_historicalphone", "schools_approvedplan"):
        assert found[table], table
    return found


@pytest.fixture(scope="module")
def backup(source: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("backup") / "private" / "backup.jsonl.gz"
    save(file, source)
    return file


def test_every_row_of_every_table_comes_back(
    backup: Path, rows: dict[str, list[tuple[Any, ...]]], source: str, new_database: NewDatabase
) -> None:
    with opened(new_database("nothing")) as name:
        done = restore(backup, using=name)
        assert everything(name) == rows
        assert done.rows == sum(map(len, rows.values()))
        assert tables.applied(name) == tables.applied(source)
        assert Session.objects.using(source).exists() and not Session.objects.using(name).exists()
        user = get_user_model().objects.using(name).get(username="leder")
        assert user.check_password("en-lang-adgangskode")
        # The numbers that the database gives out go on after the restored ones.
        before = get_user_model().objects.using(name).count()
        get_user_model().objects.using(name).create(username="ny")
        about = ContentType.objects.using(name).get(model="service")
        LogEntry.objects.using(name).create(user=user, content_type=about, object_repr="x", action_flag=1)
        assert get_user_model().objects.using(name).count() == before + 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs both engines: runs with the others on PostgreSQL")
def test_a_backup_moves_between_the_engines(
    backup: Path, rows: dict[str, list[tuple[Any, ...]]], new_database: NewDatabase, tmp_path: Path
) -> None:
    with opened(str(tmp_path / "moved.sqlite3")) as sqlite, opened(new_database("tables")) as postgresql:
        restore(backup, using=sqlite)
        assert connections[sqlite].vendor == "sqlite"
        assert everything(sqlite) == rows
        save(tmp_path / "back.jsonl.gz", sqlite)
        restore(tmp_path / "back.jsonl.gz", using=postgresql)
        assert everything(postgresql) == rows


def test_what_is_there_is_replaced_only_when_told_and_is_kept(
    backup: Path, rows: dict[str, list[tuple[Any, ...]]], new_database: NewDatabase, tmp_path: Path
) -> None:
    with opened(new_database()) as name, opened(new_database("tables")) as again:
        add(name, "Kun her")
        before = everything(name)
        with pytest.raises(BackupError, match=r"ikke tom.*--replace"):
            restore(backup, using=name)
        assert everything(name) == before
        done = restore(backup, replace=True, keep=tmp_path / "kept.jsonl.gz", using=name)
        assert everything(name) == rows
        assert done.kept is not None
        restore(done.kept, using=again)
        assert everything(again) == before


def lines_of(file: Path) -> list[bytes]:
    return gzip.decompress(file.read_bytes()).splitlines(keepends=True)


def changed(lines: list[bytes]) -> list[bytes]:
    at = next(number for number, line in enumerate(lines) if b"SSP i Ikast-Brande" in line)
    return [*lines[:at], lines[at].replace(b"SSP i Ikast", b"SSP i Ikost"), *lines[at + 1 :]]


def header_with(lines: list[bytes], **values: object) -> list[bytes]:
    return [json.dumps(json.loads(lines[0]) | values).encode() + b"\n", *lines[1:]]


SPOILED: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "a letter changed": (lambda file: gzip.compress(b"".join(changed(lines_of(file)))), "beskadiget"),
    "a row missing": (lambda file: gzip.compress(b"".join(lines_of(file)[:50] + lines_of(file)[51:])), "beskadiget"),
    "without its end": (lambda file: gzip.compress(b"".join(lines_of(file)[:-1])), "beskadiget"),
    "cut short": (lambda file: file.read_bytes()[:-2000], "beskadiget"),
    "no bytes": (lambda file: b"", "ikke en sikkerhedskopi"),
    "a picture": (lambda file: b"\x89PNG\r\n", "ikke en sikkerhedskopi"),
    "other lines": (lambda file: gzip.compress(b'{"a": 1}\n[1]\n'), "ikke en sikkerhedskopi"),
    "a later format": (lambda file: gzip.compress(b"".join(header_with(lines_of(file), version=2))), "nyere udgave"),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_file_changes_nothing_and_is_told_in_one_line(how: str, backup: Path, tmp_path: Path) -> None:
    spoil, said = SPOILED[how]
    file = tmp_path / "spoiled.jsonl.gz"
    file.write_bytes(spoil(backup))
    with pytest.raises(BackupError, match=said) as error:
        # The shared database: a restore that went on would fail for its open transaction, with another message.
        restore(file, replace=True)
    assert "\n" not in str(error.value) and file.name in str(error.value)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(BackupError, match="findes ikke"):
        restore(Path("nowhere.jsonl.gz"), replace=True)


def rewritten(
    backup: Path, file: Path, change: Callable[[str, list[list[Any]]], list[list[Any]]], **header: Any
) -> Path:
    """A file that is whole in itself, with other rows."""
    old = archive.check(backup)
    found = (
        archive.Table(table.name, table.columns, change(table.name, list(table.rows)))
        for table in archive.tables(backup)
    )
    archive.write(file, archive.Header(**(vars(old) | header)), found)
    return file


def test_rows_that_do_not_belong_together_change_nothing(
    backup: Path, new_database: NewDatabase, tmp_path: Path
) -> None:
    def without_one(table: str, found: list[list[Any]]) -> list[list[Any]]:
        return found[1:] if table == "resources_municipality" else found

    file = rewritten(backup, tmp_path / "torn.jsonl.gz", without_one)
    with opened(new_database()) as name:
        before = everything(name)
        with pytest.raises(BackupError, match=r"passer ikke.*Intet er ændret"):
            restore(file, replace=True, using=name)
        assert everything(name) == before


def test_a_backup_from_a_later_version_is_refused(backup: Path, tmp_path: Path) -> None:
    migrations = [*archive.check(backup).migrations, ["resources", "9999_not_written_yet"]]
    file = rewritten(backup, tmp_path / "later.jsonl.gz", lambda _, found: found, migrations=migrations)
    with pytest.raises(BackupError, match=r"nyere udgave.*Opdatér"):
        restore(file, replace=True)


def test_a_backup_from_an_earlier_version_is_restored_and_brought_up_to_date(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    file = tmp_path / "earlier.jsonl.gz"
    with opened(new_database("nothing")) as earlier:
        MigrationExecutor(connections[earlier]).migrate([("resources", "0001_initial")])
        region = tables.tables_at(earlier, tables.applied(earlier))["resources_region"]
        region._base_manager.using(earlier).create(code="midtjylland", name="Midtjylland", origin="person")
        assert ["resources", "0002_own_rows_and_history"] not in tables.applied(earlier)
        save(file, earlier)
    with opened(new_database("nothing")) as name:
        restore(file, using=name)
        found = everything(name)
        assert [row for row in found["resources_region"] if "midtjylland" in row]
        assert not MigrationExecutor(connections[name]).migration_plan(
            MigrationExecutor(connections[name]).loader.graph.leaf_nodes()
        ), "all migrations are applied"
    with opened(new_database()) as newer, pytest.raises(BackupError, match="ny, tom database"):
        restore(file, replace=True, using=newer)


def test_a_backup_is_of_one_moment_and_holds_nobody_up(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = new_database()
    write = archive.write
    with opened(address) as name, opened(address) as editor:

        def busy(*given: Any) -> int:
            # Between the first look at the database and the rows: a person saves, and is not kept waiting.
            add(editor, "Kom imens")
            return write(*given)

        monkeypatch.setattr(archive, "write", busy)
        before = everything(name)
        save(tmp_path / "moment.jsonl.gz", name)
        assert Organization.objects.using(name).filter(name="Kom imens").exists()
    with opened(new_database("tables")) as again:
        restore(tmp_path / "moment.jsonl.gz", using=again)
        assert everything(again) == before


def test_only_the_owner_can_read_it_and_it_is_never_written_over(backup: Path, source: str) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.parent.stat().st_mode) == 0o700
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]
    content = backup.read_bytes()
    with pytest.raises(BackupError, match="findes allerede"):
        save(backup, source)
    assert backup.read_bytes() == content


def test_the_commands_say_what_they_did_in_danish(new_database: NewDatabase, tmp_path: Path) -> None:
    file, address = tmp_path / "by-hand.jsonl.gz", new_database()
    manage = "directory/manage.py"
    taken = run(address, manage, "backup", "--file", str(file))
    assert taken.returncode == 0 and "Sikkerhedskopien er taget" in taken.stdout
    refused = run(address, manage, "restore", str(file))
    assert refused.returncode == 1 and refused.stderr.strip().count("\n") == 0 and "--replace" in refused.stderr
    with opened(new_database("tables")) as name:
        done = restore(file, using=name)
    assert str(done.rows) in taken.stdout
