"""Sending the note to the school's own counsellor: what would go, and then exactly that, once (contracts.md, 7)."""

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.channels.conversations import RateLimit
from bot.channels.door import DANGER_LIMIT, clean
from bot.channels.ids import Conversation
from bot.channels.json_requests import BadRequest, read_object, refusal, string
from bot.channels.web.desk import Desk, NotDelivered, Offer, Receipt
from bot.channels.web.note import NOTE_LIMIT
from bot.redaction import redact
from bot.safety import assess
from deploy.messages import Messages

say = Messages(Path(__file__).with_name("handover.yml"))

LEVELS = ("none", "check", "urgent", "acute")
HURRIES = ("urgent", "acute")
# A teacher sends one note, and perhaps a better one. More is somebody who plays, or a page gone wrong.
MOST_IN_AN_HOUR = 10
# The school of an installation that names none, as the action server has it (actions/house.py).
DEFAULT_SCHOOL = "eksempelskolen"

_ID = re.compile(r"[A-Za-z0-9-]{16,64}")
# Sentences of the note that would no longer be true of one that was sent.
UNSENT = ("unsent", "unsent_file")

LetIn = Callable[[Request, dict[str, Any]], Conversation | None]
MayWrite = Callable[[Request, Conversation | None], bool]


class Unusable(Exception):
    """The note is `empty` or `too_long`."""


@dataclass(frozen=True)
class Ready:
    """A note as it would be read: redacted, whether something was taken out, and how much it hurries."""

    text: str
    removed: bool
    urgency: str


def ready(words: str, urgency: str, topics: Sequence[str] = ()) -> Ready:
    """Return what would be sent.

    The rules of danger read the words before anything is taken out: a teacher may have written of a danger into the
    note that she did not tell in the conversation.

    Args:
        words: the note as the teacher has left it.
        urgency: how much the conversation's plan says that it hurries.
        topics: the names of the topics, as the note's own line has them: it tells the plan again, and is no new danger.

    Raises:
        Unusable: nothing is left to send, or it is too long.
    """
    typed = clean(words)
    ours = ": " + ", ".join(topics)
    told = "\n".join(line for line in typed.split("\n") if not (topics and line.endswith(ours)))
    level = assess(told[:DANGER_LIMIT]).level
    untrue = {say(code) for code in UNSENT}
    body = "\n".join(line for line in typed.split("\n") if line.strip() not in untrue).strip()
    if not body:
        raise Unusable("empty")
    if len(body) > NOTE_LIMIT:
        raise Unusable("too_long")
    safe = redact(body)
    hurries = level if level in HURRIES else "none"
    return Ready(safe.text, bool(safe.removed), max(urgency, hurries, key=LEVELS.index))


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
            made = ready(string(body, "text"), _facts(body)["urgency"], _topic_names(body))
        except BadRequest:
            return refusal(400, "bad_request", "utter_bad_request")
        except Unusable as unusable:
            return _no(400, str(unusable), say(str(unusable)))
        warning = say("danger_first") if made.urgency in HURRIES else None
        return _answer({"text": made.text, "removed": made.removed, "urgency": made.urgency, "warning": warning})

    async def send(self, request: Request) -> HTTPResponse:
        """Send the note. What could not be sent is said so; the page keeps it."""
        body, conversation, refused = await self._read(request)
        if conversation is None:
            return refused
        try:
            sent = self._order(body, conversation)
            made = ready(string(body, "text"), sent["urgency"], _topic_names(body))
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
        return await self._desk.offer(_school(conversation)) if self._desk else None

    def _order(self, body: dict[str, Any], conversation: Conversation) -> dict[str, Any]:
        """Return what goes besides the note: codes alone, which the directory checks."""
        client_id, role = string(body, "id"), string(body, "to_role")
        if not _ID.fullmatch(client_id):
            raise BadRequest
        return {"id": client_id, "school": _school(conversation), "to_role": role, **_facts(body)}


def _school(conversation: Conversation) -> str:
    return conversation.school or os.environ.get("VEJVISER_SCHOOL") or DEFAULT_SCHOOL


def _facts(body: dict[str, Any]) -> dict[str, Any]:
    """Return the note's `handover` (contracts.md, 5), without its names.

    Raises:
        BadRequest: it is no such thing.
    """
    facts = body.get("handover")
    if not isinstance(facts, dict) or facts.get("urgency") not in LEVELS or not isinstance(facts.get("topics"), list):
        raise BadRequest
    return {key: facts.get(key) for key in ("topics", "municipality", "urgency", "next_date")}


def _topic_names(body: dict[str, Any]) -> list[str]:
    names = body["handover"].get("topic_names")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _told(receipt: Receipt, made: Ready) -> dict[str, Any]:
    named = {"role": receipt.role_name, "school": receipt.school_name, "reference": receipt.reference}
    words = say("sent" if receipt.mailed else "sent_unmailed", **named)
    first = [say("danger_first")] if made.urgency in HURRIES else []
    told = {"reference": receipt.reference, "text": made.text, "line": words}
    return told | {"message": " ".join([*first, words])}


def _failed(failed: NotDelivered, made: Ready) -> HTTPResponse:
    words = say(failed.code, why=failed.why)
    first = [say("danger_first")] if made.urgency in HURRIES else []
    return _no(409 if failed.code in ("closed", "refused") else 502, failed.code, " ".join([*first, words]))


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
