"""The real door over HTTP: what is wrong is refused before anybody looks at it, and what is right is answered."""

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage
from refused_cases import CASES
from teams_door import Door, door
from test_teams_refusals import assert_silent
from token_bench import APP_ID, CONTENT, TENANT, activity, token

from bot import serve
from bot.channels.teams.refusals import REASONS

MESSAGES = "/teams/messages"


async def post(client: aiohttp.ClientSession, at: Door, headers: list[str], body: Any) -> tuple[int, str]:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = [("Content-Type", "application/json; charset=utf-8"), *(("Authorization", value) for value in headers)]
    async with client.post(at.url + MESSAGES, data=sent, headers=given) as reply:
        return reply.status, await reply.text()


def test_every_way_to_be_wrong_is_refused_at_the_door(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)

    async def run() -> dict[str, tuple[int, list[str]]]:
        found: dict[str, tuple[int, list[str]]] = {}
        async with door(tmp_path) as at, aiohttp.ClientSession() as client:
            assert (await post(client, at, *right(at)))[0] == 200
            for case in [case for case in CASES if case.reason != "no_keys"]:
                caplog.clear()
                status, said = await post(client, at, *case.sent())
                assert json.loads(said) == {"error": {"code": case.reason}}
                lines = [record for record in caplog.records if record.name.startswith("bot.")]
                assert_silent(lines)
                found[case.what] = (status, [line.getMessage() for line in lines])
            assert len(at.asked) == 1, "nothing that was refused came further"
        return found

    wanted = {
        case.what: (REASONS[case.reason], [f"teams: refused with {REASONS[case.reason]}: {case.reason}"])
        for case in CASES
        if case.reason != "no_keys"
    }
    assert asyncio.run(run()) == wanted


def right(at: Door, **parts: Any) -> tuple[list[str], dict[str, Any]]:
    """A right activity whose answer goes to the test's own Connector."""
    url = f"{at.there.url}/emea/"
    return [f"Bearer {token(serviceurl=url)}"], activity(serviceUrl=url, **parts)


def test_without_keys_the_door_is_closed_and_health_says_so(tmp_path: Path) -> None:
    async def run() -> None:
        async with door(tmp_path) as at, aiohttp.ClientSession() as client:
            async with client.get(f"{at.url}/health") as reply:
                assert (await reply.json())["teams"] in ("ready", "no_keys", "no_token")
            async with asyncio.timeout(3):
                while (await (await client.get(f"{at.url}/health")).json())["teams"] != "ready":
                    await asyncio.sleep(0.01)
            assert (await (await client.get(f"{at.url}/health")).json()) == {
                "status": "ok",
                "rasa": "ready",
                "teams": "ready",
            }

    asyncio.run(run())


def test_a_right_activity_is_answered_at_once_and_the_teacher_soon_after(tmp_path: Path) -> None:
    async def run() -> None:
        async with door(tmp_path) as at, aiohttp.ClientSession() as client:
            for number in ("1", "1"):
                status, said = await post(client, at, *right(at, id=number, text="hun kommer aldrig"))
                assert (status, said) == (200, "")
            async with asyncio.timeout(5):
                while not any("Hvor gammel" in json.dumps(entry["body"]) for entry in at.there.heard):
                    await asyncio.sleep(0.01)
            assert len(at.asked) == 1, "the same activity twice is one message"
            assert at.asked[0].text == "hun kommer aldrig"
            assert at.asked[0].metadata == {"school": "vores-skole"}
            assert CONTENT not in repr(vars(at.asked[0])), "no name, no id"

    asyncio.run(run())


def test_it_is_a_door_when_it_is_set_up_and_a_wrong_setting_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "teams" not in [channel.name() for channel in serve.channels()]
    for name, value in {"APP_ID": APP_ID, "TENANT": TENANT, "SECRET": "z8Q~kUq8Zr3wTn1Yb6Xv0Lm5"}.items():
        monkeypatch.setenv(f"VEJVISER_TEAMS_{name}", value)
    assert [channel.name() for channel in serve.channels()] == ["web", "teams", "rest"]
    monkeypatch.setenv("VEJVISER_TEAMS_TENANT", "skolen")
    with pytest.raises(SystemExit, match="VEJVISER_TEAMS_TENANT"):
        serve.channels()


def test_what_was_heard_is_answered_before_the_bot_ends(tmp_path: Path) -> None:
    async def slowly(message: UserMessage) -> None:
        await asyncio.sleep(0.5)
        await message.output_channel.send_response(message.sender_id, {"text": "Hvor gammel er eleven?"})

    async def run() -> None:
        async with aiohttp.ClientSession() as client:
            async with door(tmp_path, slowly) as at:
                assert (await post(client, at, *right(at)))[0] == 200
            assert "Hvor gammel er eleven?" in str(at.there.heard)

    asyncio.run(run())
