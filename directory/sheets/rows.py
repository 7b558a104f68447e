"""From the lines of a table to rows with a place, a function and tidy values; everything that is wrong at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from directory.resources.assurers import names_a_function
from directory.resources.hours_text import same_form
from directory.sheets import cells
from directory.sheets.table import Line, Table
from directory.sheets.vocabulary import Identity, Vocabulary, own_key
from directory.sheets.wording import NAMES, NONE, CellError, Problem, folded, message

# Cells that the word `ingen` empties; the others always hold something.
MAY_BE_NONE = {"phone", "email", "url", "hours", "age_from", "age_to", "topics"}
LIMITS = {"name": 160, "hours": 500, "can_contribute": 1000, "cannot_do": 1000}
ASSURER_LIMIT = 80


@dataclass
class Row:
    """One offer at one place, as the sheet says it is. Values are tidy; "" leaves alone, `NONE` empties."""

    number: int
    place: str
    key: str
    values: dict[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> Identity:
        """What the row is about."""
        return self.place, self.key


@dataclass
class Reading:
    """A sheet that has been read: its rows, what is wrong, and what to know."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class RowReader:
    """Reads the lines of one table."""

    def __init__(self, vocabulary: Vocabulary, today: date) -> None:
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []
        self.readers: dict[str, Callable[[str], str]] = {
            "phone": cells.numbers,
            "email": cells.email,
            "url": cells.page,
            "age_from": cells.age,
            "age_to": cells.age,
            "topics": vocabulary.topic_names,
            "status": cells.choice("status"),
            "how": cells.choice("how"),
            "confirmed_on": lambda text: cells.day(text, today),
            "confirmed_by": _assurer,
        } | {key: _words(limit) for key, limit in LIMITS.items()}
        self.readers["hours"] = lambda text: same_form(cells.free_text(text, LIMITS["hours"]))

    def read(self, table: Table) -> Reading:
        """Return the rows, each offer once."""
        self.problems = list(table.problems)
        rows = [row for line in table.lines if (row := self._row(line)) is not None]
        reading = Reading(notes=list(table.notes))
        reading.rows = self._each_once(rows, reading.notes)
        reading.problems = self.problems
        return reading

    def _row(self, line: Line) -> Row | None:
        """Return a line as a row, None when something in it is wrong."""
        before = len(self.problems)
        place = self._cell(line, "municipality", self.vocabulary.place, missing="missing_municipality")
        values = {
            column: self._cell(line, column, self.readers[column])
            for column in line.cells
            if column not in ("municipality", "function")
        }
        key = self._key(line, place, values.get("name", ""))
        self._check_confirmation(line.number, values)
        low, high = values.get("age_from", ""), values.get("age_to", "")
        if low.isdigit() and high.isdigit() and int(low) > int(high):
            self.problems.append(Problem(line.number, "age_to", message("ages_crossed", low=low, high=high)))
        return Row(line.number, place, key, values) if len(self.problems) == before else None

    def _cell(self, line: Line, column: str, read: Callable[[str], str], *, missing: str = "") -> str:
        """Return one tidy cell; note what is wrong with it and return ""."""
        try:
            text = cells.written(line.cells.get(column))
            if not text and missing:
                raise CellError(missing)
            if not text or (column in MAY_BE_NONE and cells.empties(text)):
                return text and NONE
            return read(text)
        except CellError as error:
            self.problems.append(Problem(line.number, column, str(error)))
            return ""

    def _key(self, line: Line, place: str, name: str) -> str:
        """Return which offer the line is about: by its function, or by its name when it is the school's own."""
        if cells.plain(line.cells.get("function")).strip("-–— "):
            column = "function"
            key = self._cell(line, column, lambda text: self._function(text, place))
            return key
        if not name and any(one.row == line.number and one.column == "name" for one in self.problems):
            return ""
        if not name:
            column = "function" if "function" in line.cells else "name"
            self.problems.append(Problem(line.number, column, message("missing_function")))
            return ""
        return self._cell(line, "name", lambda _text: self._own(place, name))

    def _function(self, text: str, place: str) -> str:
        """Return the key of a function, or of one of the school's own offers there that shares its name with another.

        Raises:
            CellError: there is none, or it is not at that place.
        """
        text = cells.unescaped(text)
        if any(text in keys for (where, _name), keys in self.vocabulary.own.items() if where == place):
            return text
        key = self.vocabulary.function(text)
        if place and (place, key) not in self.vocabulary.targets:
            places = [self.vocabulary.place_names[at] for at, other in self.vocabulary.targets if other == key][:3]
            where = self.vocabulary.place_names[place]
            raise CellError("function_not_there", value=text, place=where, places=", ".join(places))
        return key

    def _own(self, place: str, name: str) -> str:
        """Return the key of the school's own offer with that name.

        Raises:
            CellError: the name is a function's, or has no letters.
        """
        known = self.vocabulary.own.get((place, folded(name)))
        if known:
            return known[0]
        if self.vocabulary.function_or_none(name):
            raise CellError("name_is_function", value=name)
        key = own_key(name)
        if place and place not in self.vocabulary.organizations:
            raise CellError("own_needs_municipality", value=name)
        if key in self.vocabulary.labels:
            raise CellError("name_is_function", value=name)
        return key

    def _check_confirmation(self, number: int, values: dict[str, str]) -> None:
        """A confirmation needs both who and when; a cell that is wrong has been told already."""
        told = {one.column for one in self.problems if one.row == number}
        by, on = values.get("confirmed_by"), values.get("confirmed_on")
        if on and not by and "confirmed_by" not in told:
            self.problems.append(Problem(number, "confirmed_by", message("confirmed_by_missing")))
        if by and not on and "confirmed_on" not in told:
            self.problems.append(Problem(number, "confirmed_on", message("confirmed_on_missing")))

    def _each_once(self, rows: list[Row], notes: list[str]) -> list[Row]:
        """Return the first row of each offer; note the same said twice, and refuse two that disagree."""
        first: dict[Identity, Row] = {}
        for row in rows:
            known = first.setdefault(row.identity, row)
            if known is row:
                continue
            columns = [column for column, value in row.values.items() if value != known.values[column]]
            if not columns:
                notes.append(message("same_row", row=row.number, first=known.number))
                continue
            names = ", ".join(NAMES[column] for column in columns)
            text = message("rows_disagree", first=known.number, columns=names)
            self.problems.append(Problem(row.number, "", text))
        return list(first.values())


def _words(limit: int) -> Callable[[str], str]:
    return lambda text: cells.free_text(text, limit)


def _assurer(text: str) -> str:
    """Return who has confirmed.

    Raises:
        CellError: it is a person and no function, or too long.
    """
    text = cells.words(text, ASSURER_LIMIT)
    if not names_a_function(text):
        raise CellError("assurer_is_person", value=text)
    return text
