"""Looks for identifiers in everything that lies on the disk: logs, databases, temporary files, the model."""

from __future__ import annotations

import io
import os
import stat
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from .privacy_identifiers import Planted, Read

PREFIX = 6
LARGEST = 400_000_000
SKIPPED = {".venv", ".git", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}


class Needles:
    """All forms of all identifiers, found in bytes at the speed of reading them."""

    def __init__(self, planted: Iterable[Planted]) -> None:
        self._kinds = {form: one.kind for one in planted for form in one.forms()}
        self._by_prefix: dict[int, list[bytes]] = {}
        for form in self._kinds:
            self._by_prefix.setdefault(int.from_bytes(form[:PREFIX], "little"), []).append(form)
        self._prefixes = np.array(sorted(self._by_prefix), dtype=np.uint64)

    def kinds_in(self, content: bytes) -> set[str]:
        """Give the kinds of the identifiers that stand in a file's bytes."""
        found: set[str] = set()
        chunk = 4_000_000
        for start in range(0, len(content), chunk):
            part = content[start : start + chunk + 200]
            if len(part) < PREFIX:
                break
            column = np.frombuffer(part, dtype=np.uint8).astype(np.uint64)
            window = np.zeros(len(part) - PREFIX + 1, dtype=np.uint64)
            for at in range(PREFIX):
                window |= column[at : at + len(window)] << np.uint64(8 * at)
            places = np.minimum(np.searchsorted(self._prefixes, window), len(self._prefixes) - 1)
            for hit in np.nonzero(self._prefixes[places] == window)[0]:
                forms = self._by_prefix[int(window[hit])]
                found |= {self._kinds[form] for form in forms if part.startswith(form, int(hit))}
        return found


def files(folders: Iterable[Path], since: float) -> Iterator[Path]:
    """Give the regular files below the folders that were written since a moment."""
    for folder in folders:
        for where, inner, names in os.walk(folder, onerror=None):
            inner[:] = [name for name in inner if name not in SKIPPED]
            for name in names:
                path = Path(where) / name
                try:
                    known = path.lstat()
                except OSError:
                    continue
                if stat.S_ISREG(known.st_mode) and known.st_mtime >= since and known.st_size <= LARGEST:
                    yield path


def contents(path: Path) -> Iterator[bytes]:
    """Give a file's bytes; of an archive those of every file in it. Nothing when it cannot be read any more."""
    try:
        content = path.read_bytes()
        if path.name.endswith(".tar.gz"):
            with tarfile.open(fileobj=io.BytesIO(content)) as archive:
                yield from (member.read() for info in archive if (member := archive.extractfile(info)))
        else:
            yield content
    except (OSError, tarfile.TarError):
        return


def kinds_in_log(log: Path, planted: Iterable[Planted]) -> set[str]:
    """Give the kinds in a log, whatever the spacing or letter size."""
    text = Read.of(log.read_text("utf-8", errors="replace"))
    return {one.kind for one in planted if one.is_in_log(text)}
