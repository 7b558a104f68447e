"""SQLite's log beside the database: what is deleted lies there until the log is emptied."""

from django.db import connection, transaction


def empty_log() -> None:
    """Write the log into the database and cut it off, once what is deleted is committed. PostgreSQL cleans by itself.

    Readers that are still at it leave it for the next time.
    """
    if connection.vendor == "sqlite":
        transaction.on_commit(_cut)


def _cut() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
