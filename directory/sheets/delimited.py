"""CSV as it is in the wild: any of four encodings, and semicolons, commas or tabs."""

import csv
import io
import re

from directory.sheets.grid import Raw
from directory.sheets.wording import SheetError, folded, headings

# Semicolon first: it is what a Danish Excel writes, and wins when nothing tells.
DELIMITERS = (";", ",", "\t", "|")
# What æ, ø and å look like when UTF-8 was read as Windows-1252 and saved again.
SPOILT = re.compile("Ã[¦¸¥†˜…]|â€|\ufffd")
# Characters that no sheet holds: the file is something else.
BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
LOOKED_AT = 40


def read_text(content: bytes) -> list[tuple[int, list[Raw]]]:
    """Return the rows with their numbers.

    Raises:
        SheetError: it is no text, its letters are spoilt, or a quotation mark is never closed.
    """
    text = decoded(content)
    if BINARY.search(text):
        raise SheetError("not_a_sheet")
    if SPOILT.search(text):
        raise SheetError("broken_letters")
    said = re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)
    if said:
        # Excel's own line about the delimiter is not a row to Excel either.
        text = text[said.end() :]
    delimiter = said[1] if said else likeliest_delimiter(text)
    return list(enumerate(_rows(text, delimiter), 1))


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or Windows-1252, with or without its mark.

    Raises:
        SheetError: none of them fits.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        names = ["utf-16"]
    elif b"\x00" in content[:200]:
        # Unmarked UTF-16: every second byte of western text is zero, the first one or the last.
        names = ["utf-16-be" if content[0] == 0 else "utf-16-le"]
    else:
        names = ["utf-8-sig", "cp1252"]
    for name in names:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise SheetError("not_a_sheet")


def likeliest_delimiter(text: str) -> str:
    """Return the delimiter that gives the most known headings in one row, then the most cells."""

    def worth(delimiter: str) -> tuple[int, int]:
        rows = _first_rows(text, delimiter)
        known = max((len({folded(cell) for cell in row} & headings().keys()) for row in rows), default=0)
        return known, sum(len(row) for row in rows)

    return max(DELIMITERS, key=worth)


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the first rows; what cannot be read with this delimiter ends them."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    found: list[list[str]] = []
    try:
        for row in reader:
            found.append(row)
            if len(found) == LOOKED_AT:
                break
    except csv.Error:
        pass
    return found


def _rows(text: str, delimiter: str) -> list[list[Raw]]:
    """Return all rows.

    Raises:
        SheetError: a quotation mark is never closed (it would swallow the rest), or a cell is longer than a book.
    """
    try:
        list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise SheetError("open_quote") from None
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error:
        raise SheetError("long_cell") from None
