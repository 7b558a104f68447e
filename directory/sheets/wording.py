"""The Danish words of sheets: messages.yml and columns.yml, and how headings and names are compared."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from deploy.messages import Messages

FOLDER = Path(__file__).parent
message = Messages(FOLDER / "messages.yml")
SPEC: dict[str, Any] = yaml.safe_load((FOLDER / "columns.yml").read_text("utf-8"))
# What empties a cell that is otherwise left alone.
NONE: str = SPEC["none"]


@dataclass(frozen=True)
class Column:
    """One column: the key that the code uses, the heading, what to write in it, and how wide it is."""

    key: str
    name: str
    help: str
    width: int


COLUMNS = [Column(key, one["name"], one["help"], one["width"]) for key, one in SPEC["columns"].items()]
NAMES = {column.key: column.name for column in COLUMNS}


def folded(text: str) -> str:
    """Return the letters and digits alone, in small letters: `E-mail ` and `email` are one, so are Aa and Å."""
    letters = unicodedata.normalize("NFC", text).casefold().replace("aa", "å")
    return re.sub(r"[\W_]+", "", letters)


@cache
def headings() -> dict[str, str]:
    """Return every folded heading that is understood, with its column's key."""
    return {folded(name): key for key, one in SPEC["columns"].items() for name in (one["name"], *one["also"], key)}


@cache
def choices(field: str) -> dict[str, str]:
    """Return every folded value that is understood in `status` or `how`, with its code."""
    return {folded(name): code for code, one in SPEC[field].items() for name in (one["name"], *one["also"], code)}


def choice_name(field: str, code: str) -> str:
    """Return what stands in the sheet for a code of `status` or `how`; "" for a code without a name."""
    return str(SPEC[field].get(code, {"name": ""})["name"])


@dataclass(frozen=True)
class Problem:
    """Something wrong with the sheet: where, and what to do. Row 0 is the whole sheet; column "" the whole row."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        """Return the line that a person reads."""
        name = NAMES.get(self.column, self.column)
        if self.row and name:
            return message("at_cell", row=self.row, column=name, text=self.text)
        if self.row:
            return message("at_row", row=self.row, text=self.text)
        return message("at_column", column=name, text=self.text) if name else self.text


def in_order(problems: list[Problem]) -> list[Problem]:
    """Return the problems as the eye meets them: from the top, and in each row from the left."""
    order = list(NAMES)
    return sorted(problems, key=lambda one: (one.row, order.index(one.column) if one.column in order else -1))


class SheetError(Exception):
    """The file as a whole cannot be used; the text says what to do instead."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(message(code, **values))
        self.code = code


class CellError(Exception):
    """One cell cannot be used."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(message(code, **values))
        self.code = code
