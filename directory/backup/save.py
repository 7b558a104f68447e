"""Taking a backup: all tables as they are at one moment, while others go on working."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections
from django.utils import timezone

from directory.backup import archive, tables
from directory.backup.archive import Header, Table
from directory.backup.errors import BackupError

# One view of all tables for the whole of the backup, and no lock that a person who saves would wait for.
BEGIN = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


def save(path: Path, using: str = "default") -> int:
    """Write a backup of the database and read it back; return the number of rows.

    Args:
        path: the file; it must not exist.
        using: Django's name for the database.

    Raises:
        BackupError: there is nothing to back up, or the file cannot be written.
    """
    with _one_moment(using):
        migrations = tables.applied(using)
        if not migrations:
            raise BackupError("no_tables")
        found = tables.tables_at(using, migrations)
        found.pop(tables.LEFT_OUT, None)
        header = Header(timezone.now().isoformat(), connections[using].vendor, migrations)
        written = archive.write(
            path,
            header,
            (Table(name, tables.columns(model), tables.rows(model, using)) for name, model in found.items()),
        )
    archive.check(path)
    return written


@contextmanager
def _one_moment(using: str) -> Iterator[None]:
    connection = connections[using]
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(BEGIN[connection.vendor])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
