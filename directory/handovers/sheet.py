"""The leader's page as a sheet, with the same counts hidden."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from directory.handovers.figures import Quarter, Table
from directory.handovers.health import Contacts, PlanHealth
from directory.handovers.hiding import FEWEST
from directory.handovers.reaching import Reached
from directory.handovers.saying import say
from directory.schools.models import School

WIDE = 60


def sheet(
    school: School, quarter: Quarter, tables: Iterable[Table], found: Reached, contacts: Contacts, plan: PlanHealth
) -> bytes:
    """Return an XLSX file of all that the page shows."""
    book = Workbook()
    page: Worksheet = book.active
    page.title = say("leaders")
    page.append([say("sheet_title", school=school, quarter=quarter)])
    for table in tables:
        lines = [(name, _number(number)) for name, number in table.lines]
        _table(page, [table.title, say("sheet_number")], [*lines, (say("total"), _number(table.shown.total))])
    for code, shares in (("reached_months", [*found.months, found.total]), ("reached_places", found.places)):
        rows = [(one.name, _number(one.answers), _number(one.reached)) for one in shares]
        title = say(f"table_{code}", half=found.half.name)
        _table(page, [title, say("sheet_answers"), say("sheet_reached")], rows)
    for title, lines_of in (("contacts_places", contacts.places), ("contacts_roles", contacts.roles)):
        counts = [(one.name, one.confirmed, one.wanted, one.expired) for one in lines_of]
        head = [say(f"table_{title}"), say("sheet_confirmed"), say("sheet_wanted"), say("sheet_expired")]
        _table(page, head, counts)
    approved = f"{plan.approved.approved:%d-%m-%Y}" if plan.approved else say("not_approved")
    health: list[tuple[str, str | int]] = [
        ("plan_approved", approved),
        ("plan_errors", plan.errors),
        ("plan_warnings", plan.warnings),
    ]
    rows_of_plan: list[tuple[str | int, ...]] = [(str(say(code)), value) for code, value in health]
    _table(page, [say("table_plan"), ""], rows_of_plan)
    page.append([])
    page.append([say("sheet_note", fewest=FEWEST)])
    page.column_dimensions["A"].width = WIDE
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _table(page: Worksheet, head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    page.append([])
    page.append(list(head))
    for cell in page[page.max_row]:
        cell.font = Font(bold=True)
    for name, *numbers in rows:
        page.append([_plain(str(name)), *numbers])


def _number(number: int | None) -> str | int:
    return say("hidden", fewest=FEWEST) if number is None else number


def _plain(name: str) -> str:
    """Return a name that no program takes for a formula."""
    return f"'{name}" if name[:1] in "=+-@" else name
