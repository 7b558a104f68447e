"""Each drill: what is done to the running cluster, and how it is put right again, as an operator's machine would."""

import os
import resource
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy import processes
from deploy.cluster import Cluster


@dataclass(frozen=True)
class Drill:
    """One drill. `hold` is how long the fault lasts before `mend` puts it right."""

    id: str
    title: str
    break_it: Callable[[Cluster], None]
    mend: Callable[[Cluster], None]
    hold: float = 6.0


def kill(name: str) -> Callable[[Cluster], None]:
    """Return what kills a part and all it has started, at once."""

    def act(it: Cluster) -> None:
        process = it.parts[name].process
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    return act


def halt(name: str, number: signal.Signals) -> Callable[[Cluster], None]:
    """Return what lets a part hang, or go on."""

    def act(it: Cluster) -> None:
        process = it.parts[name].process
        assert process is not None
        os.killpg(process.pid, number)

    return act


def halt_rasa(name: str, number: signal.Signals) -> Callable[[Cluster], None]:
    """Return what lets a bot's Rasa hang, or go on, while its door lives."""

    def act(it: Cluster) -> None:
        _door, *behind = _processes(it, name)
        for pid in behind:
            os.kill(pid, number)

    return act


def both(one: Callable[[Cluster], None], other: Callable[[Cluster], None]) -> Callable[[Cluster], None]:
    """Return what does two things."""

    def act(it: Cluster) -> None:
        one(it)
        other(it)

    return act


def end(name: str) -> Callable[[Cluster], None]:
    """Return what ends a part in order."""
    return lambda it: it.stop(name)


def start(name: str) -> Callable[[Cluster], None]:
    """Return what starts a part again."""
    return lambda it: it.start(name)


def nothing(_it: Cluster) -> None:
    """Do nothing."""


def fill_the_log(it: Cluster) -> None:
    """Let both bots write no more to any file, and give them something to write: the action servers are gone."""
    for pid in _bots(it):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    for name in ("actions_a", "actions_b"):
        it.stop(name)


def empty_the_log(it: Cluster) -> None:
    """Let them write again, and start the action servers."""
    it.start("actions_a", "actions_b")
    for pid in _bots(it):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _bots(it: Cluster) -> list[int]:
    return _processes(it, "bot_a") + _processes(it, "bot_b")


def _processes(it: Cluster, name: str) -> list[int]:
    """A bot's processes: its door, and Rasa's behind it."""
    process = it.parts[name].process
    assert process is not None
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("utf-8")
    return [process.pid, *map(int, children.split())]


def restart_everything(it: Cluster) -> None:
    """End every part, and start every part at once: the doors open before the models are loaded."""
    for name in reversed(it.parts):
        it.stop(name)
    it.start(*it.parts)


def roll_out(it: Cluster) -> None:
    """Give one bot after the other a new model file, each when the one before it is ready."""
    for name in ("bot_a", "bot_b"):
        part = it.parts[name]
        place = part.command.index("--model") + 1
        old = Path(part.command[place])
        new = part.log.with_name(f"new-{old.name}")
        if not new.exists():
            shutil.copyfile(old, new)
        it.stop(name)
        part.command[place] = str(new)
        processes.start(part, it.env)
        processes.wait_healthy(part)
        # Longer than nginx leaves a bot alone that has failed once (deploy/nginx/edge.conf.template).
        time.sleep(11)


DRILLS = (
    Drill("quiet", "Ingenting (til sammenligning)", nothing, nothing),
    Drill("bot", "En bot dræbes", kill("bot_a"), start("bot_a")),
    Drill(
        "bot_hangs", "En bot hænger, også dens dør", halt("bot_a", signal.SIGSTOP), halt("bot_a", signal.SIGCONT), 25
    ),
    Drill(
        "bots_hang",
        "Begge botter hænger, også deres døre",
        both(halt("bot_a", signal.SIGSTOP), halt("bot_b", signal.SIGSTOP)),
        both(halt("bot_a", signal.SIGCONT), halt("bot_b", signal.SIGCONT)),
        12,
    ),
    Drill(
        "rasa_hangs",
        "En bots Rasa hænger, dens dør lever",
        halt_rasa("bot_a", signal.SIGSTOP),
        halt_rasa("bot_a", signal.SIGCONT),
        20,
    ),
    Drill("actions", "En handlingsserver dræbes", kill("actions_a"), start("actions_a")),
    Drill("directory", "Et kontaktregister dræbes", kill("directory_a"), start("directory_a")),
    Drill("redis", "Redis stoppes", end("redis"), start("redis")),
    Drill("redis_hangs", "Redis hænger", halt("redis", signal.SIGSTOP), halt("redis", signal.SIGCONT)),
    Drill("postgresql", "PostgreSQL stoppes", end("postgresql"), start("postgresql")),
    Drill(
        "actions_hang",
        "En handlingsserver hænger",
        halt("actions_a", signal.SIGSTOP),
        halt("actions_a", signal.SIGCONT),
        12,
    ),
    Drill("log", "Loggens plads er brugt", fill_the_log, empty_the_log),
    Drill("everything", "Alt genstartes på én gang", restart_everything, nothing, 0),
    Drill("model", "En ny model rulles ud", roll_out, nothing, 0),
)
