"""Restoring a backup: all of it or nothing, and never over a database in use unless told to."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from directory.backup import archive, tables
from directory.backup.archive import Header
from directory.backup.errors import BackupError
from directory.backup.save import save

BATCH = 500


@dataclass(frozen=True)
class Restored:
    """How many rows were restored, from when they are, and where the earlier content was kept, if there was any."""

    rows: int
    created: str
    kept: Path | None = None


def restore(path: Path, *, replace: bool = False, keep: Path | None = None, using: str = "default") -> Restored:
    """Bring the database to what it was when the backup was taken.

    A database without tables gets those of the backup, and is then brought up to date, so that a backup of an earlier
    version can be restored too. Sign-ins that are going on end.

    Args:
        path: the file of the backup, from either engine.
        replace: also when the database holds rows already.
        keep: where a backup of those rows is written first.
        using: Django's name for the database.

    Raises:
        BackupError: the file is wrong, does not fit, or would replace rows untold; nothing was changed.
    """
    header = archive.check(path)
    _refuse_unknown(path, header, using)
    present = tables.applied(using)
    kept = None
    if present:
        if present != header.migrations:
            raise BackupError("other_version", file=path)
        if _has_content(using, present):
            if not replace:
                raise BackupError("not_empty")
            if keep is not None:
                save(keep, using)
                kept = keep
    else:
        MigrationExecutor(connections[using]).migrate(_last_of_each_app(header, using))
    rows = _write(path, header, using)
    if not present:
        call_command("migrate", database=using, verbosity=0)
    _count_rows(connections[using])
    ContentType.objects.clear_cache()
    return Restored(rows, header.created, kept)


def _refuse_unknown(path: Path, header: Header, using: str) -> None:
    known = MigrationExecutor(connections[using]).loader.graph.nodes
    if any((app, name) not in known for app, name in header.migrations):
        raise BackupError("later", file=path)


def _last_of_each_app(header: Header, using: str) -> list[tuple[str, str | None]]:
    """Return where `migrate` must stop in each app to make the tables of the backup."""
    nodes = MigrationExecutor(connections[using]).loader.graph.node_map
    held = {(app, name) for app, name in header.migrations}
    return [
        (app, name)
        for app, name in sorted(held)
        if not any(child.key in held and child.key[0] == app for child in nodes[app, name].children)
    ]


def _has_content(using: str, migrations: list[list[str]]) -> bool:
    own = (*tables.BY_ITSELF, tables.LEFT_OUT)
    found = tables.tables_at(using, migrations)
    return any(model._base_manager.using(using).exists() for name, model in found.items() if name not in own)


def _write(path: Path, header: Header, using: str) -> int:
    """Write the rows in one transaction.

    Raises:
        BackupError: a row does not fit; names the table.
    """
    connection, found, rows, at = connections[using], tables.tables_at(using, header.migrations), 0, ""
    try:
        with transaction.atomic(using=using):
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    # Emptying a large table may take longer than a question may.
                    cursor.execute("SET LOCAL statement_timeout = 0")
                for at in found:
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(at)}")  # noqa: S608  (names of our tables)
            for table in archive.tables(path):
                at = table.name
                rows += _write_table(found[at], table, using)
            connection.check_constraints()
            _count_on(connection, list(found.values()))
    except (DatabaseError, ValueError, KeyError) as error:
        raise BackupError("does_not_fit", table=at, why=str(error).splitlines()[0]) from error
    return rows


def _write_table(model: tables.Model, table: archive.Table, using: str) -> int:
    if table.columns != tables.columns(model):
        raise ValueError(", ".join(table.columns))
    rows, written = iter(table.rows), 0
    while batch := [tables.read(model, row) for row in islice(rows, BATCH)]:
        model._base_manager.using(using).bulk_create(batch)
        written += len(batch)
    return written


def _count_on(connection: Any, models: list[tables.Model]) -> None:
    """Let numbers that the database gives out itself go on after the restored ones."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _count_rows(connection: Any) -> None:
    """Let PostgreSQL look at its new rows. It would by itself, within a minute of slow answers; SQLite needs none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
