"""The headers that guard every answer of the bot, and the answers to requests that lead nowhere."""

import os

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.json_requests import refusal

# Nothing from elsewhere, and nothing inline.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
YEAR = 31_536_000
TEXTS = {404: ("not_found", "utter_not_found"), 413: ("too_large", "utter_too_long")}


def let_frame(request: Request, hosts: tuple[str, ...]) -> None:
    """Let these pages too show the answer in a frame.

    Args:
        request: the request that is answered.
        hosts: origins that `deploy.origins` has checked; none leaves the school's own site alone.
    """
    request.ctx.hosts = hosts


def let_load(request: Request) -> None:
    """Let pages of other sites load the answer, as a script of theirs."""
    request.ctx.for_others = True


def _headers(request: Request) -> dict[str, str]:
    found = dict(HEADERS)
    if hosts := getattr(request.ctx, "hosts", ()):
        found["Content-Security-Policy"] = f"{POLICY} {' '.join(hosts)}"
        # It knows no lists: a browser that heeds both would close what the list opens.
        del found["X-Frame-Options"]
    if getattr(request.ctx, "for_others", False):
        found["Cross-Origin-Resource-Policy"] = "cross-origin"
    return found


def guard(app: Sanic) -> None:
    """Put the headers on every answer, errors too, and let no error show what is inside.

    Args:
        app: the server of the doors.
    """

    @app.on_response
    async def add_headers(request: Request, response: HTTPResponse) -> None:
        response.headers.update(_headers(request))
        if os.environ.get("VEJVISER_PROFILE") == "production":
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        if "cache-control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"

    @app.on_request
    async def only_our_own_page(request: Request) -> HTTPResponse | None:
        # Every browser tells which site a request comes from. The cookie alone would let a neighbouring name in. Our
        # page in another's frame asks from its own origin, so it needs no way around this.
        foreign = request.headers.get("sec-fetch-site", "") in ("cross-site", "same-site")
        if foreign and request.method not in ("GET", "HEAD"):
            return refusal(403, "bad_request", "utter_bad_request")
        return None

    @app.exception(Exception)  # type: ignore[no-untyped-call]
    async def refuse(request: Request, error: Exception) -> HTTPResponse:
        status = error.status_code if isinstance(error, SanicException) else 500
        if status == 500 and request.route is None:
            # Sanic stumbles over a header before it knows where the request is going: the request is at fault.
            status = 400
        code, name = TEXTS.get(status, ("bad_request", "utter_bad_request"))
        if status >= 500:
            code, name = "failed", "utter_channel_failed"
        return refusal(status, code, name)
