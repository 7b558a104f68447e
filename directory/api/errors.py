"""Every error of the API has one shape: {"error": {"code", "message", "parameter"}}, with a Danish message."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from rest_framework import status
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAcceptable, NotFound
from rest_framework.response import Response
from rest_framework.views import set_rollback

from directory.messages import message

# Asked in the right way for something that is not here; every other wrong request is asked in a wrong way (400).
NOT_HERE = frozenset(
    {
        "unknown_municipality",
        "unknown_topic",
        "unknown_role",
        "unknown_school",
        "unknown_service",
        "unknown_page",
        "unknown_tie",
        "no_plan",
    }
)


class WrongRequest(APIException):
    """The question cannot be answered: an unknown code, a bad number, a misspelt parameter."""

    def __init__(self, code: str, parameter: str | None, **values: object):
        super().__init__(message(code, **values), code)
        self.error_code = code
        self.parameter = parameter
        self.status_code = status.HTTP_404_NOT_FOUND if code in NOT_HERE else status.HTTP_400_BAD_REQUEST


def body(code: str, text: str, parameter: str | None = None) -> dict[str, dict[str, str | None]]:
    """Return the one shape of an error."""
    return {"error": {"code": code, "message": text, "parameter": parameter}}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an exception of a view; None lets Django answer, as for a fault of ours."""
    set_rollback()
    if isinstance(error, WrongRequest):
        return Response(body(error.error_code, str(error.detail), error.parameter), status=error.status_code)
    for kind, code in (
        (MethodNotAllowed, "method_not_allowed"),
        (NotAcceptable, "not_acceptable"),
        (NotFound, "unknown_address"),
    ):
        if isinstance(error, kind):
            allowed = context["view"].allowed_methods if code == "method_not_allowed" else []
            code = "post_only" if allowed == ["POST"] else code
            headers = {"Allow": ", ".join(allowed)} if allowed else None
            return Response(body(code, message(code)), status=error.status_code, headers=headers)
    return None


def _json(found: dict[str, dict[str, str | None]], status_code: int) -> JsonResponse:
    answer = JsonResponse(found, status=status_code, json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def no_token() -> JsonResponse:
    """Answer a request that needs the token and does not carry it."""
    answer = _json(body("no_token", message("no_token")), 401)
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def unknown_address(request: HttpRequest) -> JsonResponse:
    """Answer any other address under /api."""
    return _json(body("unknown_address", message("unknown_address")), 404)


def failed(request: HttpRequest) -> JsonResponse:
    """Answer a fault of ours without saying what it was; the log says it."""
    return _json(body("failed", message("failed")), 500)
