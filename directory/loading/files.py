"""Opening the files of `knowledge/`: YAML and CSV to entries."""

import csv
import io
from pathlib import Path
from typing import Any

import yaml

from directory.loading.entry import Entry
from directory.loading.errors import KnowledgeError

# The same safe loader in C, eight times as fast, where it was built.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Files:
    """The knowledge folder. Errors name files as a reader sees them, from that folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _read(self, file: str) -> str:
        try:
            return (self.root / file).read_text("utf-8-sig")
        except FileNotFoundError:
            raise KnowledgeError(file, "", "", "missing_file") from None

    def yaml(self, file: str) -> Any:
        """Return the content of a YAML file.

        Raises:
            KnowledgeError: the file is missing, or is not YAML.
        """
        try:
            return yaml.load(self._read(file), Loader=LOADER)  # noqa: S506  (it is the safe loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise KnowledgeError(file, "", "", "not_yaml", line=mark.line + 1 if mark else "?") from None

    def mapping(self, file: str) -> Entry:
        """Return a YAML file that is one mapping."""
        return Entry(file, "", self.yaml(file))

    def entries(self, file: str, items: Any, key: str = "id") -> list[Entry]:
        """Return the entries of a list, each named by its key; no key stands twice.

        Raises:
            KnowledgeError: not a list, an entry without key, or the same key twice.
        """
        if not isinstance(items, list):
            raise KnowledgeError(file, "", "", "not_list")
        found: dict[str, Entry] = {}
        for number, item in enumerate(items, 1):
            entry = Entry(file, str(number), item)
            name = entry.text(key)
            entry.name = name
            if name in found:
                raise entry.error(key, "duplicate", value=name)
            found[name] = entry
        return list(found.values())

    def rows(self, file: str, columns: list[str], name: str) -> list[Entry]:
        """Return the rows of a CSV file, each named by one of its columns.

        Raises:
            KnowledgeError: other columns than those given.
        """
        reader = csv.DictReader(io.StringIO(self._read(file), newline=""))
        if reader.fieldnames is None or list(reader.fieldnames) != columns:
            raise KnowledgeError(file, "", "", "missing_columns", columns=", ".join(columns))
        return [Entry(file, row[name] or f"linje {reader.line_num}", row) for row in reader]
