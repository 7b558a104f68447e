"""Answers reach Teams through everything that a network and Microsoft can do, and no line of the log holds any."""

import asyncio
import time
from email.utils import formatdate

import pytest
from aiohttp import web
from aiohttp.test_utils import RawTestServer
from fake_connector import SAID, Answer, Microsoft, lines, play
from token_bench import TENANT

import bot.channels.teams.connector
from bot.channels.http import Http, Unreachable
from bot.channels.teams.connector import Connector, Place
from bot.channels.teams.urgent import Pace

pytestmark = pytest.mark.usefixtures("silent_log")


def test_an_answer_is_addressed_as_teams_wants_it() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        assert await sender.send(there.place(), {"text": SAID}, reply_to="f:7/ø") == "1:1"
        assert await sender.update(there.place(), "1:1", {"text": "Rettet"})
        await sender.typing(there.place())
        first, second, third = there.heard
        conversation = "/emea/v3/conversations/a%3A1pL-%C3%A6%2F%C3%B8/activities"
        assert (first["method"], first["path"]) == ("POST", f"{conversation}/f%3A7%2F%C3%B8")
        assert first["body"] == {
            "type": "message",
            "text": SAID,
            "from": {"id": "28:bot", "name": "Vejviser"},
            "recipient": {"id": "29:teacher"},
            "conversation": {"id": "a:1pL-æ/ø"},
            "replyToId": "f:7/ø",
        }
        assert (second["method"], second["path"]) == ("PUT", f"{conversation}/1%3A1")
        assert second["body"]["id"] == "1:1"
        assert (third["path"], third["body"]["type"]) == (conversation, "typing")
        assert sender.state() == {"teams": "ready", "delivered": 2, "undelivered": 0, "acute_waiting": 0}

    play(scene)


@pytest.mark.parametrize("dated", [False, True])
def test_the_pause_that_the_connector_asks_for_is_kept(dated: bool) -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        asked = formatdate(time.time() + 2, usegmt=True) if dated else "1"
        there.script = [Answer(429, {"Retry-After": asked})]
        started = time.monotonic()
        assert await sender.send(there.place(), {"text": SAID})
        assert time.monotonic() - started >= 0.9
        assert len(there.heard) == 2

    play(scene, Pace(first=0.01, ordinary=4.0))


def test_an_answer_is_given_up_when_the_pause_is_longer_than_there_is_time() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.script = [Answer(429, {"Retry-After": "3600"})]
        started = time.monotonic()
        assert await sender.send(there.place(), {"text": SAID}) is None
        assert time.monotonic() - started < 2
        assert len(there.heard) == 1

    play(scene)


@pytest.mark.parametrize("status", [408, 412, 429, 500, 502, 503, 504])
def test_what_passes_is_tried_again_with_longer_pauses(status: int) -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.script = [Answer(status)] * 3
        assert await sender.send(there.place(), {"text": SAID})
        assert [entry["status"] for entry in there.heard] == [status] * 3 + [201]
        assert sender.state()["teams"] == "ready"

    play(scene)


def test_pauses_grow_differ_and_have_an_end() -> None:
    pace = Pace()
    longest = [max(pace.pause(attempts, None) for _ in range(200)) for attempts in (1, 2, 3, 4, 10, 1000)]
    assert longest[:4] == sorted(longest[:4]) and longest[0] <= 0.5 and max(longest) <= 15.0
    assert len({pace.pause(3, None) for _ in range(20)}) > 1, "many bots must not come back at the same moment"
    assert pace.pause(1, 20.0) == 20.0 and pace.pause(1, 9e9) == pace.longest_asked


