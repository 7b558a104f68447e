"""`manage.py export_sheet`: write a school's own rows to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.schools.models import School
from directory.sheets import export
from directory.sheets.wording import message


class Command(BaseCommand):
    """Writes CSV or XLSX, told by the file's ending."""

    help = "Write a school's own rows (or its template, or the shared rows) to a .csv or .xlsx file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the school, the file, and what to write."""
        parser.add_argument("--school", help="the school's slug; without it the shared rows are written")
        parser.add_argument("--file", type=Path, required=True, help="where to write: .csv or .xlsx")
        parser.add_argument(
            "--template", action="store_true", help="with an empty row for each function that is missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file.

        Raises:
            CommandError: no such school, or another ending.
        """
        file: Path = options["file"]
        ending = file.suffix.lower().removeprefix(".")
        if ending not in export.ENDINGS:
            raise CommandError(message("bad_ending"))
        rows = export.all_shared() if not options["school"] else _rows(options["school"], options["template"])
        file.write_bytes(export.to_csv(rows) if ending == "csv" else export.to_xlsx(rows))
        self.stdout.write(message("exported", count=len(rows), file=file))


def _rows(slug: str, template: bool) -> list[export.SheetRow]:
    school = School.objects.filter(slug=slug).first()
    if school is None:
        raise CommandError(message("unknown_school", value=slug))
    return export.template(school) if template else export.rows_of(school)
