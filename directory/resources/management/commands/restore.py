"""`manage.py restore FILE`: the register as it was when the backup was taken."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.timezone import localtime

from directory.backup.errors import BackupError
from directory.backup.place import new_file
from directory.backup.restore import restore
from directory.handovers.keeping import forget_expired
from directory.messages import message


class Command(BaseCommand):
    """Restores all or nothing."""

    help = "Restore the register from a file that `backup` made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file, and the leave to replace what is there."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="replace all rows; they are backed up first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and say from when.

        Raises:
            CommandError: one Danish line; nothing was changed.
        """
        file = options["file"]
        try:
            done = restore(file, replace=options["replace"], keep=new_file("registret-foer-gendannelse"))
        except BackupError as error:
            raise CommandError(str(error)) from None
        except OperationalError as error:
            raise CommandError(message("backup_no_answer", why=error)) from None
        # What should have been deleted since the backup was taken does not come back to life.
        forget_expired()
        if done.kept:
            self.stdout.write(message("backup_kept", file=done.kept))
        created = f"{localtime(datetime.fromisoformat(done.created)):%d.%m.%Y kl. %H.%M}"
        self.stdout.write(message("backup_restored", file=file, rows=done.rows, created=created))
