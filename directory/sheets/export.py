"""Sheets that the directory gives out: the same columns in the same order, and the same bytes for the same rows."""

import csv
import io
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from directory.resources.coverage import municipalities_of
from directory.resources.models import Service
from directory.schools.models import School
from directory.sheets.cells import escaped
from directory.sheets.stored import own_rows, place_of, shared_rows, values_of
from directory.sheets.vocabulary import Vocabulary
from directory.sheets.wording import COLUMNS, NONE, SPEC, folded, message

ENDINGS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SheetRow = dict[str, str]
# Cells that a shared row fills and an own row leaves empty: without the word, the next import would fill them again.
EMPTIED = ("hours", "age_from", "age_to", "topics")


def rows_of(school: School) -> list[SheetRow]:
    """Return a school's own rows as a sheet has them."""
    vocabulary = Vocabulary(school)
    own = own_rows(school)
    behind_them = shared_rows({service.organization_id for service in own})
    shared = {(one.key, one.organization_id): values_of(one, vocabulary) for one in behind_them}
    found = []
    for service in own:
        row = _row(service, vocabulary)
        behind = shared.get((service.key, service.organization_id), {})
        found.append(row | {column: NONE for column in EMPTIED if not row[column] and behind.get(column)})
    return _sorted(found, vocabulary)


def all_shared() -> list[SheetRow]:
    """Return every shared row, for an administrator."""
    vocabulary = Vocabulary(None)
    return _sorted([_row(service, vocabulary) for service in shared_rows()], vocabulary)


def template(school: School) -> list[SheetRow]:
    """Return the school's own rows, and an empty one for each function it lacks where its pupils come from."""
    vocabulary = Vocabulary(school)
    rows = rows_of(school)
    known = {(row["municipality"], row["function"]) for row in rows}
    for code in (one.code for one in municipalities_of(school)):
        for key in vocabulary.functions:
            names = {"municipality": vocabulary.place_names[code], "function": vocabulary.labels[key]}
            if (names["municipality"], names["function"]) not in known and (code, key) in vocabulary.targets:
                rows.append({column.key: "" for column in COLUMNS} | names)
    return _sorted(rows, vocabulary)


def _row(service: Service, vocabulary: Vocabulary) -> SheetRow:
    """Return one row. An own offer has no function; its name says which it is."""
    place = place_of(service)
    label = vocabulary.labels.get(service.key, "")
    shares_its_name = not label and len(vocabulary.own[place, folded(service.name)]) > 1
    if shares_its_name or (label and vocabulary.function_or_none(label) != service.key):
        label = service.key
    first = {"municipality": vocabulary.place_names.get(place, ""), "function": label}
    return first | values_of(service, vocabulary)


def _sorted(rows: list[SheetRow], vocabulary: Vocabulary) -> list[SheetRow]:
    """Return the rows by place, then in the order of the functions, own offers last."""
    order = {label: at for at, label in enumerate(vocabulary.labels.values())}
    codes = {name: code for code, name in vocabulary.place_names.items()}

    def rank(row: SheetRow) -> tuple[str, int, str, str]:
        place = codes.get(row["municipality"], "")
        return place, order.get(row["function"], len(order)), row["name"], row["function"]

    return sorted(rows, key=rank)


def to_csv(rows: list[SheetRow]) -> bytes:
    """Return the sheet as a Danish Excel opens it by a click: semicolons, UTF-8 with its mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.name for column in COLUMNS])
    writer.writerows([[_cell(row, column.key) for column in COLUMNS] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _cell(row: SheetRow, column: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    value = row[column]
    return value if column in EMPTIED and value == NONE else escaped(value)


def to_xlsx(rows: list[SheetRow]) -> bytes:
    """Return the sheet for Excel: real days and ages, everything else as text, and a second sheet that explains."""
    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = message("sheet_name")
    sheet.append([column.name for column in COLUMNS])
    for number, row in enumerate(rows, 2):
        for at, column in enumerate(COLUMNS, 1):
            _write(sheet, number, at, column.key, _cell(row, column.key))
    _dress(sheet, len(rows) + 1)
    _explain(book)
    # Else the file would tell when it was made, and differ each time.
    book.properties.created = book.properties.modified = datetime(2000, 1, 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Worksheet, row: int, at: int, column: str, value: str) -> None:
    if not value:
        return
    cell = sheet.cell(row, at)
    if column in ("age_from", "age_to") and value.isdigit():
        cell.value = int(value)
    elif column == "confirmed_on":
        cell.value = datetime.strptime(value, "%d-%m-%Y")
        cell.number_format = "dd-mm-yyyy"
    else:
        # Never a formula, whatever it begins with.
        cell.value, cell.data_type, cell.number_format = value, "s", "@"


def _dress(sheet: Worksheet, last: int) -> None:
    """Make the sheet easy to fill in: headings that stay in sight, wide columns, and choices to pick from."""
    for at, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = column.width
        head = sheet.cell(1, at)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor="1F4E5F")
        if column.key in ("status", "how"):
            names = ",".join(one["name"].replace(",", "") for one in SPEC[column.key].values())
            choice = DataValidation(type="list", formula1=f'"{names}"', allow_blank=True, showErrorMessage=False)
            choice.add(f"{letter}2:{letter}{last + 200}")
            sheet.add_data_validation(choice)
        for number in range(2, last + 1):
            sheet.cell(number, at).alignment = Alignment(wrap_text=True, vertical="top")
        if column.key in ("municipality", "phone"):
            # Rows to come: a code keeps its first zero, and a number is not shortened.
            for number in range(last + 1, last + 51):
                sheet.cell(number, at).number_format = "@"
    sheet.freeze_panes = "C2"


def _explain(book: Workbook) -> None:
    """Add the sheet that says what goes in each column."""
    sheet = book.create_sheet(message("help_sheet_name"))
    for column in COLUMNS:
        sheet.append([column.name, column.help])
    sheet.append([])
    sheet.append([message("help_empty")])
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 90
