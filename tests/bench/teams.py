"""What the Teams door itself adds to an answer: the token check, the queue, the card and the delivery.

    PYTHONPATH=.:tests:tests/unit/bot/teams:tests/browser python -m bench.teams

Everything is in one process and over loopback: a Connector that signs, the real door, a handler in the place of Rasa.
Added is the time from the first byte of an activity to the moment when Teams has its last message, without the turn
itself, which is the same code as on the page. Beside it, in the same run: a call over loopback that does nothing, and
the processor time of it all, the test's own Connector included; on a busy machine these two tell more than the clock.
Writes results/bench_teams.json, and ends with 1 when 10 ms at p95 are not held.
"""

import asyncio
import json
import logging
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from answers import PLAN, QUESTION
from rasa.core.channels.channel import UserMessage
from teams_door import Door, door
from token_bench import activity, connector, token

from bench.directory import machine
from bench.worker import percentiles
from bot.channels.http import Http
from bot.channels.sittings import Sittings
from bot.channels.teams.connector import Connector
from bot.channels.teams.talk import Talk
from bot.channels.teams.tokens import Inspector

RESULTS = Path(__file__).resolve().parents[2] / "results" / "bench_teams.json"
MOST_MILLISECONDS = 10.0
ASKED = 400
WARM = 50
# The door lets 30 messages a minute through in one conversation.
IN_A_TALK = 20

Timed = Callable[[], Awaitable[Any]]


async def ask(message: UserMessage) -> None:
    """Answer with a question and its buttons, every fourth time with a plan."""
    said = {"custom": PLAN} if message.text.endswith("plan") else {**QUESTION}
    await message.output_channel.send_response(message.sender_id, said)


class Watch:
    """Takes the time of a method of a class, each time it runs."""

    def __init__(self, owner: type, name: str) -> None:
        """Put itself in the method's place."""
        self.taken: list[float] = []
        self.worked: list[float] = []
        self.ended = asyncio.Event()
        self.end = 0.0
        original = getattr(owner, name)

        async def timed(*given: Any, **named: Any) -> Any:
            start, work = time.perf_counter(), time.process_time()
            try:
                return await original(*given, **named)
            finally:
                self.end = time.perf_counter()
                self.taken.append(self.end - start)
                self.worked.append(time.process_time() - work)
                self.ended.set()

        setattr(owner, name, timed)


async def through_the_door(at: Door, client: aiohttp.ClientSession) -> dict[str, list[float]]:
    """Send messages one after the other."""
    turns, answers, sent = Watch(Sittings, "take"), Watch(Talk, "answer"), Watch(Connector, "send")
    found: dict[str, list[float]] = {
        "added, question": [],
        "added, plan": [],
        "accepted": [],
        "turn": [],
        "processor": [],
    }
    url = f"{at.there.url}/emea/"
    for number in range(ASKED + WARM):
        kind = "plan" if number % 4 == 3 else "question"
        where = {"conversationType": "personal", "id": f"a:{number // IN_A_TALK}"}
        who = {"id": f"29:{number // IN_A_TALK}", "name": "Lærer"}
        text = "hun er her næsten aldrig" + (" plan" if kind == "plan" else "")
        parts = {"id": str(number), "serviceUrl": url, "conversation": where, "from": who, "text": text}
        headers = {"Authorization": f"Bearer {token(serviceurl=url)}"}
        answers.ended.clear()
        start, work = time.perf_counter(), time.process_time()
        async with client.post(f"{at.url}/teams/messages", json=activity(**parts), headers=headers) as reply:
            assert reply.status == 200, reply.status
        accepted = time.perf_counter() - start
        await answers.ended.wait()
        if number >= WARM:
            found[f"added, {kind}"].append(sent.end - start - turns.taken[-1])
            found["accepted"].append(accepted)
            found["turn"].append(turns.taken[-1])
            found["processor"].append(time.process_time() - work - turns.worked[-1])
    assert len(turns.taken) == ASKED + WARM, "a message was answered without a turn"
    return found


async def alone(act: Timed) -> list[float]:
    """Take the time of one thing, many times."""
    taken = []
    for number in range(ASKED + WARM):
        start = time.perf_counter()
        await act()
        if number >= WARM:
            taken.append(time.perf_counter() - start)
    return taken


async def measure(folder: Path) -> dict[str, list[float]]:
    """Measure everything in one run."""
    async with door(folder, ask) as at, aiohttp.ClientSession() as client:
        found = await through_the_door(at, client)

        async def hop() -> None:
            async with client.post(f"{at.there.url}/elsewhere/x", json=activity()) as reply:
                await reply.read()

        found["a call over loopback"] = await alone(hop)
    async with connector() as provider:
        http = Http()
        inspector, sent = Inspector(provider.settings(), http), f"Bearer {token()}"
        found["token check"] = await alone(lambda: inspector.inspect(sent, activity()))
        await http.close()
    return found


def main() -> int:
    """Measure, write, print."""
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        taken = asyncio.run(measure(Path(folder)))
    figures = {name: percentiles(seconds) for name, seconds in taken.items()}
    base = figures["a call over loopback"]["p95"]
    added = {name: figure["p95"] for name, figure in figures.items() if name.startswith("added")}
    missed = [f"{name}: {value} ms at p95" for name, value in added.items() if value > MOST_MILLISECONDS]
    kept = {
        "date": f"{datetime.now():%Y-%m-%d %H:%M}",
        "machine": machine(),
        "milliseconds": figures,
        "times_a_call_over_loopback_p95": {name: round(value / base, 1) for name, value in added.items()},
        "missed": missed,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for name, figure in figures.items():
        print(f"{name:24}" + "".join(f"{at} {value:8.2f}  " for at, value in figure.items()))
    print(kept["times_a_call_over_loopback_p95"], *missed, sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
