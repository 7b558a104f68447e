"""Ways to break a part of the house; each is mended when its block ends."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from broken_house import NONSENSE, BrokenHouse, stand_in

from deploy import processes

Break = Callable[[BrokenHouse], AbstractContextManager[None]]


def killed(part: str) -> Break:
    """The part's processes are gone."""

    @contextmanager
    def broken(house: BrokenHouse) -> Iterator[None]:
        house.stop(part)
        try:
            yield
        finally:
            house.start(part)

    return broken


def hanging(part: str) -> Break:
    """The part takes connections and answers nothing."""

    @contextmanager
    def broken(house: BrokenHouse) -> Iterator[None]:
        house.pause(part)
        try:
            yield
        finally:
            house.go_on(part)

    return broken


def talking_nonsense(part: str, how: str) -> Break:
    """Something else answers on the part's port."""

    @contextmanager
    def broken(house: BrokenHouse) -> Iterator[None]:
        house.stop(part)
        try:
            with stand_in(getattr(house.ports, part), *NONSENSE[how]):
                yield
        finally:
            house.start(part)

    return broken


def rasa(how: str) -> Break:
    """A component of the language, or the tracker store, misbehaves."""

    @contextmanager
    def broken(house: BrokenHouse) -> Iterator[None]:
        house.break_rasa(how)
        try:
            yield
        finally:
            house.break_rasa("")

    return broken


def rasa_signal(number: int) -> Break:
    """Rasa's process is killed, or stopped for as long as the block lasts."""

    @contextmanager
    def broken(house: BrokenHouse) -> Iterator[None]:
        process = house.engine()
        os.kill(process, number)
        time.sleep(0.2)
        try:
            yield
        finally:
            if number == signal.SIGSTOP:
                os.kill(process, signal.SIGCONT)

    return broken


@contextmanager
def database_locked(house: BrokenHouse) -> Iterator[None]:
    """Somebody else writes to the directory's database and does not finish."""
    connection = sqlite3.connect(house.env["VEJVISER_DATABASE"])
    try:
        connection.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        connection.close()


@contextmanager
def database_gone(house: BrokenHouse) -> Iterator[None]:
    """The directory's database file is not there."""
    files = [Path(house.env["VEJVISER_DATABASE"] + end) for end in ("", "-wal", "-shm")]
    house.stop("directory")
    moved = [(file, file.rename(f"{file}.away")) for file in files if file.exists()]
    part = house.parts["directory"]
    processes.start(part, house.env)
    time.sleep(3)
    try:
        yield
    finally:
        processes.stop(part)
        for file in files:
            file.unlink(missing_ok=True)
        for file, away in moved:
            away.rename(file)
        house.start("directory")


def together(*parts: Break) -> Break:
    """Several at once."""

    @contextmanager
    def broken(house: BrokenHouse) -> Iterator[None]:
        with ExitStack() as stack:
            for each in parts:
                stack.enter_context(each(house))
            yield

    return broken


BREAKS: dict[str, Break] = {
    "action server killed": killed("actions"),
    "action server hanging": hanging("actions"),
    **{f"action server {how}": talking_nonsense("actions", how) for how in NONSENSE},
    "directory killed": killed("directory"),
    "directory hanging": hanging("directory"),
    **{f"directory {how}": talking_nonsense("directory", how) for how in NONSENSE},
    "database locked": database_locked,
    "database gone": database_gone,
    "tracker store failing": rasa("store"),
    "language component failing": rasa("raise"),
    "language component asleep": rasa("sleep"),
    "language component spinning": rasa("spin"),
    "language component holding the interpreter": rasa("hold"),
    "Rasa hanging": rasa_signal(signal.SIGSTOP),
    "action server and directory killed, store failing": together(
        killed("actions"), killed("directory"), rasa("store")
    ),
    "action server, directory and language hanging": together(hanging("actions"), hanging("directory"), rasa("sleep")),
    "Rasa killed, action server and directory hanging": together(
        rasa_signal(signal.SIGKILL), hanging("actions"), hanging("directory")
    ),
    "Rasa killed": rasa_signal(signal.SIGKILL),
}
