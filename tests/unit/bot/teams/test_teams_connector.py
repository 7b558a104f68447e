"""Answers reach Teams through everything that a network and Microsoft can do, and no line of the log holds any."""

import asyncio
import logging
import time
from email.utils import formatdate
from pathlib import Path
from typing import Any

import jwt
import pytest
from fake_connector import FAST, SAID, TOKEN, Answer, Microsoft, play
from token_bench import APP_ID, TENANT, key, pem

import bot.channels.teams.connector
from bot.channels.teams import again, credentials
from bot.channels.teams.connector import Connector, Place
from bot.channels.teams.http import Http
from bot.channels.teams.urgent import Pace


@pytest.fixture(autouse=True)
def silent_log(caplog: pytest.LogCaptureFixture) -> Any:
    """No test of this file may leave a text, a token, a secret or a name in the log."""
    caplog.set_level(logging.DEBUG)
    yield
    for record in caplog.records:
        if record.name.startswith(("bot.", "aiohttp.client", "py.warnings")):
            line = logging.Formatter().format(record)
            for content in (SAID, TOKEN, "only-used-against", "Lærersen", "a:1pL", "127.0.0.1", "Bearer", TENANT):
                assert content not in line


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]


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


def test_a_secret_fetches_one_token_for_many_answers() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.token_wait = 0.05
        await asyncio.gather(*(sender.send(there.place(str(number)), {"text": SAID}) for number in range(10)))
        await sender.send(there.place(), {"text": SAID})
        assert there.proofs == [
            {
                "grant_type": "client_credentials",
                "client_id": APP_ID,
                "scope": "https://api.botframework.com/.default",
                "client_secret": "only-used-against-loopback",
            }
        ]
        assert len(there.texts) == 11

    play(scene)


def test_a_certificate_fetches_a_token_too_and_a_renewed_file_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "bot.pem"
    path.write_bytes(pem())

    async def scene(there: Microsoft, sender: Connector) -> None:
        await sender.prepare()
        path.write_bytes(pem(by="other", of="other"))
        there.refused_tokens = {f"{TOKEN}1"}
        assert await sender.send(there.place(), {"text": SAID})
        for proof, owner in zip(there.proofs, ("good", "other"), strict=True):
            assert "client_secret" not in proof
            assert proof["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            address = f"{there.url}/{TENANT}/oauth2/v2.0/token"
            public = key(owner).public_key()
            claims = jwt.decode(proof["client_assertion"], public, algorithms=["PS256"], audience=address)
            assert claims["iss"] == claims["sub"] == APP_ID

    play(scene, secret=None, certificate=path)


def test_the_log_tells_in_time_that_the_certificate_expires(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "bot.pem"
    path.write_bytes(pem())

    async def scene(there: Microsoft, sender: Connector) -> None:
        await sender.prepare()

    play(scene, secret=None, certificate=path)
    assert any("certificate expires in 29 days" in line for line in lines(caplog))


def test_a_token_is_renewed_before_it_expires() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.token_seconds = 0
        for _ in range(2):
            await sender.prepare()
        assert len(there.proofs) == 2, "a token without time left is no token"

    play(scene)
    assert credentials.MARGIN_SECONDS >= 300


def test_a_token_that_is_not_accepted_is_renewed_once() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        await sender.prepare()
        there.refused_tokens = {f"{TOKEN}1"}
        assert await sender.send(there.place(), {"text": SAID})
        assert len(there.proofs) == 2 and len(there.heard) == 2
        there.refused_tokens.add(f"{TOKEN}2")
        there.refused_tokens.add(f"{TOKEN}3")
        assert await sender.send(there.place(), {"text": SAID}) is None
        assert len(there.proofs) == 3 and len(there.heard) == 4, "no third try with a token that is refused"

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
        assert time.monotonic() - started < 0.3
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
        assert time.monotonic() - started < 0.15
        assert await hanging, "its own call is given up, and made again"

    play(scene)


def test_typing_is_tried_once_and_never_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.channels.teams.connector, "TYPING_SECONDS", 0.1)

    async def scene(there: Microsoft, sender: Connector) -> None:
        for answer in (Answer(500), Answer(seconds=9), Answer(302)):
            there.script = [answer]
            await sender.typing(there.place())
        assert not there.script and there.texts == []
        assert sender.state()["undelivered"] == 0

    play(scene)


def test_it_starts_without_network_and_speaks_when_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "SECONDS", 0.02)
    monkeypatch.setattr(credentials, "PAUSE_SECONDS", 0.01)

    async def scene(there: Microsoft, sender: Connector) -> None:
        there.token_status = 503
        await sender.prepare()
        assert sender.state()["teams"] == "no_token"
        assert await sender.send(there.place(), {"text": SAID}) is None
        there.token_status = 200
        async with asyncio.timeout(2):
            while sender.state()["teams"] == "no_token":
                await asyncio.sleep(0.01)
        assert await sender.send(there.place(), {"text": SAID})
        assert sender.state()["teams"] == "ready"

    play(scene)


