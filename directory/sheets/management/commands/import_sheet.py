"""`manage.py import_sheet`: take a school's sheet in, in whole or not at all."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.schools.models import School
from directory.sheets.compare import CHANGED, NEW, SAME, Difference
from directory.sheets.imports import ChangedMeanwhile, apply, look
from directory.sheets.wording import SheetError, message

STATES = {NEW: "+", CHANGED: "±"}


class Command(BaseCommand):
    """Shows the difference, then writes it. A sheet with anything wrong ends it with every problem, unwritten."""

    help = "Import a school's sheet (.csv or .xlsx). All or nothing; --dry-run only shows the difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the school, the file, and whether to write."""
        parser.add_argument("--school", required=True, help="the school's slug")
        parser.add_argument("--file", type=Path, required=True, help="the sheet")
        parser.add_argument("--dry-run", action="store_true", help="show the difference and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import.

        Raises:
            CommandError: no such school or file, something in the sheet is wrong, or somebody changes a row just now.
        """
        school = School.objects.filter(slug=options["school"]).first()
        if school is None:
            raise CommandError(message("unknown_school", value=options["school"]))
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(message("no_such_file", value=file))
        try:
            seen, found = look(school, file.name, file.read_bytes())
        except SheetError as error:
            raise CommandError(str(error)) from None
        self._show(found)
        if found.problems:
            raise CommandError("\n".join([*map(str, found.problems), message("not_imported")]))
        if options["dry_run"]:
            self.stdout.write(message("dry_run"))
            return
        try:
            done = apply(school, seen, None)
        except ChangedMeanwhile:
            raise CommandError(message("changed_just_now")) from None
        counts = {"created": len(done.of(NEW)), "updated": len(done.of(CHANGED)), "same": len(done.of(SAME))}
        self.stdout.write(message("imported", **counts, confirmed=done.confirmed))

    def _show(self, found: Difference) -> None:
        """Write the difference, a line for each cell."""
        for note in found.notes:
            self.stdout.write(note)
        for row in found.rows:
            if row.state == SAME and not row.confirmation:
                continue
            self.stdout.write(f"{STATES.get(row.state, '=')} {row.place_name}, {row.label}")
            for change in row.changes:
                self.stdout.write(f"    {change.heading}: {change.before or '–'} → {change.after or '–'}")
