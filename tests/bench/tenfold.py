"""`PYTHONPATH=tests python -m bench.tenfold`: what ten times the contacts and schools cost one answer; some minutes.

Two registers, with the rows of one school and of ten, each behind a server of its own. Both are asked the same in turn,
so that whatever else the machine does slows both. Writes results/bench_tenfold.json; ends with 1 at a tenth or more.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import requests
from house import free_port
from postgresql import binaries, cluster

from bench.directory import ROOT, machine
from deploy import processes

RESULTS = ROOT / "results" / "bench_tenfold.json"
MOST = 1.1
ROUNDS = 150
WARM = 20
# Anything that is written makes the directory forget the answers that it keeps.
WRITER = """
import sys
from django.db import connection
for line in sys.stdin:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE resources_region SET name = name")
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
        """Change nothing, but write."""
        assert self.writer.stdin and self.writer.stdout
        self.writer.stdin.write("\n")
        self.writer.stdin.flush()
        self.writer.stdout.readline()


def opened(stack: ExitStack, address: str, schools: int, folder: Path) -> Register:
    """Make the register with the rows of so many schools, and serve it as `make run` does."""
    env = os.environ | {"VEJVISER_DATABASE": address, "VEJVISER_PROFILE": "development"}
    command = [sys.executable, "-m", "bench.worker", "--prepare", str(schools)]
    made = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
    ports = processes.Ports(directory=free_port())
    part = processes.parts(ports, folder / "no-model")[0]
    part.log = folder / f"directory{ports.directory}.log"
    stack.callback(processes.stop, part)
    processes.start(part, env)
    processes.wait_healthy(part)
    shell = [sys.executable, "directory/manage.py", "shell", "--verbosity", "0", "--command", WRITER]
    writer = subprocess.Popen(shell, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    stack.callback(writer.kill)
    rows = json.loads(made.stdout.splitlines()[-1])["rows"]
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


def measured(addresses: tuple[str, str], folder: Path) -> dict[str, Any]:
    """Measure one engine."""
    chance = random.Random(7)
    with ExitStack() as stack:
        both = [opened(stack, address, schools, folder) for address, schools in zip(addresses, (1, 10), strict=True)]
        codes = [
            each["code"] for each in requests.get(f"{both[0].url}/api/municipalities", timeout=10).json()["results"]
        ]
        # The school whose rows stand in both.
        questions = [
            f"/api/basis?school=maaleskole-01&municipality={chance.choice(codes)}" for _ in range(ROUNDS + WARM)
        ]
        found: dict[str, Any] = {"rows": [register.rows for register in both]}
        for name, written in (("after a write", True), ("unchanged", False)):
            one, ten = asked(both, questions, written=written)
            found[name] = {"one_school_ms": one, "ten_schools_ms": ten, "ratio": round(ten / one, 3)}
    return found


def main() -> int:
    """Measure, write, print."""
    given = argparse.ArgumentParser()
    given.add_argument("--sqlite-only", action="store_true")
    engines = {}
    about = machine()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        addresses = {"SQLite": (str(folder / "one.sqlite3"), str(folder / "ten.sqlite3"))}
        if binaries() and not given.parse_args().sqlite_only:
            server = stack.enter_context(cluster(hasty=False))
            addresses["PostgreSQL"] = (server.create("one"), server.create("ten"))
        for engine, pair in addresses.items():
            engines[engine] = measured(pair, folder)
            print(engine, json.dumps(engines[engine]), flush=True)
    ways = ("after a write", "unchanged")
    wrong = [f"{engine}, {way}" for engine in engines for way in ways if engines[engine][way]["ratio"] >= MOST]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"machine": about, "engines": engines, "missed": wrong}, indent=1) + "\n", "utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
