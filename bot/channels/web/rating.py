"""Saying in the chat how a contact went: what is asked, and one answer, which names nobody (docs/contracts.md, 7)."""

from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.channels.conversations import RateLimit
from bot.channels.handover import school_of
from bot.channels.ids import Conversation
from bot.channels.json_requests import BadRequest, read_object, refusal
from bot.channels.rating import MOST_IN_AN_HOUR, TEACHER, Incomplete, Questions, is_id, municipalities, rating, whom
from bot.channels.ratings import NotKept, Ratings
from bot.channels.web.handover import LetIn, MayWrite

HOUR = 3600.0
# So many that a whole school can answer after a meeting, and few enough that a flood is no map.
MOST_OF_A_SCHOOL = 100
STATUS = {"away": 502, "refused": 409}


class RatingDoor:
    """The two routes. Only for a conversation of this browser; nothing ties the answer to it."""

    def __init__(self, ratings: Ratings | None, let_in: LetIn, may_write: MayWrite, sent: RateLimit) -> None:
        """Take the way to the directory, and the channel's own checks.

        Args:
            ratings: None where the directory is not asked.
            let_in: the conversation that a body belongs to, if it is this browser's.
            may_write: whether the browser may do one thing more right now.
            sent: how many answers a conversation may send; the channel forgets it in time.
        """
        self._ratings = ratings
        self._let_in = let_in
        self._may_write = may_write
        self._sent = sent
        self._of_school = RateLimit(most=MOST_OF_A_SCHOOL, seconds=HOUR)

    async def questions(self, request: Request) -> HTTPResponse:
        """Give what is asked, and whom and where one can choose."""
        _, conversation, refused = await self._read(request)
        if conversation is None:
            return refused
        questions = await self._questions()
        if questions is None:
            return refusal(502, "away", "utter_rating_no_questions")
        own = conversation.role or TEACHER
        return _answer(
            {
                "reached": questions.reached,
                "items": [{"id": code, "text": asked} for code, asked in questions.items],
                "scale": [{"value": value, "text": word} for value, word in questions.scale],
                "roles": [{"id": one.id, "name": one.name, "inside": one.inside} for one in whom() if one.id != own],
                "municipalities": [{"code": code, "name": name} for code, name in municipalities()],
            }
        )

    async def send(self, request: Request) -> HTTPResponse:
        """Send one answer. What could not be sent is said so; the page keeps what was chosen."""
        body, conversation, refused = await self._read(request)
        if conversation is None:
            return refused
        questions = await self._questions()
        if self._ratings is None or questions is None:
            return refusal(502, "away", "utter_rating_away")
        try:
            found = rating(body, questions, school_of(conversation.school), conversation.role or TEACHER)
        except Incomplete as incomplete:
            return refusal(400, incomplete.code, f"utter_rating_{incomplete.code}")
        if not is_id(found["id"]):
            return refusal(400, "bad_request", "utter_bad_request")
        if not (self._sent.allows(conversation.sender) and self._of_school.allows(found["school"])):
            return refusal(429, "rate_limited", "utter_rating_too_many")
        try:
            await self._ratings.keep(found)
        except NotKept as failed:
            return refusal(STATUS[failed.code], failed.code, f"utter_rating_{failed.code}")
        return _answer({"status": "kept"})

    async def _questions(self) -> Questions | None:
        return await self._ratings.questions() if self._ratings else None

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


def _answer(content: dict[str, Any]) -> HTTPResponse:
    return json_response(content, ensure_ascii=False)


def limit() -> RateLimit:
    """Return how many answers one conversation may send."""
    return RateLimit(most=MOST_IN_AN_HOUR, seconds=HOUR)


def add_rating(
    blueprint: Blueprint, let_in: LetIn, may_write: MayWrite, ratings: Ratings | None, sent: RateLimit
) -> None:
    """Give the web channel's blueprint the routes.

    Args:
        blueprint: the web channel's.
        let_in: the channel's check of a conversation.
        may_write: the channel's limit.
        ratings: the way to the directory; None where it is not asked.
        sent: the limit of a conversation.
    """
    door = RatingDoor(ratings, let_in, may_write, sent)

    @blueprint.post("/rating/questions", stream=True, name="rating_questions")
    async def questions(request: Request) -> HTTPResponse:
        return await door.questions(request)

    @blueprint.post("/rating", stream=True, name="rating")
    async def send(request: Request) -> HTTPResponse:
        return await door.send(request)
