"""The door of Teams: nothing is read before it is checked, and the Connector is answered at once."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from sanic.response import HTTPResponse
from talk_bench import RECORDED, Agent, Recorder, recorded, typed

from bot.channels import json_requests
from bot.channels.json_requests import BadRequest
from bot.channels.teams import channel as door
from bot.channels.teams.channel import TeamsInput
from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.tokens import Refused
from bot.texts import text

TENANT = RECORDED["text"]["conversation"]["tenantId"]
Story = Callable[["Door"], Awaitable[None]]


class Guard:
    """Stands where the inspector stands: lets everything pass, or refuses for a reason."""

    ready = True

    def __init__(self, reason: str | None = None) -> None:
        self.reason = reason
        self.seen: list[tuple[str | None, Any]] = []

    async def inspect(self, authorization: str | None, activity: dict[str, Any] | None) -> None:
        self.seen.append((authorization, activity))
        if self.reason or activity is None:
            raise Refused(self.reason or "not_an_activity")

    def close(self) -> None:
        """Nothing to close."""


class Connector(Recorder):
    """A recorder that can be asked how it goes, and closed."""

    async def close(self) -> None:
        """Nothing to close."""

    def state(self) -> dict[str, Any]:
        return {"teams": "ready"}


class Door:
    """A channel, and requests to it."""

    def __init__(self, folder: Path, reason: str | None = None, act: Any = None) -> None:
        self.guard = Guard(reason)
        self.connector = Connector()
        self.agent = Agent(act)
        settings = TeamsSettings(
            app_id="3f0c2a9e-7b1d-4c58-9e6a-5d4b8a1f2c73",
            kind="single",
            tenant=TENANT,
            tenants=frozenset({TENANT}),
            schools={TENANT: "eksempelskolen"},
            follow_ups=folder / "days.sqlite3",
        )
        standing_in: tuple[Any, Any] = (self.guard, self.connector)
        self.teams = TeamsInput(settings, *standing_in, "a secret")

    async def post(self, body: Any, headers: tuple[str, ...] = ("Bearer x",)) -> HTTPResponse:
        """Give one request to the channel."""
        request: Any = SimpleNamespace(
            headers=SimpleNamespace(getall=lambda name, default: list(headers) or default),
            app=SimpleNamespace(ctx=SimpleNamespace(agent=self.agent)),
            body=body,
        )
        return await self.teams._receive(request, self.agent.handle)

    async def settle(self) -> None:
        """Wait until all is answered."""
        await asyncio.gather(*self.teams._tasks)


@pytest.fixture(autouse=True)
def bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    async def read(request: Any, most: int) -> dict[str, Any]:
        if not isinstance(request.body, dict) or len(json.dumps(request.body)) > most:
            raise BadRequest
        return request.body

    monkeypatch.setattr(door, "read_object", read)


def test_what_is_refused_is_answered_with_its_reason_and_reaches_nobody(tmp_path: Path) -> None:
    async def story() -> None:
        for reason, status in (("wrong_audience", 401), ("other_tenant", 403)):
            refusing = Door(tmp_path, reason)
            answer = await refusing.post(recorded("text"))
            assert answer.status == status and json.loads(answer.body or b"") == {"error": {"code": reason}}
            assert not refusing.teams._tasks and not refusing.connector.sent

    asyncio.run(story())


def test_a_body_that_is_no_activity_is_judged_by_the_inspector_too(tmp_path: Path) -> None:
    async def story() -> None:
        one = Door(tmp_path)
        assert (await one.post("no object")).status == 403
        assert one.guard.seen == [("Bearer x", None)]
        assert (await one.post({"type": "message"})).status == 400, "nowhere to answer"

    asyncio.run(story())


def test_two_tokens_reach_the_inspector_as_two(tmp_path: Path) -> None:
    async def story() -> None:
        one = Door(tmp_path)
        await one.post(recorded("text"), ("Bearer a", "Bearer b"))
        await one.post(recorded("text"), ())
        assert [given for given, _ in one.guard.seen] == ["Bearer a, Bearer b", None]

    asyncio.run(story())


def test_the_connector_is_answered_before_the_teacher(tmp_path: Path) -> None:
    async def slow(message: UserMessage) -> None:
        await asyncio.sleep(0.2)
        await message.output_channel.send_response(message.sender_id, {"text": "Svar"})

    async def story() -> None:
        one = Door(tmp_path, act=slow)
        answer = await one.post(recorded("text"))
        assert answer.status == 200 and not one.connector.sent
        await one.settle()
        assert one.connector.said[-1] == "Svar"
        assert one.agent.messages[0].metadata == {"school": "eksempelskolen"}

    asyncio.run(story())


def test_a_second_delivery_is_heard_and_not_answered(tmp_path: Path) -> None:
    async def story() -> None:
        one = Door(tmp_path)
        for activity in (typed("hej", 1), typed("hej", 1), typed("hej", 2)):
            assert (await one.post(activity)).status == 200
            await one.settle()
        assert [message.text for message in one.agent.messages] == ["hej", "hej"]
        assert one.connector.said == [text("utter_teams_new"), "Du skrev: hej", "Du skrev: hej"], "nor said again"

    asyncio.run(story())


def test_order_is_kept(tmp_path: Path) -> None:
    async def story() -> None:
        one = Door(tmp_path)
        for number in range(8):
            await one.post(typed(f"nummer {number}", number))
        await one.settle()
        assert [message.text for message in one.agent.messages] == [f"nummer {number}" for number in range(8)]

    asyncio.run(story())


def test_an_invoke_gets_its_answer_at_once_and_a_foreign_one_a_no(tmp_path: Path) -> None:
    async def story() -> None:
        one = Door(tmp_path)
        answer = await one.post(recorded("execute"))
        said = json.loads(answer.body or b"")
        assert said["statusCode"] == 200 and said["value"] == text("utter_teams_received")
        await one.settle()
        assert [message.text for message in one.agent.messages] == ["Nej"]
        assert (await one.post(recorded("foreign_invoke"))).status == 501

    asyncio.run(story())


@pytest.mark.parametrize("name", ["reaction", "typing", "undelete", "members_removed", "group_not_addressed"])
def test_what_wants_no_answer_gets_none(tmp_path: Path, name: str) -> None:
    async def story() -> None:
        one = Door(tmp_path)
        assert (await one.post(recorded(name))).status == 200
        assert not one.teams._tasks and not one.connector.sent and not one.connector.typed

    asyncio.run(story())


def test_the_end_leaves_nothing_running(tmp_path: Path) -> None:
    async def hang(message: UserMessage) -> None:
        await asyncio.sleep(60)

    async def story() -> None:
        one = Door(tmp_path, act=hang)
        await one.post(recorded("text"))
        await asyncio.sleep(0.05)
        await one.teams.close()
        assert not [task for task in one.teams._tasks if not task.done()]

    asyncio.run(story())


def test_teams_takes_larger_bodies_than_the_page() -> None:
    """A long message comes as text and as markup; it is told that it is too long, and read for danger."""
    assert door.ACTIVITY_BYTES > 5 * json_requests.BODY_BYTES


def test_without_its_settings_teams_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VEJVISER_TEAMS_APP_ID", raising=False)
    assert TeamsInput.from_settings() is None
