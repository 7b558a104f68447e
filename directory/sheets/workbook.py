"""Excel files (.xlsx), read with openpyxl: values only, merged cells filled, and nothing that could fill the memory."""

import io
import re
import zipfile
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from directory.sheets.grid import Grid, Raw, Unusable
from directory.sheets.wording import SheetError, message

# An honest sheet of 5,000 rows unpacks to about 6 MB. Each megabyte costs openpyxl 30 MB of memory and half a second.
UNPACKED = 12 * 1024 * 1024
# Headings may have titles above them, and the last rows empty ones below.
DEEPEST = 8_000
WIDEST = 60


def read_workbook(content: bytes) -> list[Grid]:
    """Return the sheets in their order, the hidden ones marked.

    Raises:
        SheetError: the file is broken, or too large when it is unpacked.
    """
    has_formulas = _looked_into(content)
    try:
        book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        formulas = load_workbook(io.BytesIO(content), keep_links=False) if has_formulas else None
    except Exception:
        # openpyxl raises whatever its parts raise: KeyError, ValueError, BadZipFile, ParseError and more.
        raise SheetError("broken_xlsx") from None
    return [_grid(sheet, formulas[sheet.title] if formulas else None) for sheet in book.worksheets]


def _looked_into(content: bytes) -> bool:
    """Tell whether any sheet has formulas; refuse what would unpack to too much.

    The sizes that a zip states are the most that Python's zipfile ever unpacks, so a lie about them does not help.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise SheetError("unpacked_too_large")
            names = [name for name in packed.namelist() if name.endswith(".xml")]
            texts = {name: packed.read(name) for name in names}
    except (zipfile.BadZipFile, RuntimeError, OSError, NotImplementedError, EOFError, ValueError):
        raise SheetError("broken_xlsx") from None
    if any(b"<!DOCTYPE" in text or b"<!ENTITY" in text for text in texts.values()):
        # No program that writes sheets declares entities; they are only good for filling the memory.
        raise SheetError("broken_xlsx")
    return any(re.search(rb"<(\w+:)?f[ >/]", text) for name, text in texts.items() if "worksheets/" in name)


def _grid(sheet: Worksheet, formulas: Any) -> Grid:
    """Return one sheet.

    Raises:
        SheetError: a cell stands so far down that the rows are surely empty ones.
    """
    if sheet.max_row > DEEPEST:
        raise SheetError("rows_far_down", row=f"{sheet.max_row:,}".replace(",", "."))
    right = min(sheet.max_column, WIDEST)
    rows: list[tuple[int, list[Raw]]] = [
        (number, [_value(cell, formulas) for cell in cells])
        for number, cells in enumerate(sheet.iter_rows(max_col=right), 1)
    ]
    _fill_down(sheet, rows)
    notes = [message("columns_far_right")] if sheet.max_column > WIDEST else []
    return Grid(sheet.title, rows, sheet.sheet_state != "visible", notes)


def _value(cell: Any, formulas: Any) -> Raw:
    """Return a cell's value; a formula without one and Excel's own errors are unusable."""
    if cell.data_type == "e":
        return Unusable("sheet_error", str(cell.value))
    if cell.value is None and formulas is not None and formulas[cell.coordinate].data_type == "f":
        return Unusable("formula_without_value")
    value: Raw = cell.value if not isinstance(cell.value, bool) else str(int(cell.value))
    return value


def _fill_down(sheet: Worksheet, rows: list[tuple[int, list[Raw]]]) -> None:
    """Write the value of cells merged downwards (one municipality for several rows) in each of their rows."""
    for merged in sheet.merged_cells.ranges:
        if merged.min_col == merged.max_col and merged.max_row <= len(rows) and merged.min_col <= WIDEST:
            column = merged.min_col - 1
            for index in range(merged.min_row, merged.max_row):
                # A row with nothing of its own stays empty.
                if any(value not in (None, "") for value in rows[index][1]):
                    rows[index][1][column] = rows[merged.min_row - 1][1][column]
