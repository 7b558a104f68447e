"""Reading one entry of a knowledge file: every field checked, and one clear line when something is wrong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


class KnowledgeError(Exception):
    """A knowledge file is wrong; the message names file, entry and field, in Danish, for the person who edits it."""


@dataclass(frozen=True)
class Fields:
    """One entry of a file, read field by field."""

    file: str
    entry: str
    values: dict[str, Any]

    def at(self, field: str) -> str:
        """Return the words that name this file, this entry and the field, for the beginning of an error."""
        return f"{self.file}: {self.entry}: {field}"

    def only(self, allowed: Collection[str]) -> None:
        """Refuse fields that nobody reads: most often a misspelt name.

        Raises:
            KnowledgeError: a field is not among `allowed`.
        """
        for field in self.values:
            if field not in allowed:
                raise KnowledgeError(
                    f"{self.at(field)}: ukendt felt. Ret det til et af disse: {', '.join(sorted(allowed))}"
                )

    def text(self, field: str, default: str | None = None) -> str:
        """Return a text that must not be empty, unless a default is given."""
        value = self.values.get(field, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise KnowledgeError(f"{self.at(field)}: mangler en tekst. Skriv den, eller sæt den i anførselstegn")
        return value.strip()

    def choice(self, field: str, allowed: Collection[str], default: str | None = None) -> str:
        """Return a text that is one of the allowed codes."""
        value = self.text(field, default)
        if value not in allowed and value != default:
            raise KnowledgeError(f"{self.at(field)}: kender ikke {value!r}. Vælg en af: {', '.join(sorted(allowed))}")
        return value

    def codes(self, field: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """Return a list of texts; empty when the field is not there.

        Args:
            field: name of the field.
            allowed: the codes that may be used; None allows any text.
        """
        value = self.values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise KnowledgeError(f"{self.at(field)}: skal være en liste af tekster, for eksempel [a, b]")
        for item in value:
            if allowed is not None and item not in allowed:
                raise KnowledgeError(
                    f"{self.at(field)}: kender ikke {item!r}. Vælg blandt: {', '.join(sorted(allowed))}"
                )
        return tuple(value)

    def number(self, field: str, default: int | None = None) -> int | None:
        """Return a whole number, or the default when the field is not there."""
        value = self.values.get(field, default)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise KnowledgeError(f"{self.at(field)}: skal være et helt tal")
        return value

    def numbers(self, field: str) -> tuple[int, ...]:
        """Return a list of whole numbers; empty when the field is not there."""
        value = self.values.get(field, [])
        if not isinstance(value, list) or not all(type(item) is int for item in value):
            raise KnowledgeError(f"{self.at(field)}: skal være en liste af hele tal, for eksempel [17]")
        return tuple(value)

    def flag(self, field: str) -> bool | None:
        """Return true or false, or None when the field is not there."""
        value = self.values.get(field)
        if value is not None and not isinstance(value, bool):
            raise KnowledgeError(f"{self.at(field)}: skal være true eller false")
        return value

    def date(self, field: str) -> str:
        """Return a date as text; YAML may have read it as a date."""
        value = str(self.values.get(field, ""))
        parts = value.split("-")
        if len(parts) != 3 or not all(part.isdigit() for part in parts):
            raise KnowledgeError(f"{self.at(field)}: skal være en dato som 2026-11-21")
        return value

    def inner(self, field: str) -> Fields:
        """Return a nested entry; empty when the field is not there."""
        value = self.values.get(field) or {}
        if not isinstance(value, dict):
            raise KnowledgeError(f"{self.at(field)}: skal være felter med navn, for eksempel {{a: b}}")
        return Fields(self.file, f"{self.entry}: {field}", value)


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds.

    Raises:
        KnowledgeError: the file is missing or is not valid YAML.
    """
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise KnowledgeError(f"{path.name}: hele filen: filen mangler eller kan ikke læses") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"linje {mark.line + 1}" if mark else "hele filen"
        raise KnowledgeError(f"{path.name}: {line}: YAML kan ikke læses. Se efter indryk og anførselstegn") from error


def read_entries(path: Path, key: str | None = None) -> list[Fields]:
    """Return the entries of a file that is a list, each named by its `id`, no id twice.

    Args:
        path: the file.
        key: the name that holds the list, when the file is not a bare list.

    Raises:
        KnowledgeError: the file is no such list, or an id is missing or used twice.
    """
    value = read_yaml(path)
    if key is not None:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, list):
        raise KnowledgeError(f"{path.name}: hele filen: skal være en liste af poster, der begynder med '- id:'")
    entries: list[Fields] = []
    seen: set[str] = set()
    for number, item in enumerate(value, 1):
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            raise KnowledgeError(f"{path.name}: post nummer {number}: id: mangler. Skriv '- id: et_navn'")
        if item["id"] in seen:
            raise KnowledgeError(f"{path.name}: {item['id']}: id: findes to gange. Giv den ene et nyt navn")
        seen.add(item["id"])
        entries.append(Fields(path.name, item["id"], item))
    return entries
