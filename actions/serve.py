"""Start the action server: rasa-sdk's own, behind a token that only the bot has."""

import argparse
import hmac
import logging
import os
import time

from rasa_sdk.endpoint import create_app
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from actions import measures
from actions.calls import is_call
from actions.house import knowledge
from deploy import logs, metrics, production
from deploy.sanic_fixes import refuse_negative_bodies

logger = logging.getLogger(__name__)

# Open to all, and says nothing. Whoever asks whether this server lives or is ready is told the same: what it needs was
# read before it began, and an absent directory is an answer too, so no other server would do better.
HEALTH = ("/health", "/health/live", "/health/ready")
TOKEN_HEADER = "x-vejviser-token"  # noqa: S105
# A call carries the whole conversation; 200 messages stay far below this.
BODY_BYTES = 16_000_000


class QuietErrors(ErrorHandler):
    """Tells the kind of an error only. The SDK itself answers with the whole conversation and logs the error's text."""

    def response(self, request: Request, exception: Exception) -> HTTPResponse:
        """Answer an error."""
        status = exception.status_code if isinstance(exception, SanicException) else 500
        if status >= 500:
            logger.error("an action failed: %s", type(exception).__name__)
        return json_response({"error": type(exception).__name__}, status=status)


def build(token: str) -> Sanic:
    """Return the action server.

    Args:
        token: what every request but the one for health must carry.
    """
    refuse_negative_bodies()
    app: Sanic = create_app("actions", cors_origins=[])
    app.error_handler = QuietErrors()
    app.config.REQUEST_MAX_SIZE = BODY_BYTES
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = 2.0

    @app.on_request
    async def check(request: Request) -> HTTPResponse | None:
        given = request.headers.get(TOKEN_HEADER, "")
        if request.path in HEALTH:
            return None
        if not hmac.compare_digest(given.encode(), token.encode()):
            return json_response({"error": "Forbidden"}, status=403)
        request.ctx.began = time.monotonic()
        return _refused(request) if request.method == "POST" else None

    @app.on_response
    async def measure(request: Request, response: HTTPResponse) -> None:
        began = getattr(request.ctx, "began", None)
        if began is not None and request.path == "/webhook":
            measures.action(getattr(request.ctx, "action", None), response.status, time.monotonic() - began)

    @app.get("/health/live")
    async def live(request: Request) -> HTTPResponse:
        return json_response({"status": "ok"})

    @app.get("/health/ready")
    async def ready(request: Request) -> HTTPResponse:
        return json_response({"status": "ok"})

    return app


def _refused(request: Request) -> HTTPResponse | None:
    """Answer a body that is no call of an action; None for one that is, and for one that Sanic has refused itself."""
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > BODY_BYTES:
        return None
    try:
        # Rasa sends it plain; what is packed small may be very large.
        call = None if request.headers.get("content-encoding") else request.json
    except (SanicException, RecursionError):
        call = None
    if call is None or not is_call(call):
        return json_response({"error": "BadRequest"}, status=400)
    request.ctx.action = call["next_action"]
    return None


def main() -> None:
    """Serve until the process is ended. Command line: `--port`, `--interface` (default 127.0.0.1).

    Raises:
        SystemExit: a setting is unsafe; one Danish line says what to do.
    """
    parser = argparse.ArgumentParser(prog="python -m actions.serve")
    parser.add_argument("--port", type=int, default=5055)
    parser.add_argument("--interface", default="127.0.0.1")
    given = parser.parse_args()
    production.refuse_unsafe()
    production.refuse_unsafe_directory()
    knowledge()
    app = build(os.environ["VEJVISER_ACTIONS_TOKEN"])
    measures.make_ready()
    metrics.serve()
    logs.keep_texts_out()
    app.run(host=given.interface, port=given.port, access_log=False, motd=False)


if __name__ == "__main__":
    main()
