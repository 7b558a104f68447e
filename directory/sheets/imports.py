"""A sheet's way in: look at it, show the difference, and write exactly that difference or nothing."""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.timezone import localdate

from directory.resources.models import Service
from directory.schools.models import School
from directory.sheets.compare import Comparer, Difference
from directory.sheets.rows import Reading, Row, RowReader
from directory.sheets.table import read_table
from directory.sheets.vocabulary import Vocabulary
from directory.sheets.writing import Writer

SALT = "directory.sheets"
# As long as a person may look at a difference before it is written; a session lasts half an hour without a click.
LASTS = 4 * 60 * 60


@dataclass(frozen=True)
class Seen:
    """What a person has been shown: the rows of the file, and the fingerprint of the difference they made then."""

    file: str
    reading: Reading
    fingerprint: str


class ChangedMeanwhile(Exception):
    """The directory has changed since the difference was shown; `difference` is the one of now."""

    def __init__(self, difference: Difference) -> None:
        super().__init__("the difference is another one now")
        self.difference = difference


def look(school: School, file: str, content: bytes) -> tuple[Seen, Difference]:
    """Return what a file would change, with everything that is wrong in it, and what to remember of it.

    Raises:
        SheetError: the file as a whole cannot be used.
    """
    table = read_table(content)
    vocabulary = Vocabulary(school)
    reading = RowReader(vocabulary, localdate()).read(table)
    found = _comparer(school, reading, vocabulary).compare(reading)
    return Seen(file, reading, found.fingerprint()), found


def apply(school: School, seen: Seen, user: Any) -> Difference:
    """Write what was seen.

    Raises:
        ChangedMeanwhile: it would no longer do what was seen; nothing is written.
    """
    with transaction.atomic():
        # Two imports for one school wait for one another, and nobody changes a row while it is compared.
        School.objects.select_for_update().get(pk=school.pk)
        list(Service.objects.select_for_update().filter(school=school).order_by("pk").values_list("pk"))
        comparer = _comparer(school, seen.reading, Vocabulary(school))
        found = comparer.compare(seen.reading)
        if found.problems or found.fingerprint() != seen.fingerprint:
            raise ChangedMeanwhile(found)
        Writer(school, comparer, user).write(found)
    return found


def _comparer(school: School, reading: Reading, vocabulary: Vocabulary) -> Comparer:
    return Comparer(school, vocabulary, {row.place for row in reading.rows})


def packed(school: School, seen: Seen, user: Any) -> str:
    """Return what was seen as a signed text that a page can carry, good for this user and school alone."""
    rows = [[row.number, row.place, row.key, row.values] for row in seen.reading.rows]
    content = {"file": seen.file, "rows": rows, "notes": seen.reading.notes, "seen": seen.fingerprint}
    return signing.dumps(content, salt=_salt(school, user), compress=True)


def unpacked(text: str, school: School, user: Any) -> Seen:
    """Return what was seen.

    Raises:
        BadSignature: the text is not ours, is for another user or school, or is too old.
    """
    content = signing.loads(text, salt=_salt(school, user), max_age=LASTS)
    return Seen(content["file"], Reading([Row(*row) for row in content["rows"]], [], content["notes"]), content["seen"])


def _salt(school: School, user: Any) -> str:
    return f"{SALT}/{school.pk}/{user.pk}"
