"""`make bench`: the directory with the rows of ten schools beside the small one, on SQLite and PostgreSQL.

Writes results/bench_directory.json and prints a table. Ends with 1 when an import takes two minutes or more, or the
query behind an answer 20 ms or more at p95.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

from postgresql import binaries, cluster

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "results" / "bench_directory.json"
MOST_SECONDS = 120
MOST_MILLISECONDS = 20
HELD = ("services", "services, no municipality", "plan")


def measure(address: str, *, full: bool) -> dict[str, Any]:
    """Measure one database in a process of its own."""
    env = os.environ | {"VEJVISER_DATABASE": address, "VEJVISER_PROFILE": "development"}
    command = [sys.executable, "-m", "bench.worker", *(["--full"] if full else [])]
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def compare(small: dict[str, Any], full: dict[str, Any]) -> dict[str, Any]:
    """Both figures, and how much longer the many rows take: the same run, so that the machine's mood counts little."""
    ratio = {
        way: {name: round(full[way][name]["p50"] / small[way][name]["p50"], 2) for name in full[way]}
        for way in ("in_process", "gunicorn")
    }
    return {"small": small, "full": full, "ratio_p50": ratio}


def machine() -> dict[str, Any]:
    """Where it was measured."""
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "cpu": names[0].split(":")[1].strip() if names else platform.machine(),
        "cores": os.cpu_count(),
        "load_average": [round(load, 1) for load in os.getloadavg()],
        "python": platform.python_version(),
    }


def table(engines: dict[str, Any]) -> list[str]:
    """The figures to read."""
    lines = []
    for engine, found in engines.items():
        full = found["full"]
        lines.append(
            f"\n{engine}: {full['imported_rows']} rows imported in {full['import_seconds']} s, {full['rows']} in all "
            f"(small: {found['small']['rows']})"
        )
        lines.append(f"{'':28}{'in process, ms':>26}{'over gunicorn, ms':>26}{'against small':>20}")
        lines.append(f"{'':28}{'p50':>13}{'p95':>13}{'p50':>13}{'p95':>13}{'client':>10}{'gunicorn':>10}")
        for name in full["in_process"]:
            times = [full[way][name][at] for way in ("in_process", "gunicorn") for at in ("p50", "p95")]
            ratios = [found["ratio_p50"][way][name] for way in ("in_process", "gunicorn")]
            figures = "".join(f"{time:13.2f}" for time in times) + "".join(f"{ratio:10.2f}" for ratio in ratios)
            lines.append(f"{name:28}{figures}")
    return lines


def missed(engines: dict[str, Any]) -> list[str]:
    """What did not hold."""
    wrong = []
    for engine, found in engines.items():
        full = found["full"]
        if full["import_seconds"] >= MOST_SECONDS:
            wrong.append(f"{engine}: import {full['import_seconds']} s")
        for way in ("in_process", "gunicorn"):
            for name in HELD:
                if full[way][name]["p95"] >= MOST_MILLISECONDS:
                    wrong.append(f"{engine}, {way}: {name} {full[way][name]['p95']} ms at p95")
    return wrong


def main() -> int:
    """Measure, write, print."""
    where = machine()
    engines = {}
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        addresses = {"SQLite": [str(folder / "small.sqlite3"), str(folder / "full.sqlite3")]}
        if binaries():
            # With its own care for a power cut: what is measured is what a school would have.
            server = opened.enter_context(cluster(hasty=False))
            addresses["PostgreSQL"] = [server.create("small"), server.create("full")]
        for engine, (small, full) in addresses.items():
            engines[engine] = compare(measure(small, full=False), measure(full, full=True))
    wrong = missed(engines)
    kept = {"date": f"{datetime.now():%Y-%m-%d %H:%M}", "machine": where, "engines": engines, "missed": wrong}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(
        "\n".join(
            [*table(engines), "", *(f"MISSED: {line}" for line in wrong), f"Written: {RESULTS.relative_to(ROOT)}"]
        )
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
