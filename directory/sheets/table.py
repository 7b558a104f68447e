"""Finding the headings in a sheet, and the rows below them."""

from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from directory.sheets.cells import plain
from directory.sheets.files import grids
from directory.sheets.grid import Grid, Raw
from directory.sheets.wording import COLUMNS, NAMES, Problem, SheetError, folded, headings, message

# Titles, logos and merged headings may stand above the headings.
DEEPEST_HEADER = 30
MOST_ROWS = 5_000


@dataclass
class Line:
    """One row that is not empty: its number, and its cells by the key of their column."""

    number: int
    cells: dict[str, Raw]


@dataclass
class Table:
    """What was read of a file: which columns it has, its rows, and what the person should know about it."""

    columns: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_table(content: bytes) -> Table:
    """Return the table of the first sheet with headings; visible sheets go before hidden ones.

    Raises:
        SheetError: the file cannot be read, or has no headings, no rows or too many.
    """
    sheets = grids(content)
    ordered = sorted(sheets, key=lambda sheet: sheet.hidden)
    sheet = next((sheet for sheet in ordered if _header_at(sheet) is not None), ordered[0])
    table = _table(sheet)
    others = [message("sheet_hidden", name=one.name) if one.hidden else one.name for one in sheets if one is not sheet]
    if others:
        table.notes.insert(0, message("sheet_used", used=sheet.name, others=", ".join(others)))
    return table


def _header_at(sheet: Grid) -> int | None:
    """Return the index of the row with the most known headings; it must have two at least."""
    best, found = 1, None
    for index, (_number, cells) in enumerate(sheet.rows[:DEEPEST_HEADER]):
        known = len({folded(plain(cell)) for cell in cells} & headings().keys())
        if known > best:
            best, found = known, index
    return found


def _table(sheet: Grid) -> Table:
    """Return the rows below the headings, and what is wrong with the headings."""
    index = _header_at(sheet)
    if index is None:
        raise SheetError("no_header")
    header = [folded(plain(cell)) for cell in sheet.rows[index][1]]
    below = [(number, cells) for number, cells in sheet.rows[index + 1 :] if any(map(plain, cells))]
    below = [(number, cells) for number, cells in below if [folded(plain(cell)) for cell in cells] != header]
    if not below:
        raise SheetError("no_rows")
    if len(below) > MOST_ROWS:
        raise SheetError("too_many_rows")
    table = Table(notes=list(sheet.notes))
    places = _places(sheet.rows[index][1], below, table)
    table.columns = [column.key for column in COLUMNS if column.key in places]
    _check_columns(table)
    table.lines = [
        Line(number, {key: cells[at] if at < len(cells) else None for key, at in places.items()})
        for number, cells in below
    ]
    return table


def _places(header: list[Raw], below: list[tuple[int, list[Raw]]], table: Table) -> dict[str, int]:
    """Return where each column stands. Note the columns that are not used; a column that stands twice is a problem."""
    places: dict[str, int] = {}
    unknown: list[str] = []
    nameless: list[str] = []
    for at in range(max(len(header), *(len(cells) for _number, cells in below))):
        name = plain(header[at]) if at < len(header) else ""
        key = headings().get(folded(name))
        filled = any(at < len(cells) and plain(cells[at]) for _number, cells in below)
        if key is None:
            if filled:
                (unknown if name else nameless).append(name or get_column_letter(at + 1))
        elif key not in places:
            places[key] = at
        elif filled:
            if any(places[key] < len(cells) and plain(cells[places[key]]) for _number, cells in below):
                first, second = get_column_letter(places[key] + 1), get_column_letter(at + 1)
                table.problems.append(Problem(0, key, message("column_twice", first=first, second=second)))
            places[key] = at
    if unknown:
        table.notes.append(message("columns_unused", names=", ".join(unknown)))
    if nameless:
        table.notes.append(message("values_without_heading", columns=", ".join(nameless)))
    return places


def _check_columns(table: Table) -> None:
    """Refuse a sheet that cannot say which offer a row is about."""
    found = ", ".join(NAMES[key] for key in table.columns)
    if "municipality" not in table.columns:
        raise SheetError("no_municipality_column", found=found)
    if not {"function", "name"} & set(table.columns):
        raise SheetError("no_function_column", found=found)
