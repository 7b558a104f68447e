"""The Teams channel: checks each activity, answers the Bot Connector at once, and the teacher in a task of its own."""

import asyncio
import logging
import os
import secrets
from collections.abc import Coroutine
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from sanic.response import json as json_response

from bot.channels import door
from bot.channels.desk import Desk
from bot.channels.http import Http
from bot.channels.json_requests import BadRequest, read_object
from bot.channels.ratings import Ratings
from bot.channels.teams.activities import Activity, delivery_of, place_of, read, sender_of, tenant_of
from bot.channels.teams.connector import Connector
from bot.channels.teams.deliveries import KEPT_SECONDS, Deliveries
from bot.channels.teams.follow_ups import FollowUps
from bot.channels.teams.health import figures, health
from bot.channels.teams.letter import Letter
from bot.channels.teams.notes import Notes
from bot.channels.teams.rating import RatingTalk
from bot.channels.teams.reminders import Reminders
from bot.channels.teams.replies import Replies
from bot.channels.teams.settings import TeamsSettings, from_environment
from bot.channels.teams.shared_cards import SharedCards
from bot.channels.teams.shared_follow_ups import SharedFollowUps
from bot.channels.teams.talk import CHANNEL, Talk
from bot.channels.teams.tokens import Inspector, Refused, authorization
from bot.channels.turn import TURN_SECONDS, Handler
from bot.sharing.once import Once
from bot.texts import text

logger = logging.getLogger(__name__)

# A long message comes twice, as text and as markup. What is too long for us is still told so, and read for danger.
ACTIVITY_BYTES = 250_000
INVOKE_ANSWER = "application/vnd.microsoft.activity.message"


class TeamsInput(InputChannel):
    """`POST /teams/messages`, which the Azure bot's registration names (docs/contracts.md, section 10)."""

    def __init__(
        self,
        settings: TeamsSettings,
        inspector: Inspector,
        connector: Connector,
        secret: str | None = None,
        follow_ups: FollowUps | None = None,
        desk: Desk | None = None,
    ) -> None:
        """Start with no conversations.

        Args:
            settings: this school's.
            inspector: what checks activities.
            connector: what delivers answers.
            secret: the key of conversation ids; without it a random one, and conversations end with this process.
            follow_ups: the days to ask on; None for the file that the settings name.
            desk: the way to the school's inbox; None where handovers are off.
        """
        self._settings = settings
        self._inspector = inspector
        self._connector = connector
        self._key = (secret or secrets.token_urlsafe(32)).encode()
        replies = Replies(connector)
        store = follow_ups or SharedFollowUps.from_environment() or FollowUps(settings.follow_ups, secret)
        self._once = Once.from_environment()
        ratings = Ratings.from_environment()
        rating = RatingTalk(ratings, replies, once=self._once) if ratings else None
        self._reminders = Reminders(store, replies, settings.tenants, rating=rating, once=self._once)
        notes = Notes(desk, replies, self._key) if desk else None
        self._talk = Talk(connector, replies, self._reminders, notes, self._once, SharedCards.from_environment())
        self._deliveries = Deliveries(settings.deliveries, secret)
        self._tasks: set[asyncio.Task[None]] = set()
        # Those among them that answer somebody.
        self._answering: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._http: Http | None = None

    @classmethod
    def name(cls) -> str:
        """Return the channel's name in the tracker."""
        return CHANNEL

    @classmethod
    def from_settings(cls, settings: TeamsSettings | None = None) -> "TeamsInput | None":
        """Return the channel with its connections; None when Teams is off.

        Args:
            settings: this school's; None for those of the environment.

        Raises:
            SystemExit: a setting is wrong; one Danish line says what to do.
        """
        settings = settings or from_environment()
        if settings is None:
            return None
        http = Http()
        key = os.environ.get("VEJVISER_SECRET_KEY") or None
        made = cls(settings, Inspector(settings, http), Connector(settings, http), key, desk=Desk.from_environment())
        made._http = http
        return made

    def url_prefix(self) -> str:
        """Return a path from the root: Rasa joins it to `/webhooks/`, and a joined absolute path wins."""
        return "/teams"

    def health(self) -> dict[str, str]:
        """Return what the health address says of this channel."""
        return health(self._inspector, self._connector)

    def figures(self) -> dict[str, float]:
        """Return what is measured of this door (bot/measures.py)."""
        return {"open": self._talk.open} | figures(self._connector, self._settings.certificate)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the route.

        Args:
            on_new_message: Rasa's handler of one message.
        """
        door.make_ready()
        teams = Blueprint("vejviser_teams")

        @teams.post("/messages", stream=True)
        async def receive(request: Request) -> HTTPResponse:
            return await self._receive(request, on_new_message)

        @teams.after_server_start
        async def begin(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            self._start(self._talk.sweep(self._deliveries.heard))
            self._start(self._deliveries.sweep())
            self._start(self._reminders.keep())
            self._start(self._inspector.prepare())
            self._start(self._connector.prepare())

        @teams.before_server_stop
        async def end(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            await self.finish()
            await self.close()

        return teams

    async def finish(self) -> None:
        """Answer what was heard, which nobody sends again, and hear nothing more."""
        self._stopping = True
        if self._answering:
            await asyncio.wait(self._answering, timeout=TURN_SECONDS)

    async def close(self) -> None:
        """Stop answering."""
        self._inspector.close()
        await self._connector.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._http:
            await self._http.close()

    async def _receive(self, request: Request, handler: Handler) -> HTTPResponse:
        if self._stopping:
            return empty(503)
        activity: Activity | None
        try:
            activity = await read_object(request, ACTIVITY_BYTES)
        except BadRequest:
            activity = None
        try:
            await self._inspector.inspect(authorization(request.headers.getall("authorization", [])), activity)
            assert activity is not None
            place = place_of(activity)
        except Refused as refused:
            return json_response({"error": {"code": refused.reason}}, status=refused.status)
        except (KeyError, TypeError):
            logger.warning("teams: refused with 400: no_place")
            return json_response({"error": {"code": "no_place"}}, status=400)
        event, sender = read(activity), sender_of(activity, self._key)
        if event.kind == "other_invoke":
            return json_response({"error": {"code": "not_implemented"}}, status=501)
        delivery = f"{sender} {delivery_of(activity)}" if activity.get("id") is not None else ""
        if event.kind != "silence" and (not delivery or self._deliveries.is_new(delivery)):
            school = self._settings.schools.get(tenant_of(activity) or "")
            letter = Letter(event, place, sender, school, handler, request.app.ctx.agent)
            answering = self._start(self._answer(letter, delivery))
            self._answering.add(answering)
            answering.add_done_callback(self._answering.discard)
        if activity.get("type") == "invoke":
            return _invoke_answer()
        return empty(200)

    async def _answer(self, letter: Letter, delivery: str) -> None:
        if delivery and not await self._once.first(f"activity {delivery}", KEPT_SECONDS):
            return
        await self._talk.answer(letter)
        if delivery:
            await self._deliveries.answered(delivery)

    def _start(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        # Begun in the order in which activities come; each waits for its conversation's lock in that order.
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _invoke_answer() -> HTTPResponse:
    said = {"statusCode": 200, "type": INVOKE_ANSWER, "value": text("utter_teams_received")}
    return json_response(said, ensure_ascii=False)
