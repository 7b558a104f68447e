"""The headers that guard every answer of the directory, besides those that Django's own middleware sets."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# The admin's scripts and styles are files of its own: nothing from elsewhere, nothing inline, no frame.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def guard(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return the middleware. It stands first, so that static files and errors carry the headers too.

    Args:
        get_response: the rest of Django.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer
