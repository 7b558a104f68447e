"""Starting, checking and stopping the three processes of one machine."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from deploy.model import ROOT, quiet_env

LOGS = ROOT / "var" / "log"


@dataclass(frozen=True)
class Ports:
    """The three ports on loopback; each can be moved by its variable."""

    bot: int = field(default_factory=lambda: int(os.environ.get("VEJVISER_PORT", "5005")))
    actions: int = field(default_factory=lambda: int(os.environ.get("VEJVISER_ACTIONS_PORT", "5055")))
    directory: int = field(default_factory=lambda: int(os.environ.get("VEJVISER_DIRECTORY_PORT", "8001")))


@dataclass
class Part:
    """One running process: its Danish name, command, health address, log file, and its own part of the environment."""

    name: str
    command: list[str]
    health: str
    seconds: int
    log: Path
    process: subprocess.Popen[bytes] | None = None
    more: dict[str, str] = field(default_factory=dict)


def parts(ports: Ports, model: Path) -> list[Part]:
    """Return the three processes in the order in which they start."""
    python = sys.executable
    # Its control socket would let whoever is the same user steer it: nobody needs it here.
    server = [python, "-m", "gunicorn", "-c", "python:directory.serving", "-w", "2", "--no-control-socket"]
    directory = [*server, "-b", f"127.0.0.1:{ports.directory}"]
    return [
        Part(
            "Kontaktregistret",
            [*directory, "--log-level", "warning", "directory.wsgi:application"],
            f"http://127.0.0.1:{ports.directory}/api/health",
            60,
            LOGS / "directory.log",
            more=_metrics(2),
        ),
        Part(
            "Handlingsserveren",
            [python, "-m", "actions.serve", "--port", str(ports.actions)],
            f"http://127.0.0.1:{ports.actions}/health",
            90,
            LOGS / "actions.log",
            more=_metrics(1),
        ),
        Part(
            "Assistenten",
            [python, "-m", "bot.serve", "--model", str(model), "--port", str(ports.bot)],
            f"http://127.0.0.1:{ports.bot}/health",
            300,
            LOGS / "bot.log",
        ),
    ]


def _metrics(step: int) -> dict[str, str]:
    """Return where a part serves its figures on one machine: the bot at VEJVISER_METRICS_PORT, the others after it."""
    port = os.environ.get("VEJVISER_METRICS_PORT", "").strip()
    return {"VEJVISER_METRICS_PORT": str(int(port) + step)} if port.isdecimal() else {}


def environment(ports: Ports) -> dict[str, str]:
    """Return the environment in which all three processes run."""
    return {
        **quiet_env(),
        "VEJVISER_ACTIONS_URL": f"http://127.0.0.1:{ports.actions}/webhook",
        "VEJVISER_DIRECTORY_URL": f"http://127.0.0.1:{ports.directory}",
        # Only the bot may call the action server; a new one for every start unless one is given.
        "VEJVISER_ACTIONS_TOKEN": os.environ.get("VEJVISER_ACTIONS_TOKEN") or secrets.token_urlsafe(48),
        # Only the action server and the bot read the directory's API where a token is asked for.
        "VEJVISER_DIRECTORY_TOKEN": os.environ.get("VEJVISER_DIRECTORY_TOKEN") or secrets.token_urlsafe(48),
    }


def check_ports(ports: Ports) -> None:
    """Stop with one line when a port is taken.

    Raises:
        SystemExit: names the port and the variable that moves it.
    """
    for variable, port in (
        ("VEJVISER_PORT", ports.bot),
        ("VEJVISER_ACTIONS_PORT", ports.actions),
        ("VEJVISER_DIRECTORY_PORT", ports.directory),
    ):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise SystemExit(
                    f"Port {port} er optaget. Stop det program, der bruger den, eller vælg en anden: "
                    f"{variable}={port + 10} make run"
                ) from None


def start(part: Part, env: dict[str, str]) -> None:
    """Start one process with its output in its log, which is begun anew unless the process is started again."""
    part.log.parent.mkdir(parents=True, exist_ok=True)
    with part.log.open("wb" if part.process is None else "ab") as log:
        # A group of its own: Ctrl-C reaches only this supervisor, which then stops the parts in order.
        part.process = subprocess.Popen(
            part.command, cwd=ROOT, env=env | part.more, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )


def wait_healthy(part: Part) -> None:
    """Wait until the process answers its health address.

    Raises:
        SystemExit: it ended or did not answer in time; the message names the log.
    """
    assert part.process is not None
    deadline = time.monotonic() + part.seconds
    while time.monotonic() < deadline:
        if part.process.poll() is not None:
            raise SystemExit(f"{part.name} stoppede under start. Se hvorfor i {part.log}.")
        if healthy(part.health):
            return
        time.sleep(0.3)
    raise SystemExit(f"{part.name} svarede ikke inden for {part.seconds} sekunder. Se hvorfor i {part.log}.")


def healthy(url: str) -> bool:
    """Tell whether the address answers 200; of `tcp:<port>` whether anybody listens there."""
    try:
        if url.startswith("tcp:"):
            socket.create_connection(("127.0.0.1", int(url.removeprefix("tcp:"))), timeout=2).close()
            return True
        with urllib.request.urlopen(url, timeout=2) as reply:  # noqa: S310
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def stop(part: Part) -> None:
    """End the process and those it started; wait for it, and kill it when it does not obey."""
    if part.process is None or part.process.poll() is not None:
        return
    os.killpg(part.process.pid, signal.SIGTERM)
    try:
        part.process.wait(timeout=8)
    except subprocess.TimeoutExpired:
        os.killpg(part.process.pid, signal.SIGKILL)
        part.process.wait()
