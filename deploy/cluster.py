"""`make cluster`: two of everything on one machine, with the engines and the files of `deploy/`: what many machines do.

nginx, Redis and PostgreSQL are real (Debian's packages, `deploy/engines.sh`); everything listens on loopback alone.
"""

import os
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy import engines, model, nginx_files, processes, run
from deploy.processes import Part

PORT = 5100
# They outlive the cluster: whoever looks for why it ended needs them.
LOGS = processes.LOGS / "cluster"
# One after the other, from the first port on.
PLACES = (
    "chat", "register", "inner_actions", "inner_directory", "bot_a", "bot_b", "actions_a", "actions_b",
    "directory_a", "directory_b", "redis", "postgresql", "metrics_bot_a", "metrics_bot_b", "metrics_actions_a",
    "metrics_actions_b", "metrics_directory_a", "metrics_directory_b",
)  # fmt: skip
KINDS = {"directory": "Kontaktregistret", "actions": "Handlingsserveren", "bot": "Assistenten"}


@dataclass
class Cluster:
    """All processes, by name: `redis`, `postgresql`, `inner`, `edge`, and `bot_a` … `directory_b`."""

    parts: dict[str, Part]
    env: dict[str, str]
    ports: dict[str, int]

    @property
    def chat(self) -> str:
        """The address of the chat, through nginx."""
        return f"http://127.0.0.1:{self.ports['chat']}"

    @property
    def register(self) -> str:
        """The address of the directory's pages, through nginx."""
        return f"http://127.0.0.1:{self.ports['register']}"

    def start(self, *names: str) -> None:
        """Start parts and wait until they answer."""
        for name in names:
            processes.start(self.parts[name], self.env)
        for name in names:
            processes.wait_healthy(self.parts[name])

    def stop(self, name: str) -> None:
        """End a part in order, also one that was halted."""
        part = self.parts[name]
        if part.process is not None and part.process.poll() is None:
            os.killpg(part.process.pid, signal.SIGCONT)
        processes.stop(part)


def ports(first: int) -> dict[str, int]:
    """Return the port of each place.

    Raises:
        SystemExit: one is taken; the line says how to move them all.
    """
    found = {name: first + number for number, name in enumerate(PLACES)}
    for port in found.values():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise SystemExit(
                    f"Port {port} er optaget. Vælg {len(PLACES)} andre: "
                    f"VEJVISER_CLUSTER_PORT={first + 100} make cluster"
                ) from None
    return found


@contextmanager
def started(
    folder: Path,
    model_file: Path,
    first_port: int,
    more_env: Mapping[str, str] | None = None,
    logs: Path | None = None,
) -> Iterator[Cluster]:
    """Start everything, wait until it answers, and end it.

    Args:
        folder: an empty one, for data and filled-in files; PostgreSQL's user must be able to go into it.
        model_file: the trained model.
        first_port: the first of the ports that are used.
        more_env: variables beside those of the product.
        logs: the folder of the logs; None for one in `folder`.

    Raises:
        SystemExit: something does not start; the line names its log.
        EngineMissing: an engine is not installed.
    """
    places = ports(first_port)
    keep = {name: engines.Place(folder / name, places[name], secrets.token_hex(24)) for name in ("redis", "postgresql")}
    env = environment(places, keep) | dict(more_env or {})
    it = Cluster(parts(folder, logs or folder / "log", model_file, places, keep), env, places)
    try:
        it.start("redis", "postgresql")
        run.prepare(env)
        print("Starter to registre, to handlingsservere, to botter og nginx. Det tager op til et minut …", flush=True)
        it.start("directory_a", "directory_b", "inner", "actions_a", "actions_b", "bot_a", "bot_b", "edge")
        yield it
    finally:
        for name in reversed(it.parts):
            it.stop(name)


def environment(places: Mapping[str, int], keep: Mapping[str, engines.Place]) -> dict[str, str]:
    """Return the environment of all parts: as on one machine, with what they share in its place."""
    alone = processes.Ports(places["bot_a"], places["actions_a"], places["directory_a"])
    return processes.environment(alone) | {
        "VEJVISER_ACTIONS_URL": f"http://127.0.0.1:{places['inner_actions']}/webhook",
        "VEJVISER_DIRECTORY_URL": f"http://127.0.0.1:{places['inner_directory']}",
        "VEJVISER_SECRET_KEY": os.environ.get("VEJVISER_SECRET_KEY") or secrets.token_urlsafe(48),
        "VEJVISER_REDIS": engines.redis_address(keep["redis"]),
        "VEJVISER_DATABASE": engines.postgresql_address(keep["postgresql"]),
        "VEJVISER_PROXIES": "1",
    }


