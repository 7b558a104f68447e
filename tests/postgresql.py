"""A private PostgreSQL for tests: made in a temporary folder, on loopback, and gone afterwards."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from house import free_port
from psycopg import sql

PR_SET_PDEATHSIG = 1
OWNER = "vejviser"
PASSWORD = "only-in-this-test"  # noqa: S105
INITDB = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
# A cluster that lives for minutes need not survive a power cut; what is measured keeps PostgreSQL's own settings.
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL."""

    port: int

    def address(self, name: str) -> str:
        """The value of `VEJVISER_DATABASE` for the database of that name."""
        return f"postgresql://{OWNER}:{PASSWORD}@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database, as a copy of another one that nobody is connected to, and return its address."""
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.address(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._run("DROP DATABASE {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, newest version first; None when PostgreSQL is not installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    # Debian keeps them out of the path, in a folder for each version.
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


@contextmanager
def cluster(*, hasty: bool = True) -> Iterator[Cluster]:
    """Make and start a cluster; end it and remove its folder.

    Args:
        hasty: without the care for a power cut.

    Raises:
        RuntimeError: PostgreSQL is not installed, or does not start; the message holds what it said.
    """
    programs = binaries()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed: see deploy/postgres.sh")
    folder = Path(tempfile.mkdtemp(prefix="vejviser-postgresql-"))
    who = _not_root(folder)
    (folder / "password").write_text(PASSWORD)
    try:
        made = subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", OWNER, "--pwfile", folder / "password", *INITDB],
            **who,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(made.stderr)
        port = free_port()
        settings = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}"]
        options = [part for setting in [*settings, *(HASTY if hasty else ())] for part in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            running = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", *options],
                **who,
                cwd=folder,
                stdout=log,
                stderr=log,
                preexec_fn=_ends_with_us,
            )
        try:
            _wait(port, running, folder / "log")
            yield Cluster(port)
        finally:
            # SIGINT is PostgreSQL's "fast" way: connections are ended, and it stops in order.
            running.send_signal(signal.SIGINT)
            running.wait(timeout=30)
    finally:
        shutil.rmtree(folder)


def _ends_with_us() -> None:
    """Let Linux end PostgreSQL when the tests are killed and cannot do it themselves."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _not_root(folder: Path) -> dict[str, Any]:
    """Give the folder to a user that PostgreSQL agrees to run as, and return how to start a process as that user."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait(port: int, running: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and running.poll() is None:
        try:
            psycopg.connect(Cluster(port).address("postgres"), connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise RuntimeError(log.read_text("utf-8"))
