"""Something else on Redis' port, or in it: no answer of a bot may depend on what kind of error that makes."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import redis
from redis_process import RedisProcess
from two_bots import SECRET

from bot.channels.teams.connector import Place
from bot.channels.teams.follow_ups import DENMARK
from bot.channels.teams.shared_follow_ups import DAYS, SharedFollowUps
from bot.sharing.once import Once
from bot.sharing.redis_server import answers, connect

# An error, a number that is none, what is no UTF-8, another protocol, and the beginning of very much.
NONSENSE = [
    b"-ERR no\r\n",
    b"*-7\r\n:x\r\n",
    b":x\r\n",
    b"+\xff\xfe\r\n",
    b"HTTP/1.1 200 OK\r\n\r\n",
    b"$99999999999\r\n",
]
PLACE = Place("https://smba.trafficmanager.net/emea/", "a:1XyZ", "5d2b7f60", {"id": "28:bot"}, {"id": "29:1karen"})
DAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 10, 0, tzinfo=DENMARK)


@pytest.fixture(params=NONSENSE)
def nonsense(request: pytest.FixtureRequest) -> Iterator[int]:
    """The port of somebody who says the same to everything."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    line, _ = listening.accept()
                    line.recv(1000)
                    line.sendall(request.param)
                    line.close()
                except OSError:
                    if listening.fileno() < 0:
                        return

        threading.Thread(target=serve, daemon=True).start()
        yield int(listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)


def test_who_is_first_is_told_whatever_is_said_on_redis_port(nonsense: int) -> None:
    async def story() -> None:
        client = connect(f"redis://127.0.0.1:{nonsense}/0")
        once = Once(client, SECRET)
        assert await once.first("an activity", 60), "an answer that comes twice is better than none"
        assert not await once.take("asked")
        assert await once.word("a card", "new", 60) == "new"
        assert not await answers(client)

    asyncio.run(story())


def test_a_day_is_told_as_not_kept_whatever_is_said_on_redis_port(nonsense: int) -> None:
    with pytest.raises(OSError, match=""):
        SharedFollowUps(redis.Redis(port=nonsense, socket_timeout=1), SECRET).choose("a", PLACE, DAY, None)


def test_what_somebody_else_put_beside_the_days_stops_no_question(shared_redis: RedisProcess) -> None:
    client: redis.Redis[bytes] = redis.Redis(port=shared_redis.port)
    client.flushall()
    ours = SharedFollowUps(client, SECRET)
    for name in ("a", "b", "c"):
        ours.choose(name, PLACE, DAY, None)
    client.zadd(DAYS, {b"\xff\xfe": DAY.toordinal()})
    client.delete("vejviser:follow_up:b")
    client.rpush("vejviser:follow_up:b", "x")
    client.set("vejviser:follow_up:c", b"no seal of ours")
    found = ours.due(NOW)
    assert [one.conversation for one in found] == ["a"]