@pytest.mark.parametrize("status", [400, 403, 404, 413])
def test_what_does_not_pass_is_not_tried_again(status: int, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.usual = Answer(status)
        assert await sender.send(there.place(), {"text": SAID}) is None
        assert await sender.send(there.place(), {"text": SAID}, acute=True) is None
        assert not await sender.update(there.place(), "1:1", {"text": SAID})
        assert len(there.heard) == 3
        assert sender.state()["undelivered"] == 3

    play(scene)
    assert f"teams: an answer was not delivered (status_{status})" in lines(caplog)
    assert f"teams: an acute answer was not delivered (status_{status}, 1 attempts)" in lines(caplog)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_leads_the_token_away(status: int) -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.usual = Answer(status, {"Location": f"{there.url}/elsewhere/steal"})
        assert await sender.send(there.place(), {"text": SAID}) is None
        assert there.elsewhere == [] and len(there.heard) == 1

    play(scene)


def test_no_token_is_fetched_or_sent_for_a_host_that_is_not_allowed() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        for address in ("http://localhost:1/", there.url.replace("http", "https"), f"{there.url}@evil.dk", ""):
            place = Place(address, "a:1", TENANT, {"id": "28:b"}, {"id": "29:t"})
            assert await sender.send(place, {"text": SAID}, acute=True) is None
        for conversation in ("", ".", ".."):
            assert await sender.send(there.place(conversation), {"text": SAID}) is None
        assert there.proofs == [] and there.heard == []

    play(scene)


def test_a_connector_that_hangs_holds_nobody_else_up() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        await sender.prepare()
        there.script = [Answer(seconds=9)]
        hanging = asyncio.ensure_future(sender.send(there.place("a:slow"), {"text": "langsom"}))
        await asyncio.sleep(0.05)
        started = time.monotonic()
        assert await sender.send(there.place("a:quick"), {"text": "hurtig"})
        assert time.monotonic() - started < 0.8
        assert await hanging, "its own call is given up, and made again"

    play(scene)


def test_typing_is_tried_once_and_never_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.channels.teams.connector, "TYPING_SECONDS", 0.1)

    async def scene(there: Microsoft, sender: Connector) -> None:
        await sender.typing(there.place())
        assert there.proofs == [], "nobody waits for a token only to show dots"
        await sender.prepare()
        for answer in (Answer(500), Answer(seconds=9), Answer(302)):
            there.script = [answer]
            await sender.typing(there.place())
        assert not there.script and there.texts == []
        assert sender.state()["undelivered"] == 0

    play(scene)


def test_typing_that_is_no_longer_waited_for_leaves_its_connection_to_the_answer() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        await sender.prepare()
        there.script = [Answer(seconds=0.1)]
        typing = asyncio.ensure_future(sender.typing(there.place()))
        await asyncio.sleep(0.03)
        typing.cancel()
        await asyncio.sleep(0.15)
        assert await sender.send(there.place(), {"text": SAID})
        assert len(set(there.callers)) == 1 and len(there.callers) == 2

    play(scene)


def test_a_long_answer_of_microsoft_is_not_read_to_its_end() -> None:
    async def run() -> None:
        async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
            try:
                while True:
                    writer.write(b'"' + b"a" * 65_536)
                    await writer.drain()
            except OSError:
                writer.close()

        server = await asyncio.start_server(flood, "127.0.0.1", 0)
        http = Http()
        with pytest.raises(Exception, match="ValueError"):
            await http.call("GET", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        await http.close()
        server.close()

    asyncio.run(run())


def test_a_schools_proxy_is_used_and_this_machine_is_reached_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        asked: list[str] = []

        async def forward(request: web.BaseRequest) -> web.StreamResponse:
            asked.append(f"{request.raw_path} {request.headers.get('Proxy-Authorization')}")
            return web.json_response({})

        proxy = RawTestServer(forward)
        await proxy.start_server()
        monkeypatch.setenv("http_proxy", f"http://skole:kode@127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        http = Http()
        assert (await http.call("GET", "http://login.example/a")).status == 200
        with pytest.raises(Unreachable) as failed:
            await http.call("GET", "http://127.0.0.1:9/b")
        assert not failed.value.left, "nobody listens there, so nothing has arrived"
        assert asked == ["http://login.example/a Basic c2tvbGU6a29kZQ=="]
        await http.close()
        await proxy.close()

    asyncio.run(run())
