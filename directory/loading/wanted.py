"""What the knowledge files want the database to hold. Reading fills it; `store` writes it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar, cast
from uuid import UUID

from directory.resources.models import Record

Row = TypeVar("Row", bound=Record)


@dataclass
class Wanted:
    """Rows by model, in the order in which they must be written, and the links between rows."""

    rows: dict[type[Record], dict[UUID, Record]] = field(default_factory=dict)
    regions: dict[UUID, set[UUID]] = field(default_factory=dict)
    topics: dict[UUID, set[UUID]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def add(self, row: Record) -> None:
        """Want a row; it will be marked as coming from the knowledge files."""
        row.origin = "knowledge"
        self.rows.setdefault(type(row), {})[row.id] = row

    def add_all(self, rows: Iterable[Record]) -> None:
        """Want several rows."""
        for row in rows:
            self.add(row)

    def of(self, model: type[Row]) -> dict[UUID, Row]:
        """Return the wanted rows of a model."""
        return cast(dict[UUID, Row], self.rows.get(model, {}))
