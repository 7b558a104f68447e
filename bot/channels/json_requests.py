"""What both HTTP channels need of a request and an answer."""

import json
from typing import Any

from sanic.exceptions import PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot import measures
from bot.channels.collector import Message
from bot.texts import text
from deploy.metrics import among

BODY_BYTES = 32_000


class BadRequest(Exception):
    """The body is no JSON object, or it is too large."""


async def read_object(request: Request, most: int = BODY_BYTES) -> dict[str, Any]:
    """Read the body, but not more than so much. The route must be a streaming one, or Sanic has read it all already.

    Args:
        request: the request.
        most: how many bytes it may have.

    Returns:
        The JSON object it carries.

    Raises:
        BadRequest: it carries none, or is too large.
    """
    assert request.stream is not None
    request.stream.request_max_size = most
    try:
        if not (request.content_type or "").startswith("application/json"):
            raise BadRequest
        if int(request.headers.get("content-length", 0)) > most:
            raise BadRequest
        await request.receive_body()  # type: ignore[no-untyped-call]
        body = json.loads(request.body)
    except (PayloadTooLarge, ValueError, RecursionError) as error:
        raise BadRequest from error
    if not isinstance(body, dict):
        raise BadRequest
    return body


def string(body: dict[str, Any], key: str) -> str:
    """Return a text field of a body.

    Raises:
        BadRequest: it is missing or no text.
    """
    value = body.get(key)
    if not isinstance(value, str):
        raise BadRequest
    return value


def refusal(status: int, code: str, response_name: str, messages: list[Message] | None = None) -> HTTPResponse:
    """Say no in Danish, and never leave danger unanswered.

    Args:
        status: the HTTP status.
        code: a stable name for the page.
        response_name: the text, by its name in `bot/responses/`.
        messages: fixed texts about danger that come all the same.
    """
    measures.REFUSED.labels(among(code, measures.REFUSALS)).inc()
    error = {"code": code, "message": text(response_name)}
    return json_response({"error": error, "messages": messages or []}, status=status, ensure_ascii=False)
