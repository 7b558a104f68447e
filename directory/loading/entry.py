"""Reading one entry of a knowledge file, field by field, and saying clearly what is wrong with it."""

import re
from collections.abc import Container, Iterable
from datetime import date, datetime, time
from typing import Any

from directory.loading.errors import KnowledgeError

OLDEST = 120


class Entry:
    """One mapping of a YAML file, or one row of a CSV file.

    Every method reads one field and raises KnowledgeError when it is missing or wrong. `done` then refuses fields that
    nobody read: a misspelt field would otherwise be lost in silence.
    """

    def __init__(self, file: str, name: str, data: Any) -> None:
        self.file = file
        self.name = name
        if not isinstance(data, dict):
            raise self.error("", "not_mapping")
        self.data = data
        self.read: set[str] = set()

    def error(self, field: str, code: str, **values: object) -> KnowledgeError:
        """Return the error that names this file, this entry and the field."""
        return KnowledgeError(self.file, self.name, field, code, **values)

    def raw(self, field: str) -> Any:
        """Return the value as it stands, None when it is missing or empty."""
        self.read.add(field)
        value = self.data.get(field)
        return None if value == "" else value

    def text(self, field: str) -> str:
        """Return a text that must be there."""
        value = self.optional_text(field)
        if not value:
            raise self.error(field, "missing_field")
        return value

    def optional_text(self, field: str) -> str:
        """Return a text, "" when it is missing. Whole numbers and dates count as text."""
        value = self.raw(field)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | date):
            raise self.error(field, "not_text")
        return str(value).strip()

    def choice(self, field: str, allowed: Iterable[str]) -> str:
        """Return a text that is one of those allowed."""
        value = self.text(field)
        if value not in set(allowed):
            raise self.error(field, "not_choice", value=value, allowed=", ".join(allowed))
        return value

    def code(self, field: str, known: Container[str], where: str, *, optional: bool = False) -> str:
        """Return a code that stands in another file; "" when it is optional and missing."""
        value = self.optional_text(field) if optional else self.text(field)
        if value and value not in known:
            raise self.error(field, "unknown_code", value=value, where=where)
        return value

    def codes(self, field: str, known: Container[str], where: str) -> list[str]:
        """Return a list of codes that stand in another file; at least one."""
        value = self.raw(field)
        if not value:
            raise self.error(field, "missing_field")
        if not isinstance(value, list):
            raise self.error(field, "not_list")
        for code in value:
            if code not in known:
                raise self.error(field, "unknown_code", value=code, where=where)
        if len(set(value)) < len(value):
            raise self.error(field, "duplicate", value=next(code for code in value if value.count(code) > 1))
        return list(value)

    def optional_codes(self, field: str, known: Container[str], where: str) -> list[str]:
        """Return a list of codes that stand in another file; empty when it is missing."""
        return self.codes(field, known, where) if self.raw(field) else []

    def ages(self) -> tuple[int | None, int | None]:
        """Return `minimum_age` and `maximum_age`, None when open."""
        low, high = self._age("minimum_age"), self._age("maximum_age")
        if low is not None and high is not None and high < low:
            raise self.error("maximum_age", "ages_crossed")
        return low, high

    def _age(self, field: str) -> int | None:
        value = self.raw(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= OLDEST:
            raise self.error(field, "not_age", value=value)
        return value

    def day(self, field: str) -> date:
        """Return a date that must be there."""
        value = self.optional_day(field)
        if value is None:
            raise self.error(field, "missing_field")
        return value

    def optional_day(self, field: str) -> date | None:
        """Return a date, None when it is missing."""
        value = self.raw(field)
        # A point in time is also a date to Python, but it is not what the file should say.
        if value is not None and type(value) is not date:
            raise self.error(field, "not_date", value=value)
        return value

    def url(self, field: str) -> str:
        """Return a web address, "" when it is missing."""
        value = self.optional_text(field)
        if value and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", value):
            raise self.error(field, "not_url", value=value)
        return value

    def email(self, field: str) -> str:
        """Return a mail address, "" when it is missing."""
        value = self.optional_text(field)
        if value and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
            raise self.error(field, "not_email", value=value)
        return value

    def clock(self, field: str) -> time:
        """Return a time of day, written as "09:30" with quotes: without them YAML reads a number."""
        value = self.text(field)
        try:
            return datetime.strptime(value, "%H:%M").time()
        except ValueError:
            raise self.error(field, "not_clock", value=value) from None

    def number(self, field: str) -> int:
        """Return a whole number from 1."""
        value = self.raw(field)
        if value is None:
            raise self.error(field, "missing_field")
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.error(field, "not_number", value=value)
        return value

    def phone(self, field: str) -> str:
        """Return a telephone number, "" when it is missing."""
        value = self.optional_text(field)
        if value and not re.fullmatch(r"\+?\d(?: ?\d){2,11}", value):
            raise self.error(field, "not_phone", value=value)
        return value

    def flag(self, field: str) -> bool:
        """Return true or false; false when it is missing."""
        value = self.raw(field)
        if value is not None and not isinstance(value, bool):
            raise self.error(field, "not_bool", value=value)
        return bool(value)

    def inner(self, field: str) -> "Entry":
        """Return a mapping inside this one; its fields are called `field.inner` in errors."""
        value = self.raw(field)
        if value is None:
            raise self.error(field, "missing_field")
        return Entry(self.file, f"{self.name}: {field}", value)

    def inner_list(self, field: str) -> list["Entry"]:
        """Return the entries of a list inside this one."""
        value = self.raw(field) or []
        if not isinstance(value, list):
            raise self.error(field, "not_list")
        return [Entry(self.file, f"{self.name}: {field} {number}", item) for number, item in enumerate(value, 1)]

    def done(self, *unused: str) -> None:
        """Refuse fields that nobody read, except those named."""
        for field in self.data:
            if field not in self.read and field not in unused:
                raise self.error(str(field), "unknown_field")
