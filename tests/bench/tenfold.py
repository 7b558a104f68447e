"""`PYTHONPATH=tests python -m bench.tenfold`: what ten times the contacts and schools cost a turn; some minutes.

Two registers, with the rows of one school and of ten, each behind a server of its own. Both are asked the same in turn,
so that whatever else the machine does slows both; then a teacher talks until the plan, with each of them in turn.
Writes results/bench_tenfold.json, and ends with 1 when a figure that docs/directory.md calls held is not.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import requests
from house import House, free_port, started
from postgresql import binaries, cluster

from bench.directory import ROOT, machine
from bench.speed import WORRY
from deploy import model, processes

RESULTS = ROOT / "results" / "bench_tenfold.json"
MOST = 1.1
# What docs/directory.md says of each engine.
HELD = {"SQLite": ("unchanged",), "PostgreSQL": ("unchanged",)}
ROUNDS = 150
WARM = 20
# Conversations with each register before it is the other's turn, how often, and how many of them only warm up.
TALKS, TIMES, FIRST = 10, 4, 3
# The school whose rows stand in both.
SCHOOL = "maaleskole-01"
# What stands in its rows alone (bench/rows.py).
OWN_ROW = "example.org"
# Anything that is written makes the directory forget the answers that it keeps. It must differ: what is written as it
# was, SQLite leaves alone.
WRITER = """
import sys
from django.db import connection
for line in sys.stdin:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE resources_region SET name = CASE WHEN name LIKE '% ' THEN rtrim(name) ELSE name || ' ' END"
        )
    print("done", flush=True)
"""


@dataclass
class Register:
    """One register: its address in the database, how many rows it holds, its server, and who writes in it."""

    address: str
    rows: int
    url: str
    writer: "subprocess.Popen[str]"

    def write(self) -> None:
        """Put a space after each region's name, or take it away."""
        assert self.writer.stdin and self.writer.stdout
        self.writer.stdin.write("\n")
        self.writer.stdin.flush()
        self.writer.stdout.readline()


def made(env: dict[str, str], schools: int) -> int:
    """Make the register with the rows of so many schools; return how many rows it holds."""
    command = [sys.executable, "-m", "bench.worker", "--prepare", str(schools)]
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
    rows: int = json.loads(done.stdout.splitlines()[-1])["rows"]
    return rows


