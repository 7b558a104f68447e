"""`manage.py load_knowledge`: take over the knowledge files, in whole or not at all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError

from directory.loading.errors import KnowledgeError
from directory.loading.load import load
from directory.messages import message


class Command(BaseCommand):
    """Reads every file first, then writes in one transaction. A wrong file ends it with one line."""

    help = "Load knowledge/ into the database. Repeatable; leaves alone what people have changed or confirmed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the folder, for tests and for schools that keep their own."""
        parser.add_argument("--knowledge", type=Path, default=settings.KNOWLEDGE, help="the knowledge folder")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was done.

        Raises:
            CommandError: a file is wrong, or the database has no tables yet.
        """
        try:
            counts, refused = load(options["knowledge"], production=settings.PRODUCTION)
        except KnowledgeError as error:
            raise CommandError(str(error)) from None
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(f"{message('no_database')} ({error})") from None
        for line in refused:
            self.stdout.write(line)
        self.stdout.write(message("loaded", **vars(counts)))
