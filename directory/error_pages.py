"""What a person sees when something is wrong: a short page that says nothing of what is inside and repeats nothing.

The API's own errors are JSON (api/errors.py); an address under it gets JSON here too.
"""

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse

from directory.api import errors
from directory.messages import message

_PAGE = Path(__file__).with_name("error_page.html").read_text("utf-8")
API = "/api/"


def page(kind: str) -> str:
    """Return the page of one kind of error; its words stand in messages.yml as `page_<kind>` and `page_<kind>_title`.

    Args:
        kind: `bad_request`, `forbidden`, `not_found`, `stale` or `failed`.
    """
    words = {"title": message(f"page_{kind}_title"), "text": message(f"page_{kind}"), "home": message("page_home")}
    made = _PAGE
    for name, value in words.items():
        made = made.replace(f"{{{name}}}", value)
    return made


def _answer(request: HttpRequest, status: int, kind: str) -> HttpResponse:
    if request.path.startswith(API):
        told = errors.body("bad_request", message("bad_request"))
        return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    content = page(kind).encode()
    # A strange host is refused before the middleware that tells the length.
    return HttpResponse(content, status=status, headers={"Content-Length": str(len(content))})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a strange host, or a form that is too large."""
    return _answer(request, 400, "bad_request")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer who may not see a page."""
    return _answer(request, 403, "forbidden")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for a page that is not there."""
    return _answer(request, 404, "not_found")


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without the key that its page was given: the page has been open too long, or it is not ours."""
    return _answer(request, 403, "stale")


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours without saying what it was; the log says it."""
    return errors.failed(request) if request.path.startswith(API) else _answer(request, 500, "failed")