def test_the_log_names_microsofts_own_number_of_what_is_wrong(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.token_status = 401
        await sender.prepare()

    play(scene)
    assert "teams: the bot's own token could not be fetched: status 401 AADSTS7000222" in lines(caplog)


def test_an_old_token_is_used_while_a_new_one_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "PAUSE_SECONDS", 0.0)

    async def scene(there: Microsoft, sender: Connector) -> None:
        there.token_seconds = 2
        await sender.prepare()
        there.token_status = 503
        await asyncio.sleep(1.05)
        assert await sender.send(there.place(), {"text": SAID})
        assert len(there.proofs) > 1 and sender.state()["teams"] == "ready"

    play(scene)


def test_an_acute_answer_outlasts_an_outage_and_comes_first(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.usual = Answer(503)
        assert await sender.send(there.place("a:danger"), {"text": "112"}, acute=True) is None
        assert sender.state() == {"teams": "undelivered", "delivered": 0, "undelivered": 0, "acute_waiting": 1}
        there.usual = Answer(201)
        sent = await asyncio.gather(
            sender.send(there.place("a:other"), {"text": "anden"}),
            sender.send(there.place("a:danger"), {"text": "samme"}),
        )
        assert all(sent)
        assert there.texts[0] == "112" and sorted(there.texts[1:]) == ["anden", "samme"]
        assert sender.state()["acute_waiting"] == 0 and sender.state()["teams"] == "ready"

    # Long pauses: without the ordinary answers behind it the acute one would rest for seconds.
    play(scene, Pace(first=5.0, longest=5.0, ordinary=0.4, acute=60.0))
    assert any("is not delivered yet (status_503)" in line for line in lines(caplog))
    assert any("was delivered after" in line for line in lines(caplog))


def test_nothing_else_comes_before_the_acute_answer_in_its_conversation() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.script = [Answer(503), Answer(503)]
        danger = asyncio.ensure_future(sender.send(there.place(), {"text": "112"}, acute=True))
        await asyncio.sleep(0)
        assert await sender.send(there.place(), {"text": "og så"})
        assert await danger
        assert there.texts == ["112", "og så"]

    play(scene)


def test_an_acute_answer_that_cannot_be_brought_does_not_silence_others() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.script = [Answer(500)] * 2
        blocked = asyncio.ensure_future(sender.send(there.place("a:blocked"), {"text": "112"}, acute=True))
        await asyncio.sleep(0.05)
        assert await sender.send(there.place("a:other"), {"text": "anden"})
        assert there.texts == ["anden"]
        blocked.cancel()

    play(scene, Pace(first=5.0, longest=5.0, ordinary=0.4, acute=60.0))


def test_an_acute_answer_waits_as_long_as_the_connector_asks() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.script = [Answer(429, {"Retry-After": "1"})]
        started = time.monotonic()
        danger = asyncio.ensure_future(sender.send(there.place("a:danger"), {"text": "112"}, acute=True))
        await asyncio.sleep(0.1)
        assert await sender.send(there.place("a:other"), {"text": "anden"})
        assert there.texts == ["anden"], "it was asked to wait, so others need not"
        assert await danger and time.monotonic() - started >= 0.95

    play(scene, Pace(ordinary=3.0, acute=60.0))


def test_an_acute_answer_is_given_up_in_the_end(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.usual = Answer(500)
        assert await sender.send(there.place(), {"text": SAID}, acute=True) is None
        await asyncio.sleep(0.6)
        assert sender.state() == {"teams": "undelivered", "delivered": 0, "undelivered": 1, "acute_waiting": 0}
        heard = len(there.heard)
        await asyncio.sleep(0.2)
        assert len(there.heard) == heard

    play(scene, Pace(first=0.01, longest=0.1, ordinary=0.1, acute=0.5))
    assert any("an acute answer was not delivered (status_500" in line for line in lines(caplog))


def test_the_end_of_the_process_waits_for_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.usual = Answer(seconds=9)
        sent = [asyncio.ensure_future(sender.send(there.place(str(n)), {"text": SAID}, acute=n < 2)) for n in range(4)]
        await asyncio.sleep(0.1)
        started = time.monotonic()
        for task in sent[2:]:
            task.cancel()
        await sender.close()
        assert time.monotonic() - started < 0.2
        assert [await task for task in sent[:2]] == [None, None]
        assert await asyncio.gather(*sent[2:], return_exceptions=True)
        assert await sender.send(there.place(), {"text": SAID}, acute=True) is None
        assert await sender.send(there.place(), {"text": SAID}) is None

    play(scene, FAST)
    assert "teams: 2 acute answers were not delivered before the end" in lines(caplog)


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
