"""The cookie that ties a conversation to one browser. In another site's frame it is another one."""

import os

from sanic.request import Request
from sanic.response import HTTPResponse

PLAIN, FRAMED = "vejviser", "vejviser-ramme"


def browser_of(request: Request, framed: bool) -> str | None:
    """Return the browser's id that came with a request.

    Args:
        request: the request.
        framed: whether to read the cookie of the page in another site's frame.
    """
    found: str | None = request.cookies.get(FRAMED if framed else PLAIN)
    return found


def give_cookie(answer: HTTPResponse, browser: str, framed: bool) -> None:
    """Let the browser keep its id.

    Args:
        answer: what goes to the browser.
        browser: its id.
        framed: the page stands in another site's frame. There SameSite=Strict would keep the cookie away. The one that
            comes in its place is kept apart for each site around it (Partitioned), and never goes without encryption.
    """
    if framed:
        # Sanic's own cookies do not know Partitioned.
        parts = (f"{FRAMED}={browser}", "Path=/chat", "HttpOnly", "Secure", "SameSite=None", "Partitioned")
        answer.headers.add("Set-Cookie", "; ".join(parts))
        return
    answer.cookies[PLAIN] = browser
    answer.cookies[PLAIN]["httponly"] = True
    answer.cookies[PLAIN]["samesite"] = "Strict"
    answer.cookies[PLAIN]["path"] = "/chat"
    if os.environ.get("VEJVISER_PROFILE") == "production":
        answer.cookies[PLAIN]["secure"] = True
