"""Whether the directory lives, and whether it can answer now: for the machine that starts it and sends it questions."""

from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse

from directory.resources.models import Service

LIVE, READY = "/health/live", "/health/ready"


def is_ready() -> bool:
    """Return whether the database answers and holds services. It never fails."""
    try:
        return Service.objects.filter(status="active").exists()
    except Error:
        return False


def probes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return the middleware. It stands before the host is looked at: who asks calls an address, and no name.

    Args:
        get_response: the rest of Django.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path not in (LIVE, READY):
            return get_response(request)
        # The database is not asked whether this process lives: a new one would not find it either.
        well = request.path == LIVE or is_ready()
        said = JsonResponse({"status": "ok" if well else "error"}, status=200 if well else 503)
        said.headers["Cache-Control"] = "no-store"
        return said

    return answer
