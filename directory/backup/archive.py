"""The file of a backup: gzipped lines of JSON, so that it outlives the engine and the version it came from.

The first line says what it is. Then for each table one line `{"table": …, "columns": […]}` and one list for each row.
The last line holds the number of rows and the SHA-256 of all lines before it: it finds a file that was cut short or
spoiled on a disk. It is no signature.
"""

import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from directory.backup.errors import BackupError

FORMAT = "vejviser-backup"
VERSION = 1

Row = list[Any]


@dataclass(frozen=True)
class Header:
    """What stands in the first line: when, from which engine, and at which state of the tables (app, migration)."""

    created: str
    engine: str
    migrations: list[list[str]]
    format: str = FORMAT
    version: int = VERSION


@dataclass(frozen=True)
class Table:
    """A table and its rows, in the order of its columns."""

    name: str
    columns: list[str]
    rows: Iterable[Row]


def write(path: Path, header: Header, tables: Iterable[Table]) -> int:
    """Write the file whole or not at all, readable for its owner alone; return the number of rows.

    Raises:
        BackupError: the file exists already, or cannot be written.
    """
    if path.exists():
        raise BackupError("exists", file=path)
    unfinished = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        rows = _write(unfinished, header, tables)
        os.replace(unfinished, path)
    except OSError as error:
        raise BackupError("not_written", file=path, why=error.strerror or error) from None
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


def _write(path: Path, header: Header, tables: Iterable[Table]) -> int:
    seal, rows = hashlib.sha256(), 0

    def put(value: object) -> None:
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        seal.update(line)
        packed.write(line)

    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed:
            put(asdict(header))
            for table in tables:
                put({"table": table.name, "columns": table.columns})
                for row in table.rows:
                    put(row)
                    rows += 1
            put({"rows": rows, "sha256": seal.hexdigest()})
        file.flush()
        os.fsync(file.fileno())
    return rows


def check(path: Path) -> Header:
    """Read the whole file and return its header.

    Raises:
        BackupError: no such file, not a backup, one of a later version, or a damaged one.
    """
    seal, rows, last = hashlib.sha256(), 0, b""
    with _open(path) as lines:
        first = next(lines, b"")
        header = _header(path, first)
        seal.update(first)
        for line in lines:
            if last:
                seal.update(last)
                rows += last.startswith(b"[")
            last = line
    expected = json.dumps({"rows": rows, "sha256": seal.hexdigest()}, separators=(",", ":")).encode() + b"\n"
    if last != expected:
        raise BackupError("damaged", file=path)
    return header


def tables(path: Path) -> Iterator[Table]:
    """Give the tables of a file that `check` has passed; the rows of each are read while they are asked for."""
    with _open(path) as lines:
        next(lines)
        line = json.loads(next(lines))

        def rows() -> Iterator[Row]:
            nonlocal line
            for raw in lines:
                line = json.loads(raw)
                if not isinstance(line, list):
                    return
                yield line

        while "table" in line:
            table = Table(line["table"], line["columns"], rows())
            yield table
            # Whatever was not asked for.
            for _ in table.rows:
                pass


def _header(path: Path, line: bytes) -> Header:
    try:
        found = json.loads(line)
        if found["format"] != FORMAT:
            raise BackupError("not_one", file=path)
        if found["version"] > VERSION:
            raise BackupError("later", file=path)
        return Header(**found)
    except (ValueError, TypeError, KeyError):
        raise BackupError("not_one", file=path) from None


@contextmanager
def _open(path: Path) -> Iterator[Iterator[bytes]]:
    try:
        with gzip.open(path, "rb") as lines:
            yield iter(lines)
    except FileNotFoundError:
        raise BackupError("missing", file=path) from None
    except gzip.BadGzipFile:
        raise BackupError("not_one", file=path) from None
    except (EOFError, zlib.error):
        raise BackupError("damaged", file=path) from None
    except OSError as error:
        raise BackupError("not_read", file=path, why=error.strerror or error) from None
