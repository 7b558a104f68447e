"""What was sent this week, in a small file: whoever runs the command again after a failure mails nobody twice.

A lost file costs one mail too many at most, so it needs no table, no backup and no migration.
"""

import json
import os
from datetime import date
from pathlib import Path


class Memory:
    """The addresses that have had this week's mail. Another week's entries are forgotten."""

    def __init__(self, path: Path, today: date) -> None:
        """Read the file; one that is missing or broken counts as empty."""
        year, week, _ = today.isocalendar()
        self.path = path
        self.week = f"{year}-W{week:02}"
        try:
            found = json.loads(path.read_text("utf-8"))
            self.sent = set(found["sent"]) if found["week"] == self.week else set()
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            self.sent = set()

    def add(self, entry: str) -> None:
        """Remember an entry, on disk before anything else is sent.

        Raises:
            OSError: the file cannot be written.
        """
        self.sent.add(entry)
        self.write()

    def write(self) -> None:
        """Write the file, in whole or not at all.

        Raises:
            OSError: it cannot be written.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps({"week": self.week, "sent": sorted(self.sent)}), "utf-8")
        os.replace(new, self.path)
