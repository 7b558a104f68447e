"""The same activity is answered once, also across a restart, and what is kept for that says nothing to anybody."""

import asyncio
import json
import sqlite3
import stat
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from teams_door import Door, door
from token_bench import activity, token

from bot.channels.teams.deliveries import KEPT_SECONDS, Deliveries

SECRET = "a key for tests alone"  # noqa: S105
HEARD = "sender 1763806200001"


class Clock:
    """A time that a test moves."""

    def __init__(self) -> None:
        self.now = 1_795_400_000.0

    def __call__(self) -> float:
        return self.now


def rows(path: Path) -> list[Any]:
    with sqlite3.connect(path) as base:
        return base.execute("SELECT * FROM delivery").fetchall()


def test_what_was_answered_is_known_after_a_restart_for_half_an_hour(tmp_path: Path) -> None:
    path, clock = tmp_path / "deliveries.sqlite3", Clock()
    first = Deliveries(path, SECRET, clock)
    assert first.is_new(HEARD) and not first.is_new(HEARD) and first.is_new("sender 2")
    asyncio.run(first.answered(HEARD))
    again = Deliveries(path, SECRET, clock)
    assert not again.is_new(HEARD)
    assert again.is_new("sender 2"), "what was heard and never answered is answered now"
    clock.now += KEPT_SECONDS
    assert Deliveries(path, SECRET, clock).is_new(HEARD) and rows(path) == []


def test_what_is_kept_says_nothing_and_is_overwritten(tmp_path: Path) -> None:
    path, clock = tmp_path / "deliveries.sqlite3", Clock()
    asyncio.run(Deliveries(path, SECRET, clock).answered(HEARD))
    ((mark, answered),) = rows(path)
    assert len(mark) == 64 and answered == int(clock.now) and stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"sender" not in path.read_bytes() and b"1763806200001" not in path.read_bytes()
    other = Deliveries(tmp_path / "other.sqlite3", "another key", clock)
    asyncio.run(other.answered(HEARD))
    assert rows(tmp_path / "other.sqlite3")[0][0] != mark, "who has the file alone can look nobody up"
    clock.now += KEPT_SECONDS + 1
    Deliveries(path, SECRET, clock).is_new(HEARD)
    assert mark.encode() not in path.read_bytes()


def test_without_a_key_nothing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "deliveries.sqlite3"
    open_only = Deliveries(path, None)
    assert open_only.is_new(HEARD) and not open_only.is_new(HEARD)
    asyncio.run(open_only.answered(HEARD))
    assert not path.exists()


@pytest.mark.parametrize("content", [b"no database at all, and more than a header's length of it", None])
def test_a_file_that_fails_costs_no_answer(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "deliveries.sqlite3"
    path.mkdir() if content is None else path.write_bytes(content)
    broken = Deliveries(path, SECRET)
    assert broken.is_new(HEARD) and not broken.is_new(HEARD)
    asyncio.run(broken.answered(HEARD))


async def deliver(at: Door, **parts: Any) -> int:
    url = f"{at.there.url}/emea/"
    headers = {"Authorization": f"Bearer {token(serviceurl=url)}", "Content-Type": "application/json"}
    sent = json.dumps(activity(serviceUrl=url, **parts)).encode()
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{at.url}/teams/messages", data=sent, headers=headers) as reply,
    ):
        return reply.status


def test_an_activity_that_comes_again_after_a_restart_is_answered_once(tmp_path: Path) -> None:
    async def run() -> None:
        async with door(tmp_path) as at:
            assert await deliver(at, id="1", text="hun kommer aldrig") == 200
            async with asyncio.timeout(5):
                while not ((tmp_path / "deliveries.sqlite3").exists() and rows(tmp_path / "deliveries.sqlite3")):
                    await asyncio.sleep(0.02)
            assert len(at.asked) == 1
        async with door(tmp_path) as at:
            assert await deliver(at, id="1", text="hun kommer aldrig") == 200
            assert await deliver(at, id="2", text="og hun virker trist") == 200
            async with asyncio.timeout(5):
                while not at.asked:
                    await asyncio.sleep(0.02)
            assert [message.text for message in at.asked] == ["og hun virker trist"]

    asyncio.run(run())
