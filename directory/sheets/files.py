"""From a file to grids of cells: what kind of file it is, told by what is in it and never by its name."""

import io
import zipfile

from directory.sheets.delimited import read_text
from directory.sheets.grid import Grid
from directory.sheets.wording import SheetError
from directory.sheets.workbook import read_workbook

LARGEST = 2 * 1024 * 1024


# What a file of another kind begins with, and what to say about it.
BEGINNINGS = (
    (b"\xd0\xcf\x11\xe0", "old_excel"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"{\\rtf", "word"),
)
# A file in a zip that tells the kind of the whole.
INSIDE = (
    ("xl/workbook.bin", "binary_excel"),
    ("Index/Document.iwa", "numbers"),
    ("Index.zip", "numbers"),
    ("content.xml", "open_document"),
    ("word/document.xml", "word"),
)


def grids(content: bytes) -> list[Grid]:
    """Return the sheets of a file, at least one.

    Raises:
        SheetError: the file is too large, of another kind, or broken.
    """
    if not content.strip():
        raise SheetError("empty_file")
    if len(content) > LARGEST:
        raise SheetError("too_large")
    for start, code in BEGINNINGS:
        if content.startswith(start):
            raise SheetError(code)
    if content.startswith(b"PK"):
        return _from_zip(content)
    if content.lstrip()[:14].lower().startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        raise SheetError("html")
    return [Grid("", read_text(content))]


def _from_zip(content: bytes) -> list[Grid]:
    """Return the sheets of an Excel file, or say what the zip is instead."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise SheetError("broken_xlsx") from None
    if "xl/workbook.xml" in names:
        return read_workbook(content)
    raise SheetError(next((code for name, code in INSIDE if name in names), "zip"))
