"""`manage.py backup`: all rows of the register in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from directory.backup.errors import BackupError
from directory.backup.place import new_file
from directory.backup.save import save
from directory.messages import message


class Command(BaseCommand):
    """Takes a backup while others go on working."""

    help = "Write every row of the register to one file that SQLite and PostgreSQL can be restored from."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file."""
        parser.add_argument("--file", type=Path, help="default: a new file in var/backups")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, and say where it is.

        Raises:
            CommandError: one Danish line.
        """
        file = options["file"] or new_file("registret")
        try:
            rows = save(file)
        except BackupError as error:
            raise CommandError(str(error)) from None
        except OperationalError as error:
            raise CommandError(message("backup_no_answer", why=error)) from None
        self.stdout.write(message("backup_taken", file=file, rows=rows))
