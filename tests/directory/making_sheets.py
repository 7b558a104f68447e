"""Sheets as people make them, for the tests: real xlsx by openpyxl, and CSV in any encoding."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate
from openpyxl import Workbook

from directory.resources.models import Phone, Schedule, Service, ServiceArea, Verification
from directory.schools.models import School
from directory.sheets import imports
from directory.sheets.compare import Difference

SCHOOL = "eksempelskolen"
HOME = "0756"


def ago(days: int) -> str:
    """The day so many days ago, as a Dane writes it."""
    return f"{localdate() - timedelta(days=days):%d-%m-%Y}"


def school() -> School:
    """The example school."""
    return School.objects.get(slug=SCHOOL)


def xlsx(*rows: list[Any], arrange: Callable[[Workbook], None] | None = None) -> bytes:
    """An Excel file with these rows; `arrange` may then merge, hide or format."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if arrange:
        arrange(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(*rows: list[str], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """A CSV file of plain cells."""
    return "".join(delimiter.join(row) + "\r\n" for row in rows).encode(encoding)


def repacked(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The same xlsx with one of its files changed, as only another program would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            text = old.read(one)
            new.writestr(one, change(text.decode()) if one == name else text)
    return out.getvalue()


def with_value(content: bytes, cell: str, value: str) -> bytes:
    """The same xlsx with the value that Excel keeps beside a formula."""

    def change(text: str) -> str:
        return re.sub(rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v ?/?>(</v>)?', rf"\g<1><v>{value}</v>", text)

    return repacked(content, "xl/worksheets/sheet1.xml", change)


def look(content: bytes) -> Difference:
    """What the sheet would change at the example school."""
    return imports.look(school(), "ark", content)[1]


def take_in(content: bytes, user: Any = None) -> Difference:
    """Import the sheet at the example school."""
    seen, found = imports.look(school(), "ark", content)
    assert not found.problems, [str(one) for one in found.problems]
    return imports.apply(school(), seen, user)


def own(key: str = "ssp", municipality: str = HOME) -> Service:
    """The example school's own row."""
    return Service.objects.get(school=school(), key=key, organization__municipality__code=municipality)


def numbers(key: str = "ssp", municipality: str = HOME) -> list[str]:
    """The numbers in use of an own row."""
    return [phone.number for phone in own(key, municipality).phones.filter(published=True)]


def everything() -> dict[str, int]:
    """How many rows each table has, with their history: what must not grow when nothing changes."""
    models = (Service, ServiceArea, Phone, Schedule, Verification)
    counts = {model.__name__: model._default_manager.count() for model in models}
    return counts | {f"history of {model.__name__}": model.history.count() for model in models}
