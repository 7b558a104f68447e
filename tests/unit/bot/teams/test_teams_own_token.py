"""The bot's own token: by secret or certificate, fetched as seldom as can be, renewed in time, and shown to nobody."""

import asyncio
import time
from pathlib import Path

import jwt
import pytest
from fake_connector import SAID, SHORT, TOKEN, Microsoft, lines, play
from token_bench import APP_ID, TENANT, key, pem

from bot.channels.teams import again, credentials
from bot.channels.teams.connector import Connector

pytestmark = pytest.mark.usefixtures("silent_log")


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

    play(scene, SHORT)


def test_the_log_names_microsofts_own_number_of_what_is_wrong(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.token_status = 401
        await sender.prepare()

    play(scene)
    assert "teams: the bot's own token could not be fetched: status 401 AADSTS7000222" in lines(caplog)


def test_an_old_token_is_used_while_a_new_one_cannot_be_had() -> None:
    ahead = [0.0]

    async def scene(there: Microsoft, sender: Connector) -> None:
        await sender.prepare()
        there.token_status = 503
        ahead[0] = 3600.0 - credentials.MARGIN_SECONDS
        assert await sender.send(there.place(), {"text": SAID})
        assert len(there.proofs) > 1 and sender.state()["teams"] == "ready"
        ahead[0] = 3600.0
        await sender.prepare()
        assert sender.state()["teams"] == "no_token"

    play(scene, clock=lambda: time.monotonic() + ahead[0])
