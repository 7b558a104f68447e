"""`PYTHONPATH=tests python -m bench.speed`: Vejviser beside Rasa's own starter project, in one run on one machine.

Latency of a plain turn and of a whole plan, throughput at 1 to 128 conversations, memory, cold start, training from
nothing and after a changed wording. Writes results/bench_speed.json and results/bench_speed.svg, and ends with 1 when
a ratio that is needed is not held. About a quarter of an hour on two cores; needs `make peer`.
"""

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from house import House, started

from bench import peer
from bench.directory import machine
from bench.speed_chart import chart
from bench.talking import Way, at_once, in_order
from bench.worker import percentiles
from deploy import model

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "results" / "bench_speed.json"
AT_ONCE = (1, 8, 32, 128)
CONVERSATIONS = 40

PEER_LINES = ("hi", "bye")
# A greeting and thanks: no action server, as in the starter project.
PLAIN = ("hej", "tak for hjælpen")
# The last line brings the whole plan: action server, directory, note and all.
WORRY = (
    "min elev er trist og kommer ikke mere",
    "nej, der er ingen fare",
    "hun er 17",
    "Herning",
    "jeg har ikke gjort noget endnu",
)

# The most that ours may be of the peer's; throughput is the other way round.
NEEDED = {
    "plain_turn": 0.5,
    "memory": 0.5,
    "cold_start": 0.5,
    "training": 0.5,
    "full_plan_turn": 1.0,
}
LEAST_THROUGHPUT = 3.0
MOST_P95 = 3.0


def measure_peer(folder: Path) -> dict[str, Any]:
    """Everything of the starter project."""
    peer.make(folder)
    found: dict[str, Any] = {"training": peer.train(folder)}
    with peer.served(folder) as (url, pid, cold):
        found |= {"cold_start": cold, **talked(url, PEER_LINES)}
        found["memory"] = peer.memory_mb(pid, *peer.children(pid))
    found["reword"] = peer.reword(folder)
    return found


def measure_ours(folder: Path) -> dict[str, Any]:
    """The same of Vejviser: the bot is the doors and Rasa behind them; action server and directory run beside it."""
    start = time.perf_counter()
    trained = folder / "models"
    command = [sys.executable, "-m", "bot.train", "--name", "bench", "--out", str(trained)]
    subprocess.run(command, cwd=ROOT, env=model.quiet_env(), check=True, capture_output=True)
    found: dict[str, Any] = {"training": time.perf_counter() - start, "reword": reworded(folder)}
    with started(House, folder, model.ensure()) as house:
        url = f"{house.url}/webhooks/rest/webhook"
        process = house.parts["bot"].process
        assert process
        found |= talked(url, PLAIN)
        whole = asyncio.run(in_order(Way(url, WORRY), CONVERSATIONS))
        found["full_plan_turn"] = percentiles(whole[-1][5:])
        found["memory"] = peer.memory_mb(process.pid, *peer.children(process.pid))
        found["cold_start"] = cold_start(house)
    return found


def talked(url: str, lines: tuple[str, ...]) -> dict[str, Any]:
    """Latency of a plain turn, and throughput with many at once."""
    way = Way(url, lines)
    alone = asyncio.run(in_order(way, CONVERSATIONS + 5))
    found: dict[str, Any] = {"plain_turn": percentiles([each for line in alone for each in line[5:]]), "load": {}}
    for many in AT_ONCE:
        load = asyncio.run(at_once(way, many))
        found["load"][many] = {
            **percentiles(load["seconds"]),
            "per_second": round(load["per_second"], 1),
            "failed": load["failed"],
        }
    return found


def cold_start(house: House) -> float:
    """Stop the bot and start it again; the seconds until Rasa has answered a message."""
    house.stop("bot")
    start = time.perf_counter()
    house.start("bot")
    house.say("cold", "hej")
    return time.perf_counter() - start


def reworded(folder: Path) -> float:
    """Change a wording in a copy of the project, and train as `make train` does; the seconds until it is done."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    copy = folder / "project"
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    (copy / "models").mkdir()
    shutil.copy2(model.ensure(), copy / "models")
    texts = copy / "bot" / "responses" / "small_talk.yml"
    texts.write_text(texts.read_text("utf-8").replace("Hej", "Goddag"), "utf-8")
    start = time.perf_counter()
    command = [sys.executable, "-m", "deploy.model"]
    subprocess.run(
        command, cwd=copy, env=model.quiet_env() | {"PYTHONPATH": str(copy)}, check=True, capture_output=True
    )
    return time.perf_counter() - start


def ratios(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, float]:
    """Ours over the peer's, medians; throughput is the other way round: how many times as many turns."""
    plain = theirs["plain_turn"]["p50"]
    found = {
        "plain_turn": ours["plain_turn"]["p50"] / plain,
        "full_plan_turn": ours["full_plan_turn"]["p50"] / plain,
        **{name: ours[name] / theirs[name] for name in ("memory", "cold_start", "training", "reword")},
    }
    for many in AT_ONCE:
        found[f"throughput_{many}"] = ours["load"][many]["per_second"] / theirs["load"][many]["per_second"]
    return {name: round(value, 3) for name, value in found.items()}


def faults(found: dict[str, float], ours: dict[str, Any]) -> list[str]:
    """What is needed and not held."""
    wrong = [f"{name}: {found[name]} > {most}" for name, most in NEEDED.items() if found[name] > most]
    throughput = median(found[f"throughput_{many}"] for many in AT_ONCE)
    wrong += [f"throughput: {throughput:.2f} < {LEAST_THROUGHPUT}"] if throughput < LEAST_THROUGHPUT else []
    spread = ours["load"][8]["p95"] / ours["load"][8]["p50"]
    wrong += [f"p95 over p50 at 8 conversations: {spread:.2f} > {MOST_P95}"] if spread > MOST_P95 else []
    failed = sum(load["failed"] for load in ours["load"].values())
    return wrong + ([f"failed turns: {failed}"] if failed else [])


def main() -> int:
    """Measure both, write what was found, and say what does not hold."""
    about = machine()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "ours").mkdir()
        theirs = measure_peer(folder / "peer")
        ours = measure_ours(folder / "ours")
    found = ratios(ours, theirs)
    wrong = faults(found, ours)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        json.dumps({"machine": about, "ours": ours, "peer": theirs, "ratio": found, "not_held": wrong}, indent=1)
    )
    chart(ours, theirs, RESULTS.with_suffix(".svg"))
    for name, value in found.items():
        print(f"{name:20} {value:8.3f}")
    print("\n".join(wrong) or "Everything that is needed is held.")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
