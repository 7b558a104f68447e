"""Sending the note to the school's own counsellor: what would go, and then exactly that, once (contracts.md, 7)."""

from collections.abc import Callable
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.channels.conversations import RateLimit
from bot.channels.desk import Desk, NotDelivered, Offer, Receipt
from bot.channels.handover import (
    MOST_IN_AN_HOUR,
    Ready,
    Unusable,
    codes,
    is_id,
    line_of,
    ready,
    say,
    school_of,
    topic_names,
    warning,
    why_not,
)
from bot.channels.ids import Conversation
from bot.channels.json_requests import BadRequest, read_object, refusal, string

LetIn = Callable[[Request, dict[str, Any]], Conversation | None]
MayWrite = Callable[[Request, Conversation | None], bool]


class HandoverDoor:
    """The three routes. Only for a conversation of this browser, as for the note's file."""

    def __init__(self, desk: Desk | None, let_in: LetIn, may_write: MayWrite) -> None:
        """Take the way to the inbox, and the channel's own checks.

        Args:
            desk: None where handovers are off.
            let_in: the conversation that a body belongs to, if it is this browser's.
            may_write: whether the browser may do one thing more right now.
        """
        self._desk = desk
        self._let_in = let_in
        self._may_write = may_write
        self._sent = RateLimit(most=MOST_IN_AN_HOUR, seconds=3600)

    async def offer(self, request: Request) -> HTTPResponse:
        """Say whether the note can be sent, and to whom; where it cannot, why not."""
        _, conversation, refused = await self._read(request)
        if conversation is None:
            return refused
        offer = await self._offer(conversation)
        if offer is None:
            return _answer({"offered": False, "message": None})
        told = {"offered": offer.takes, "message": None if offer.takes else offer.why_not}
        return _answer(told | {"role": {"id": offer.role, "name": offer.role_name}, "school": offer.school_name})

    async def preview(self, request: Request) -> HTTPResponse:
        """Give back exactly what would be sent."""
        body, conversation, refused = await self._read(request)
        if conversation is None:
            return refused
        try:
            made = ready(string(body, "text"), _codes(body)["urgency"], topic_names(body["handover"]))
        except BadRequest:
            return refusal(400, "bad_request", "utter_bad_request")
        except Unusable as unusable:
            return _no(400, str(unusable), say(str(unusable)))
        told = {"text": made.text, "removed": made.removed, "urgency": made.urgency}
        return _answer(told | {"warning": warning(made)})

    async def send(self, request: Request) -> HTTPResponse:
        """Send the note. What could not be sent is said so; the page keeps it."""
        body, conversation, refused = await self._read(request)
        if conversation is None:
            return refused
        try:
            sent = self._order(body, conversation)
            made = ready(string(body, "text"), sent["urgency"], topic_names(body["handover"]))
        except BadRequest:
            return refusal(400, "bad_request", "utter_bad_request")
        except Unusable as unusable:
            return _no(400, str(unusable), say(str(unusable)))
        offer = await self._offer(conversation)
        if self._desk is None or (offer is not None and not offer.takes):
            return _no(409, "closed", say("closed"))
        if not self._sent.allows(conversation.sender):
            return _no(429, "rate_limited", say("too_many", role=offer.role_name if offer else say("somebody")))
        try:
            receipt = await self._desk.deliver({**sent, "urgency": made.urgency, "note": made.text})
        except NotDelivered as failed:
            return _failed(failed, made)
        return _answer(_told(receipt, made))

    async def _read(self, request: Request) -> tuple[dict[str, Any], Conversation | None, HTTPResponse]:
        """Return the body and the conversation that it belongs to, or the refusal to give instead."""
        try:
            body = await read_object(request)
            conversation = self._let_in(request, body)
        except BadRequest:
            return {}, None, refusal(400, "bad_request", "utter_bad_request")
        if conversation is None:
            return body, None, refusal(403, "unknown_conversation", "utter_expired")
        if not self._may_write(request, conversation):
            return body, None, refusal(429, "rate_limited", "utter_rate_limited")
        return body, conversation, _answer({})

    async def _offer(self, conversation: Conversation) -> Offer | None:
        return await self._desk.offer(school_of(conversation.school)) if self._desk else None

    def _order(self, body: dict[str, Any], conversation: Conversation) -> dict[str, Any]:
        """Return what goes besides the note: codes alone, which the directory checks."""
        client_id, role = string(body, "id"), string(body, "to_role")
        if not is_id(client_id):
            raise BadRequest
        return {"id": client_id, "school": school_of(conversation.school), "to_role": role, **_codes(body)}


def _codes(body: dict[str, Any]) -> dict[str, Any]:
    try:
        return codes(body.get("handover"))
    except ValueError:
        raise BadRequest from None


def _told(receipt: Receipt, made: Ready) -> dict[str, Any]:
    words = line_of(receipt)
    told = {"reference": receipt.reference, "text": made.text, "line": words}
    return told | {"message": _danger_first(made, words)}


def _failed(failed: NotDelivered, made: Ready) -> HTTPResponse:
    status = 409 if failed.code in ("closed", "refused") else 502
    return _no(status, failed.code, _danger_first(made, why_not(failed)))


def _danger_first(made: Ready, words: str) -> str:
    return " ".join([*filter(None, [warning(made)]), words])


def _no(status: int, code: str, words: str) -> HTTPResponse:
    error = {"code": code, "message": words}
    return json_response({"error": error, "messages": []}, status=status, ensure_ascii=False)


def _answer(content: dict[str, Any]) -> HTTPResponse:
    return json_response(content, ensure_ascii=False)


def add_handover(blueprint: Blueprint, let_in: LetIn, may_write: MayWrite, desk: Desk | None) -> None:
    """Give the web channel's blueprint the routes.

    Args:
        blueprint: the web channel's.
        let_in: the channel's check of a conversation.
        may_write: the channel's limit.
        desk: the way to the inbox; None where handovers are off.
    """
    door = HandoverDoor(desk, let_in, may_write)

    @blueprint.post("/handover/offer", stream=True, name="handover_offer")
    async def offer(request: Request) -> HTTPResponse:
        return await door.offer(request)

    @blueprint.post("/handover/preview", stream=True, name="handover_preview")
    async def preview(request: Request) -> HTTPResponse:
        return await door.preview(request)

    @blueprint.post("/handover", stream=True, name="handover")
    async def send(request: Request) -> HTTPResponse:
        return await door.send(request)
