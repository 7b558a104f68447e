"""Rasa's REST shape for development: tests and command lines on this machine only."""

import ipaddress
import os

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.channels import door
from bot.channels.collector import Message
from bot.channels.ids import Conversation, holds_persons_number, reader_role, school_slug
from bot.channels.json_requests import BadRequest, read_object, refusal, string
from bot.channels.render_text import render
from bot.channels.turn import Handler, take_turn


class RestInput(InputChannel):
    """`POST /webhooks/rest/webhook` `{"sender", "message"}`, open from loopback in the development profile."""

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its place under /webhooks/."""
        return "rest"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Return the route.

        Args:
            on_new_message: Rasa's handler of one message.
        """
        door.make_ready()
        rest = Blueprint("vejviser_rest")

        @rest.post("/webhook", stream=True)
        async def webhook(request: Request) -> HTTPResponse:
            if not _is_open_to(request):
                return refusal(403, "closed", "utter_rest_closed")
            try:
                body = await read_object(request)
                sender, message = string(body, "sender"), string(body, "message")
                if holds_persons_number(sender):
                    raise BadRequest
            except BadRequest:
                return refusal(400, "bad_request", "utter_rest_bad_request")
            known = Conversation(sender, school_slug(body.get("school")), reader_role(body.get("role")))
            turn = await take_turn(on_new_message, message, sender, self.name(), known.metadata)
            if turn.refused:
                return refusal(400, turn.refused, f"utter_{turn.refused}", turn.messages)
            return json_response([_shown(sender, answer) for answer in turn.messages], ensure_ascii=False)

        return rest


def _is_open_to(request: Request) -> bool:
    """Only this machine, only in development, and not through a proxy, which would make everyone look local."""
    if os.environ.get("VEJVISER_PROFILE", "development") != "development" or "x-forwarded-for" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.ip).is_loopback
    except ValueError:
        return False


def _shown(sender: str, message: Message) -> Message:
    answer = message.get("answer")
    shown: Message = {"recipient_id": sender}
    if answer is None:
        return shown | {key: message[key] for key in ("text", "buttons") if key in message}
    if answer.get("choices"):
        shown["buttons"] = answer["choices"]
    return shown | {"text": render(answer), "custom": answer}
