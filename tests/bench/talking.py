"""Turns over Rasa's REST shape, ours and the peer's alike: one after the other, or many conversations at once."""

import asyncio
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

SECONDS = 10.0
# Beyond this a teacher has gone.
PATIENCE = 60.0


@dataclass(frozen=True)
class Way:
    """Where to talk, and what is said in each conversation, in order."""

    url: str
    lines: Sequence[str]


async def in_order(way: Way, conversations: int) -> list[list[float]]:
    """Hold conversations one after the other.

    Returns:
        For each line of the conversation, the seconds that it took each time.

    Raises:
        RuntimeError: an answer was empty, or no answer.
    """
    taken: list[list[float]] = [[] for _ in way.lines]
    async with _client() as client:
        for _ in range(conversations):
            sender = uuid.uuid4().hex
            for line, seconds in zip(way.lines, taken, strict=True):
                seconds.append(await _turn(client, way, sender, line))
    return taken


async def at_once(way: Way, conversations: int, seconds: float = SECONDS) -> dict[str, Any]:
    """Let so many talk at once, each writing as soon as it is answered, over and over, for so many seconds.

    Returns:
        `seconds` of each turn, how many `failed`, and `per_second`.
    """
    taken: list[float] = []
    failed = 0
    begun = time.perf_counter()

    async def one(client: aiohttp.ClientSession) -> None:
        nonlocal failed
        while time.perf_counter() - begun < seconds:
            sender = uuid.uuid4().hex
            for line in way.lines:
                try:
                    taken.append(await _turn(client, way, sender, line))
                except (RuntimeError, aiohttp.ClientError, TimeoutError):
                    failed += 1

    async with _client() as client:
        await asyncio.gather(*(one(client) for _ in range(conversations)))
    return {"seconds": taken, "failed": failed, "per_second": len(taken) / (time.perf_counter() - begun)}


def _client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE), connector=aiohttp.TCPConnector(limit=0))


async def _turn(client: aiohttp.ClientSession, way: Way, sender: str, line: str) -> float:
    start = time.perf_counter()
    async with client.post(way.url, json={"sender": sender, "message": line}) as reply:
        said = await reply.json()
    taken = time.perf_counter() - start
    if reply.status != 200 or not said:
        raise RuntimeError(f"{reply.status}: {said}")
    return taken