def parts(
    folder: Path, logs: Path, model_file: Path, places: Mapping[str, int], keep: Mapping[str, engines.Place]
) -> dict[str, Part]:
    """Return all parts in the order in which they start."""
    logs.mkdir(parents=True, exist_ok=True)
    found = {
        "redis": engines.redis(keep["redis"], logs / "redis.log"),
        "postgresql": engines.postgresql(keep["postgresql"], logs / "postgresql.log"),
    }
    values = nginx_values(folder, places)
    inner = nginx_files.fill("inner", values, folder)
    edge = nginx_files.fill("edge", values, folder)
    for letter in "ab":
        of_one = processes.Ports(places[f"bot_{letter}"], places[f"actions_{letter}"], places[f"directory_{letter}"])
        for kind, part in zip(KINDS, processes.parts(of_one, model_file), strict=True):
            name = f"{kind}_{letter}"
            part.name, part.log = f"{KINDS[kind]} {letter.upper()}", logs / f"{name}.log"
            part.more = {"VEJVISER_METRICS_PORT": str(places[f"metrics_{name}"])}
            found[name] = part
    found["inner"] = engines.nginx("Den indre nginx", inner, places["inner_actions"], logs / "inner.log")
    found["edge"] = engines.nginx("Den ydre nginx", edge, places["chat"], logs / "edge.log")
    return found


def nginx_values(folder: Path, places: Mapping[str, int]) -> dict[str, str]:
    """Return what nginx's files are filled in with: as in deploy/compose.yml, with loopback in the names' place."""
    at = {name.upper(): f"127.0.0.1:{port}" for name, port in places.items()}
    hosts = "127.0.0.1 localhost"
    values = {
        "RUN": str(folder),
        "FILES": str(nginx_files.FOLDER),
        "FRONT": nginx_files.NOBODY,
        "TLS": nginx_files.NOTHING,
        "REDIRECT": nginx_files.NOTHING,
        "CHAT_LISTEN": at["CHAT"],
        "CHAT_HOST": hosts,
        "REGISTER_LISTEN": at["REGISTER"],
        "REGISTER_HOST": hosts,
        "REGISTER_NAME": "127.0.0.1",
        "ANY_BOT_A": at["BOT_A"],
        "ANY_BOT_B": at["BOT_B"],
        "ACTIONS_LISTEN": at["INNER_ACTIONS"],
        "DIRECTORY_LISTEN": at["INNER_DIRECTORY"],
        **{name: at[name] for name in ("BOT_A", "BOT_B", "ACTIONS_A", "ACTIONS_B", "DIRECTORY_A", "DIRECTORY_B")},
    }
    return {f"VEJVISER_NGINX_{name}": value for name, value in values.items()}


def main() -> int:
    """Run until Ctrl-C, or until a process keeps on dying.

    Returns:
        0 after Ctrl-C, 1 when a process kept on dying or an engine is missing.
    """
    signal.signal(signal.SIGTERM, run.interrupt)
    first = int(os.environ.get("VEJVISER_CLUSTER_PORT", str(PORT)))
    with tempfile.TemporaryDirectory(prefix="vejviser-cluster-") as made:
        # PostgreSQL runs as another user where we are root.
        folder = Path(made)
        folder.chmod(0o711)
        try:
            with started(folder, model.ensure(), first, logs=LOGS) as it:
                print(f"\nChatten:     {it.chat}/chat/\nRegistret:   {it.register}/admin/")
                print(f"Botterne:    {', '.join(str(it.ports[f'bot_{letter}']) for letter in 'ab')}")
                print(f"Logs:        {LOGS}\nStop med Ctrl-C.", flush=True)
                return run.watch(list(it.parts.values()), it.env)
        except KeyboardInterrupt:
            print("\nAlt er stoppet.", flush=True)
            return 0
        except engines.EngineMissing as missing:
            print(f"Klyngen kan ikke starte: {missing}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
