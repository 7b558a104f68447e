"""`manage.py tend_handovers`: delete what has had its time, and remind before a date passes. Run it every morning."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.handovers.keeping import renew_keys, tend
from directory.handovers.saying import say


class Command(BaseCommand):
    """The weekly digest does the same, and every new handover deletes: this is for reminders in time."""

    help = "Delete handovers that have had their time, and remind each school's mailbox of dates."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the renewal of keys."""
        parser.add_argument("--renew-keys", action="store_true", help="seal all notes with the newest key, and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what was done.

        Raises:
            CommandError: a mail did not go, or a note can be opened by none of the keys.
        """
        if options["renew_keys"]:
            renewed, lost = renew_keys()
            if lost:
                raise CommandError(say("keys_lost", renewed=renewed, lost=lost))
            self.stdout.write(say("keys_renewed", renewed=renewed))
            return
        done = tend()
        self.stdout.write(say("tended", deleted=done.deleted, reminded=done.reminded, told=done.told))
        if done.unsent:
            raise CommandError(say("unsent", count=done.unsent))
