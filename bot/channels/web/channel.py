"""The web channel: conversations that belong to one browser, one turn at a time, never silence."""

import asyncio
import os
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw
from sanic.response import json as json_response

from bot.channels import door
from bot.channels.collector import fixed
from bot.channels.conversations import OpenConversation, RateLimit
from bot.channels.desk import Desk
from bot.channels.first_byte import with_first_byte
from bot.channels.ids import WELCOME, Conversation, Issuer, reader_role
from bot.channels.json_requests import BadRequest, read_object, refusal, string
from bot.channels.ratings import Ratings
from bot.channels.sittings import Sittings, life
from bot.channels.turn import Handler, Turn, danger_in
from bot.channels.web.cookies import browser_of, give_cookie
from bot.channels.web.embedding import add_script
from bot.channels.web.handover import add_handover
from bot.channels.web.note import DOCX, UnusableNote, note_file
from bot.channels.web.page import add_files
from bot.channels.web.rating import add_rating, limit
from bot.channels.web.school_page import add_school_page
from bot.channels.web.schools import Schools


class WebInput(InputChannel):
    """The page at `/chat/` and its routes (docs/contracts.md, section 7)."""

    def __init__(self, secret: str | None = None, schools: Schools | None = None) -> None:
        """Start with no conversations.

        Args:
            secret: the key of conversation ids, the same on all servers that share conversations.
            schools: whom to ask for a school's look and for who may show its page.
        """
        self._schools = schools or Schools.from_environment()
        self._issuer = Issuer(secret)
        self._sittings = Sittings(self.name())
        # A whole school may share one address, so the limit is wide.
        self._new_per_address = RateLimit(most=200, seconds=600)
        self._rated = limit()

    @classmethod
    def name(cls) -> str:
        """Return the channel's name in the tracker."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "WebInput":
        """Read the key from VEJVISER_SECRET_KEY; without it conversations end when the bot restarts."""
        return cls(os.environ.get("VEJVISER_SECRET_KEY") or None)

    def figures(self) -> dict[str, float]:
        """Return what is measured of this door (bot/measures.py)."""
        return {"open": self._sittings.open}

    def url_prefix(self) -> str:
        """Return a path from the root: Rasa joins it to `/webhooks/`, and a joined absolute path wins."""
        return "/chat"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the routes.

        Args:
            on_new_message: Rasa's handler of one message.
        """
        door.make_ready()
        web = Blueprint("vejviser_web")

        @web.post("/conversations", stream=True)
        async def begin(request: Request) -> HTTPResponse:
            return await self._begin(request)

        @web.delete("/conversations", stream=True)
        async def forget(request: Request) -> HTTPResponse:
            return await self._forget(request)

        @web.post("/messages", stream=True)
        async def receive(request: Request) -> HTTPResponse | None:
            return await with_first_byte(request, self._receive(request, on_new_message))

        @web.post("/undo", stream=True)
        async def undo(request: Request) -> HTTPResponse:
            return await self._undo(request)

        @web.post("/note", stream=True)
        async def note(request: Request) -> HTTPResponse:
            return await self._note(request)

        @web.after_server_start
        async def begin_sweeping(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            app.add_task(self._sittings.sweep(self._new_per_address, self._rated))

        add_script(web)
        add_school_page(web, self._schools)
        add_handover(web, self._let_in, self._may_write, Desk.from_environment())
        add_rating(web, self._let_in, self._may_write, Ratings.from_environment(), self._rated)
        add_files(web)
        return web

    async def _begin(self, request: Request) -> HTTPResponse:
        try:
            body = await read_object(request)
        except BadRequest:
            return refusal(400, "bad_request", "utter_bad_request")
        if not self._new_per_address.allows(_address(request)):
            return refusal(429, "rate_limited", "utter_rate_limited")
        framed = body.get("framed") is True and bool(self._schools.hosts(await self._schools.find(body.get("school"))))
        browser = self._issuer.browser(browser_of(request, framed))
        role = reader_role(body.get("role"))
        conversation = self._issuer.issue(browser, body.get("school"), role)
        self._sittings.start(conversation.partition(".")[0])
        welcome = fixed(f"{WELCOME}_{role}" if role else WELCOME)
        answer = json_response({"conversation": conversation, "messages": [welcome], "role": role}, ensure_ascii=False)
        give_cookie(answer, browser, framed)
        return answer

    async def _forget(self, request: Request) -> HTTPResponse:
        try:
            conversation = self._let_in(request, await read_object(request))
        except BadRequest:
            return refusal(400, "bad_request", "utter_bad_request")
        if conversation:
            await self._sittings.end(request.app.ctx.agent, conversation.sender)
        return empty()

    async def _receive(self, request: Request, handler: Handler) -> HTTPResponse:
        try:
            body = await read_object(request)
            typed = string(body, "text")
            conversation = self._let_in(request, body)
        except BadRequest:
            return refusal(400, "bad_request", "utter_bad_request")
        if not self._may_write(request, conversation):
            return refusal(429, "rate_limited", "utter_rate_limited", danger_in(typed))
        known = await self._known(request, conversation, body.get("first") is True, turn=True)
        if conversation is None or known is None:
            return refusal(403, "unknown_conversation", "utter_expired", danger_in(typed))
        request.ctx.body = body
        return await self._answer(request, known, conversation, handler)

    async def _answer(
        self, request: Request, known: OpenConversation, conversation: Conversation, handler: Handler
    ) -> HTTPResponse:
        body = request.ctx.body
        message_id = body.get("message_id") if isinstance(body.get("message_id"), str) else None
        before = life(request.app.ctx.agent)
        async with known.lock:
            turn = await self._sittings.take(
                handler, known, conversation.sender, body["text"], message_id, conversation.metadata, before,
                may_begin=body.get("first") is True,
            )  # fmt: skip
        if turn.refused == "expired":
            return refusal(403, "unknown_conversation", "utter_expired", turn.messages)
        if turn.refused:
            return refusal(400, turn.refused, f"utter_{turn.refused}", turn.messages)
        return json_response(_shown(turn), ensure_ascii=False)

    async def _undo(self, request: Request) -> HTTPResponse:
        """Take the latest message back; sent twice it takes back no more than that one."""
        try:
            body = await read_object(request)
            message_id, conversation = string(body, "message_id"), self._let_in(request, body)
        except BadRequest:
            return refusal(400, "bad_request", "utter_bad_request")
        if not self._may_write(request, conversation):
            return refusal(429, "rate_limited", "utter_rate_limited")
        known = await self._known(request, conversation, first=False)
        if conversation is None or known is None:
            return refusal(403, "unknown_conversation", "utter_expired")
        async with known.lock:
            danger = await self._sittings.undo(request.app.ctx.agent, known, conversation.sender, message_id)
        if danger is None:
            return refusal(409, "nothing_to_undo", "utter_nothing_to_undo")
        said = fixed("utter_undone_danger" if danger else "utter_undone")
        return json_response({"messages": [said], "danger": danger}, ensure_ascii=False)

    async def _note(self, request: Request) -> HTTPResponse:
        """Give the note back as a Word file. Only for a conversation of this browser: the door is no file factory."""
        try:
            body = await read_object(request)
            heading, words = string(body, "heading"), string(body, "text")
            conversation = self._let_in(request, body)
        except BadRequest:
            return refusal(400, "bad_request", "utter_bad_request")
        if conversation is None:
            return refusal(403, "unknown_conversation", "utter_expired")
        if not self._may_write(request, conversation):
            return refusal(429, "rate_limited", "utter_rate_limited")
        try:
            made, removed = await asyncio.to_thread(note_file, heading, words, body.get("sent") is True)
        except UnusableNote as unusable:
            return refusal(400, unusable.code, unusable.response_name)
        return raw(made, content_type=DOCX, headers={"X-Vejviser-Removed": "yes"} if removed else {})

    def _let_in(self, request: Request, body: dict[str, Any]) -> Conversation | None:
        given = string(body, "conversation")
        # In a frame on a page of the same site both cookies come; the id's signature tells which one it belongs to.
        read = (self._issuer.read(given, browser_of(request, framed)) for framed in (False, True))
        return next((conversation for conversation in read if conversation), None)

    def _may_write(self, request: Request, conversation: Conversation | None) -> bool:
        return self._sittings.may_write(_address(request), conversation.sender if conversation else None)

    async def _known(
        self, request: Request, conversation: Conversation | None, first: bool, turn: bool = False
    ) -> OpenConversation | None:
        if conversation is None:
            return None
        return await self._sittings.known(request.app.ctx.agent, conversation.sender, first, turn)


def _shown(turn: Turn) -> dict[str, Any]:
    received = {"received": turn.received} if turn.received is not None else {}
    return {"messages": turn.messages, **received}


def _address(request: Request) -> str:
    """Return the teacher's address; behind a proxy that needs Sanic's own setting PROXIES_COUNT."""
    return request.remote_addr or request.ip
