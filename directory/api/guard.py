"""Who may read the API: who has the token; in development also everybody on the machine itself."""

import hmac
from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from directory.api.errors import no_token

View = Callable[..., HttpResponseBase]

# A proxy on this machine calls from loopback too. What it passes on is not from here.
PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
SCHEME = "bearer "


def guarded(view: View) -> View:
    """Return the view, answering 401 to who needs the token and does not give it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if needs_token(request) and not gives_token(request):
            return no_token()
        return view(request, *args, **kwargs)

    return answer


def needs_token(request: HttpRequest) -> bool:
    """Tell whether the request must carry the token.

    In production every request must: behind a proxy, or in a container, the caller's address says nothing.
    """
    if settings.API_ALWAYS_NEEDS_TOKEN or any(name in request.META for name in PASSED_ON):
        return True
    return not is_loopback(request.META.get("REMOTE_ADDR", ""))


def is_loopback(address: str) -> bool:
    """Tell whether an address is this machine's own; a Unix socket has none and is a proxy's."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return (mapped or found).is_loopback


def gives_token(request: HttpRequest, token: str | None = None) -> bool:
    """Tell whether the request carries the token; nothing is right where no token is set.

    Args:
        request: the request.
        token: another door's own; None means the read API's.
    """
    token = settings.API_TOKEN if token is None else token
    given = request.META.get("HTTP_AUTHORIZATION", "")
    if not token or given[: len(SCHEME)].lower() != SCHEME:
        return False
    return hmac.compare_digest(given[len(SCHEME) :].strip().encode(), token.encode())
