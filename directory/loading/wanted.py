"""What the knowledge files want the database to hold. Reading fills it; `store` writes it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar, cast
from uuid import UUID

from django.db import models

from directory.resources.models import Record

Row = TypeVar("Row", bound=Record)


@dataclass
class Wanted:
    """Rows by model, in the order in which they must be written, and the links between rows."""

    rows: dict[type[Record], dict[UUID, Record]] = field(default_factory=dict)
    regions: dict[UUID, set[UUID]] = field(default_factory=dict)
    topics: dict[UUID, set[UUID]] = field(default_factory=dict)
    # Links of a school's rows, by the table that holds them: from the school's row to the others.
    school_links: dict[type[models.Model], dict[UUID, set[UUID]]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def add(self, row: Record) -> None:
        """Want a row; it will be marked as coming from the knowledge files."""
        row.origin = "knowledge"
        self.rows.setdefault(type(row), {})[row.id] = row

    def add_all(self, rows: Iterable[Record]) -> None:
        """Want several rows."""
        for row in rows:
            self.add(row)

    def link(self, through: type[models.Model], owner: UUID, others: Iterable[UUID]) -> None:
        """Want a school's row to point at these others."""
        self.school_links.setdefault(through, {})[owner] = set(others)

    def take(self, other: "Wanted") -> None:
        """Want also what a school's own file wants."""
        for rows in other.rows.values():
            self.add_all(rows.values())
        for through, links in other.school_links.items():
            self.school_links.setdefault(through, {}).update(links)

    def of(self, model: type[Row]) -> dict[UUID, Row]:
        """Return the wanted rows of a model."""
        return cast(dict[UUID, Row], self.rows.get(model, {}))
