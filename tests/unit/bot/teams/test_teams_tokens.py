"""Right tokens pass, keys are fetched as seldom as they may be, and an outage closes the door as late as possible."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from token_bench import (
    SERVICE_URL,
    STRANGER,
    TENANT,
    Provider,
    activity,
    connector,
    public,
    token,
)

from bot.channels.http import Http
from bot.channels.teams import again, keys
from bot.channels.teams.health import health
from bot.channels.teams.settings import METADATA_URL
from bot.channels.teams.tokens import Inspector, Refused, tenants_of

Scene = Callable[["Stage"], Awaitable[None]]


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Stage:
    """An inspector, the provider behind it, and the clock of both."""

    provider: Provider
    inspector: Inspector
    clock: Clock

    async def passes(self, sent: str | None = None, body: dict[str, Any] | None = None) -> None:
        """Let an activity through, or fail."""
        await self.inspector.inspect(f"Bearer {sent or token()}", body or activity())

    async def reason(self, sent: str) -> str:
        """Return why an activity is refused."""
        with pytest.raises(Refused) as refusal:
            await self.passes(sent)
        return refusal.value.reason


def play(scene: Scene, **settings: Any) -> None:
    """Run a scene against a provider of its own."""

    async def run() -> None:
        async with connector() as provider:
            http, clock = Http(), Clock()
            inspector = Inspector(provider.settings(**settings), http, clock)
            try:
                await scene(Stage(provider, inspector, clock))
            finally:
                inspector.close()
                await http.close()

    asyncio.run(run())


RIGHT = {
    "as it usually is": ({}, {}),
    "without a last slash in the activity": ({}, {"serviceUrl": SERVICE_URL.removesuffix("/")}),
    "without a last slash in the token": ({"serviceurl": SERVICE_URL.removesuffix("/")}, {}),
    "expired four minutes ago: clocks differ": ({"exp": -240, "nbf": -4000}, {}),
    "valid in four minutes: clocks differ": ({"nbf": 240, "exp": 4000}, {}),
    "the tenant in capital letters": ({}, {"channelData": {"tenant": {"id": TENANT.upper()}}}),
    "the tenant in channelData alone": ({}, {"conversation": {"id": "a:1"}}),
    "the tenant in the conversation alone": ({}, {"channelData": None}),
}


@pytest.mark.parametrize(("claims", "parts"), RIGHT.values(), ids=RIGHT)
def test_a_right_token_passes(claims: dict[str, Any], parts: dict[str, Any]) -> None:
    times = {name: time.time() + value if isinstance(value, int) else value for name, value in claims.items()}

    async def scene(stage: Stage) -> None:
        await stage.passes(token(**times), activity(**parts))

    play(scene)


def test_a_bot_of_several_tenants_is_open_to_those_that_are_named() -> None:
    async def scene(stage: Stage) -> None:
        for tenant in (TENANT, STRANGER):
            where = {"channelData": {"tenant": {"id": tenant}}, "conversation": {"id": "a:1", "tenantId": tenant}}
            await stage.passes(body=activity(**where))

    play(scene, kind="multi", tenants=frozenset({TENANT, STRANGER}))


def test_a_token_may_come_again_in_its_time() -> None:
    """The Connector uses one token for many activities; an activity that comes twice is the channel's to see."""

    async def scene(stage: Stage) -> None:
        same = token()
        for number in ("1", "2", "2"):
            await stage.passes(same, activity(id=number))
        assert stage.provider.asked == ["/metadata", "/keys"]

    play(scene)


def test_keys_are_fetched_once_for_many_at_the_same_time() -> None:
    async def scene(stage: Stage) -> None:
        assert not stage.inspector.ready
        await asyncio.gather(*(stage.passes() for _ in range(20)))
        assert stage.provider.asked == ["/metadata", "/keys"] and stage.inspector.ready

    play(scene)


def test_an_activity_that_comes_while_the_keys_are_fetched_waits_for_them() -> None:
    async def scene(stage: Stage) -> None:
        ahead = asyncio.ensure_future(stage.inspector.prepare())
        await asyncio.sleep(0)
        await stage.passes()
        await ahead
        assert len(stage.provider.asked) == 2

    play(scene)


