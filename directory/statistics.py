"""What the database knows of its own rows, so that it reads few of them."""

from typing import Any


def renew(connection: Any) -> None:
    """Let SQLite count its rows. It never does by itself, and then guesses which index is best; PostgreSQL does."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # A sample of each index is enough, and takes milliseconds with any number of rows.
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")
