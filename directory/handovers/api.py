"""`/api/handovers`: whether a school takes handovers (GET), and taking one in (POST). docs/contracts.md, section 4.

Not a part of the read API: it has a token of its own, and its caller is the door of the chat alone.
"""

import json
import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from directory.api.errors import body as error_body
from directory.api.guard import gives_token, needs_token
from directory.handovers.keeping import forget_expired
from directory.handovers.models import Urgency
from directory.handovers.offering import Offer, offer
from directory.handovers.saying import say
from directory.handovers.sending import tell_of_new
from directory.handovers.taking_in import Refused, Taken, find_school, take_in
from directory.schools.models import School

logger = logging.getLogger(__name__)

LONGEST_BODY = 64_000
HURRIES = (Urgency.ACUTE, Urgency.URGENT)


# No cookie opens this door, so no other site can use one.
@csrf_exempt
def handovers_view(request: HttpRequest) -> JsonResponse:
    """Answer GET `?school=` and POST; every error is Danish and in the one shape of the API."""
    if needs_token(request) and not gives_token(request, settings.HANDOVERS.token):
        answer = _refusal(Refused("no_token", None, 401))
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    try:
        if request.method == "POST":
            return _post(request)
        if request.method != "GET":
            raise Refused("bad_method", None, 405)
        if set(request.GET) != {"school"}:
            raise Refused("bad_handover", "school")
        school = find_school(request.GET["school"])
        return _answer(_place(school, offer(school)))
    except Refused as refused:
        return _refusal(refused)


def _post(request: HttpRequest) -> JsonResponse:
    taken = take_in(_read(request))
    handover = taken.handover
    if not handover.mailed:
        tell_of_new(handover, taken.offer.mailbox)
    logger.info("handover %s: %s", handover.pk, "taken in" if taken.is_new else "came again")
    _forget_expired()
    return _answer(_receipt(taken), 201 if taken.is_new else 200)


def _forget_expired() -> None:
    """Let nothing wait for a timer that was forgotten. A fault here is none of the teacher's: her note is in."""
    try:
        with transaction.atomic():
            forget_expired()
    except Exception as error:
        logger.error("deleting old handovers failed: %s", type(error).__name__)


def _read(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json" or int(request.headers.get("Content-Length") or 0) > LONGEST_BODY:
        raise Refused("bad_body")
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused("bad_body") from None
    if not isinstance(found, dict):
        raise Refused("bad_body")
    return found


def _place(school: School, found: Offer) -> dict[str, Any]:
    return {
        "school": {"slug": school.slug, "name": school.name},
        "to_role": {"id": found.role.code, "name": found.role_name},
        "takes": not found.refused,
        "reason": found.refused or None,
        "message": say(found.refused, school=school.name) if found.refused else None,
    }


def _receipt(taken: Taken) -> dict[str, Any]:
    handover = taken.handover
    named = {"role": taken.offer.role_name, "school": handover.school.name, "reference": handover.reference}
    first = [say("danger_first")] if handover.urgency in HURRIES else []
    told = say("received" if handover.mailed else "received_unmailed", **named)
    return {
        "reference": handover.reference,
        "school": {"slug": handover.school.slug, "name": handover.school.name},
        "to_role": {"id": handover.to_role.code, "name": taken.offer.role_name},
        "mailed": handover.mailed,
        "message": " ".join([*first, told, say("not_to_municipality")]),
    }


def _answer(content: dict[str, Any], status: int = 200) -> JsonResponse:
    answer = JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refusal(refused: Refused) -> JsonResponse:
    # What was given is never said again: it may be anything.
    told = say(refused.code, school=say("this_school"), field=refused.parameter or "")
    return _answer(dict(error_body(refused.code, told, refused.parameter)), refused.status)