def test_a_new_key_is_taken_when_the_connector_changes_it() -> None:
    async def scene(stage: Stage) -> None:
        await stage.passes()
        stage.provider.published = [public("next")]
        stage.clock.now += keys.PAUSE_SECONDS
        await stage.passes(token("next"))
        assert await stage.reason(token("good")) == "unknown_key", "the old key is gone with the new list"

    play(scene)


def test_nobody_can_make_us_fetch_keys_again_and_again() -> None:
    async def scene(stage: Stage) -> None:
        await stage.passes()
        for _ in range(10):
            assert await stage.reason(token("impostor")) == "unknown_key"
            stage.clock.now += keys.PAUSE_SECONDS / 20
        assert len(stage.provider.asked) == 2, "the list is younger than the pause: it is not asked for again"
        stage.clock.now += keys.PAUSE_SECONDS
        for _ in range(10):
            assert await stage.reason(token("impostor")) == "unknown_key"
        assert len(stage.provider.asked) == 4

    play(scene)


def test_keys_are_renewed_after_a_day_without_a_wait() -> None:
    async def scene(stage: Stage) -> None:
        await stage.passes()
        stage.clock.now += keys.FRESH_SECONDS
        stage.provider.published = [public("next"), public("good")]
        await stage.passes()
        assert len(stage.provider.asked) == 2, "the known key answers at once; the list comes behind it"
        await asyncio.sleep(0.1)
        assert len(stage.provider.asked) == 4
        await stage.passes(token("next"))

    play(scene)


def test_known_keys_outlast_an_outage_of_two_days_and_not_of_three() -> None:
    async def scene(stage: Stage) -> None:
        await stage.passes()
        stage.provider.status = 503
        for day in (1, 2):
            stage.clock.now = 1000 + day * 24 * 3600.0 + 1
            await stage.passes()
            await asyncio.sleep(0.05)
        stage.clock.now = 1000 + 3 * 24 * 3600.0
        assert await stage.reason(token()) == "no_keys"
        assert not stage.inspector.ready

    play(scene)


def test_an_outage_at_the_start_ends_for_the_next_who_writes() -> None:
    async def scene(stage: Stage) -> None:
        stage.provider.status = 500
        assert await stage.reason(token()) == "no_keys"
        stage.provider.status = 200
        assert await stage.reason(token()) == "no_keys", "a crowd does not ask one by one"
        stage.clock.now += keys.RETRY_SECONDS
        await stage.passes()

    play(scene)


def test_an_outage_at_the_start_ends_also_when_nobody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "SECONDS", 0.02)

    async def scene(stage: Stage) -> None:
        said: Any = type("Connector", (), {"state": lambda self: {"teams": "ready"}})()
        stage.provider.status = 500
        await stage.inspector.prepare()
        assert health(stage.inspector, said) == {"teams": "no_keys"}
        stage.provider.status = 200
        async with asyncio.timeout(2):
            while not stage.inspector.ready:
                await asyncio.sleep(0.01)
        assert health(stage.inspector, said) == {"teams": "ready"}

    play(scene)


def test_a_provider_that_is_not_there_at_all_stops_nothing() -> None:
    async def scene(stage: Stage) -> None:
        await stage.inspector.prepare()
        assert await stage.reason(token()) == "no_keys"

    play(scene, metadata_url="http://127.0.0.1:9/metadata")


def test_what_is_no_tenant_is_none() -> None:
    for body in ({}, {"channelData": "x", "conversation": []}, {"channelData": {"tenant": "x"}}):
        assert tenants_of(body) == frozenset()


@pytest.mark.parametrize(
    ("address", "described_at", "safe"),
    [
        ("https://login.botframework.com/v1/.well-known/keys", METADATA_URL, True),
        ("http://login.botframework.com/v1/.well-known/keys", METADATA_URL, False),
        ("http://127.0.0.1:9858/keys", METADATA_URL, False),
        ("http://127.0.0.1:9858/keys", "http://127.0.0.1:9858/metadata", True),
        ("http://192.0.2.1/keys", "http://127.0.0.1:9858/metadata", False),
        ("file:///etc/keys", METADATA_URL, False),
    ],
)
def test_keys_are_fetched_by_tls_alone(address: str, described_at: str, safe: bool) -> None:
    assert keys._is_safe(address, described_at) is safe
