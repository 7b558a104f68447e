"""Redis, PostgreSQL and nginx as parts of one machine: what is started, with which files, as which user."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.processes import Part

DEPLOY = Path(__file__).resolve().parent
OWNER = "vejviser"
DATABASE = "postgres"
SECONDS = 30


class EngineMissing(Exception):
    """A program is not installed, or cannot be made ready; the message names it and what it said."""


@dataclass(frozen=True)
class Place:
    """Where an engine lives: its folder, its port on loopback, and its password."""

    folder: Path
    port: int
    password: str


def program(name: str) -> str:
    """Return where a program lies.

    Raises:
        EngineMissing: it is not installed.
    """
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise EngineMissing(name)
    return found


def postgresql_programs() -> Path | None:
    """Return the folder of `initdb` and `postgres`, newest version first; None when PostgreSQL is not installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    # Debian keeps them out of the path, in a folder for each version.
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def redis(place: Place, log: Path) -> Part:
    """Return Redis with `deploy/redis/redis.conf`, beside what one machine needs: port, folder, password.

    Raises:
        EngineMissing: it is not installed.
    """
    place.folder.mkdir(parents=True, exist_ok=True)
    secret = place.folder / "redis.conf"
    secret.touch(mode=0o600)
    # In a file of this user's alone: what stands in a command can be read by everybody on the machine.
    secret.write_text(f"include {DEPLOY / 'redis' / 'redis.conf'}\nrequirepass {place.password}\n", "utf-8")
    command = [program("redis-server"), str(secret), "--port", str(place.port), "--bind", "127.0.0.1"]
    return Part("Redis", [*command, "--dir", str(place.folder), "--daemonize", "no"], f"tcp:{place.port}", SECONDS, log)


def redis_address(place: Place) -> str:
    """Return the value of VEJVISER_REDIS."""
    return f"redis://:{place.password}@127.0.0.1:{place.port}/0"


def postgresql(place: Place, log: Path) -> Part:
    """Make an empty PostgreSQL in a folder that this call makes, and return how it is started.

    Raises:
        EngineMissing: it is not installed, or cannot be made.
    """
    programs = postgresql_programs()
    if programs is None:
        raise EngineMissing("postgresql")
    place.folder.mkdir(parents=True)
    given = place.folder / "password"
    given.write_text(place.password, "utf-8")
    as_user = _as_user(place.folder)
    settings = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8")
    data = place.folder / "data"
    made = subprocess.run(
        [*as_user, str(programs / "initdb"), "-D", str(data), "-U", OWNER, "--pwfile", str(given), *settings],
        cwd=place.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    given.unlink()
    if made.returncode:
        raise EngineMissing(made.stderr)
    options = [f"port={place.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={place.folder}"]
    command = [*as_user, str(programs / "postgres"), "-D", str(data)]
    command += [part for option in options for part in ("-c", option)]
    return Part("PostgreSQL", command, f"tcp:{place.port}", SECONDS, log)


def postgresql_address(place: Place, name: str = DATABASE) -> str:
    """Return the value of VEJVISER_DATABASE."""
    return f"postgresql://{OWNER}:{place.password}@127.0.0.1:{place.port}/{name}"


def nginx(name: str, config: Path, port: int, log: Path) -> Part:
    """Return an nginx with one file of its own.

    Args:
        name: what it is called to a person.
        config: the filled-in file.
        port: one that it listens on.
        log: where its lines go.

    Raises:
        EngineMissing: it is not installed.
    """
    command = [program("nginx"), "-c", str(config), "-g", "daemon off;"]
    return Part(name, command, f"tcp:{port}", SECONDS, log)


def _as_user(folder: Path) -> list[str]:
    """Give the folder to a user that PostgreSQL agrees to run as, and return what starts a command as that user."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    for path in (folder, *folder.iterdir()):
        os.chown(path, user.pw_uid, user.pw_gid)
    return [program("setpriv"), f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