def opened(stack: ExitStack, address: str, schools: int, folder: Path) -> Register:
    """Make the register with the rows of so many schools, and serve it as `make run` does."""
    env = os.environ | {"VEJVISER_DATABASE": address, "VEJVISER_PROFILE": "development"}
    rows = made(env, schools)
    ports = processes.Ports(directory=free_port())
    part = processes.parts(ports, folder / "no-model")[0]
    part.log = folder / f"directory{ports.directory}.log"
    stack.callback(processes.stop, part)
    processes.start(part, env)
    processes.wait_healthy(part)
    shell = [sys.executable, "directory/manage.py", "shell", "--verbosity", "0", "--command", WRITER]
    writer = subprocess.Popen(shell, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    stack.callback(writer.kill)
    return Register(address, rows, f"http://127.0.0.1:{ports.directory}", writer)


def asked(registers: list[Register], addresses: list[str], *, written: bool) -> list[float]:
    """Ask both the same, in turn, and return the median of each, in milliseconds.

    Args:
        registers: those to ask.
        addresses: what to ask.
        written: something is written before each question; otherwise each is asked twice, and the second time counts.
    """
    session = requests.Session()
    session.trust_env = False
    taken: list[list[float]] = [[] for _ in registers]
    for number, address in enumerate(addresses):
        # Who is asked first is not always the same.
        pairs = list(zip(registers, taken, strict=True))
        for register, seconds in pairs if number % 2 else reversed(pairs):
            if written:
                register.write()
            else:
                session.get(register.url + address, timeout=10).raise_for_status()
            start = time.perf_counter()
            session.get(register.url + address, timeout=10).raise_for_status()
            if number >= WARM:
                seconds.append(time.perf_counter() - start)
    return [round(median(seconds) * 1000, 2) for seconds in taken]


def talked(registers: list[Register], folder: Path) -> list[float]:
    """Talk with each in turn until the plan comes, and return the median of that last turn of each, in milliseconds.

    One bot; its action server is started anew for each turn at the register whose turn it is. Something is written in
    the register before each line.
    """
    taken: list[list[float]] = [[] for _ in registers]
    (folder / "house").mkdir(exist_ok=True)
    with started(House, folder / "house", model.ensure()) as house:
        for time_ in range(TIMES):
            pairs = list(zip(registers, taken, strict=True))
            for register, seconds in pairs if time_ % 2 else reversed(pairs):
                house.stop("actions")
                house.env["VEJVISER_DIRECTORY_URL"] = register.url
                house.start("actions")
                seconds += [plan_turn(house, register) for _ in range(TALKS)][FIRST:]
    return [round(median(seconds) * 1000, 2) for seconds in taken]


def plan_turn(house: House, register: Register) -> float:
    """Hold one conversation of the school whose rows stand in both; return the seconds of its plan."""
    sender = uuid.uuid4().hex
    for line in WORRY[:-1]:
        # Before each line, so that nothing that was asked ahead of the plan is a kept answer either.
        register.write()
        house.say(sender, line, school=SCHOOL)
    register.write()
    start = time.perf_counter()
    plan = house.say(sender, WORRY[-1], school=SCHOOL)
    taken = time.perf_counter() - start
    assert OWN_ROW in json.dumps(plan), "the plan is not made of the school's own rows"
    return taken


def compared(pair: list[float]) -> dict[str, float]:
    """Return the two, and how many times the first the second is."""
    one, ten = pair
    return {"one_school_ms": one, "ten_schools_ms": ten, "ratio": round(ten / one, 3)}


def measured(addresses: tuple[str, str], folder: Path) -> dict[str, Any]:
    """Measure one engine."""
    chance = random.Random(7)
    with ExitStack() as stack:
        both = [opened(stack, address, schools, folder) for address, schools in zip(addresses, (1, 10), strict=True)]
        codes = [
            each["code"] for each in requests.get(f"{both[0].url}/api/municipalities", timeout=10).json()["results"]
        ]
        questions = [f"/api/basis?school={SCHOOL}&municipality={chance.choice(codes)}" for _ in range(ROUNDS + WARM)]
        found: dict[str, Any] = {"rows": [register.rows for register in both]}
        for name, written in (("after a write", True), ("unchanged", False)):
            found[name] = compared(asked(both, questions, written=written))
        found["plan turn"] = compared(talked(both, folder))
    return found


def missed(engine: str, found: dict[str, Any]) -> list[str]:
    """Print what is held and what is not; return what is not although the documents say so."""
    wrong = []
    for name in ("after a write", "unchanged", "plan turn"):
        held = found[name]["ratio"] < MOST
        open_ = "" if name in HELD[engine] else " (open)"
        print(f"{engine}, {name}: {json.dumps(found[name])} {'HELD' if held else 'NOT HELD'}{open_}", flush=True)
        wrong += [f"{engine}, {name}"] if not held and not open_ else []
    return wrong


def main() -> int:
    """Measure, write, print."""
    given = argparse.ArgumentParser()
    given.add_argument("--sqlite-only", action="store_true")
    engines, wrong = {}, []
    about = machine()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        addresses = {"SQLite": (str(folder / "one.sqlite3"), str(folder / "ten.sqlite3"))}
        if binaries() and not given.parse_args().sqlite_only:
            server = stack.enter_context(cluster(hasty=False))
            addresses["PostgreSQL"] = (server.create("one"), server.create("ten"))
        for engine, pair in addresses.items():
            engines[engine] = measured(pair, folder)
            wrong += missed(engine, engines[engine])
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": about, "engines": engines, "missed": wrong}, indent=1) + "\n", "utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
