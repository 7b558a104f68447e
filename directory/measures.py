"""What the directory counts of its answers, for Prometheus (docs/sight.md): areas, statuses and seconds alone."""

import sys
import time
from collections.abc import Callable
from typing import Any

from django.core.signals import got_request_exception
from django.db import Error
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from deploy.metrics import SHORT, among

# The first step of an address, and in the API the second. What follows may be a token, a school or a municipality.
AREAS = (
    "admin", "ansvar", "baggrund", "balkort", "health", "indbakke", "kurser", "ledelse", "oidc", "plan", "relationer",
    "static", "storylab", "svar",
)  # fmt: skip
API = (
    "basis", "handovers", "health", "municipalities", "profile", "rating-items", "ratings", "schema", "schools",
    "services",
)  # fmt: skip

REQUESTS = Counter("vejviser_register_requests", "Answers of the directory", ["area", "status"])
SECONDS = Histogram("vejviser_register_seconds", "One answer of the directory", ["area"], buckets=SHORT)
FAULTS = Counter("vejviser_register_faults", "Answers that failed, by what was at fault", ["part"])


def area_of(path: str) -> str:
    """Return what an address belongs to: one of AREAS, or `api/` with one of API, or `other`.

    Args:
        path: the address, which may hold anything.
    """
    first, _, rest = path.lstrip("/").partition("/")
    if first == "api":
        return f"api/{among(rest.partition('/')[0], API)}"
    return among(first, AREAS)


def measure(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return the middleware, which stands first, so that nothing goes uncounted.

    Args:
        get_response: the rest of Django.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = get_response(request)
        area = area_of(request.path)
        REQUESTS.labels(area, f"{response.status_code // 100}xx").inc()
        SECONDS.labels(area).observe(time.monotonic() - began)
        return response

    return answer


def _count_fault(sender: Any, request: HttpRequest | None = None, **more: Any) -> None:
    FAULTS.labels("database" if isinstance(sys.exception(), Error) else "other").inc()


got_request_exception.connect(_count_fault, dispatch_uid="vejviser_faults")
for _part in ("database", "other"):
    # At nought from the start: an alert cannot see the first step of a series that appears.
    FAULTS.labels(_part)
