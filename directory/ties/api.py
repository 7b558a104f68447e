"""What channels (chat, Teams) ask for and send, so that they can ask about a contact themselves. Contracts 4."""

import hashlib
from contextlib import suppress
from typing import Any, ClassVar

from django.conf import settings
from drf_spectacular.utils import extend_schema
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from rest_framework import serializers
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from directory.api.errors import WrongRequest
from directory.api.parameters import asked, municipality
from directory.api.views import FORGET, MISSING, WRONG, ReadView
from directory.schools.models import School
from directory.ties.answering import Answer, keep
from directory.ties.linking import Used
from directory.ties.questions import HIGHEST, LOWEST, QUALITIES, items, reached_question, scale
from directory.ties.tie import Tie, WrongTie, tie

LONGEST_KEY, SHORTEST_KEY = 64, 16
LONGEST_BODY = 4096
TEXT = {"type": "string", "minLength": 1, "maxLength": 80}
SCORE = {"type": "integer", "minimum": LOWEST, "maximum": HIGHEST}
TIE = {
    "id": {
        "type": "string",
        "pattern": f"^[A-Za-z0-9_-]{{{SHORTEST_KEY},{LONGEST_KEY}}}$",
        "description": "Random, the channel's own for this answer: the same one is kept once. Never a person's.",
    },
    "school": TEXT,
    "municipality": {"type": ["string", "null"], "minLength": 4, "maxLength": 4},
    "from_role": TEXT,
    "to_role": TEXT,
}


def _shape(reached: bool, scores: dict[str, Any]) -> dict[str, Any]:
    properties = {**TIE, "reached": {"type": "boolean", "const": reached}, **scores}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


REQUEST = {"oneOf": [_shape(True, dict.fromkeys(QUALITIES, SCORE)), _shape(False, {})]}


class ChoiceSerializer(serializers.Serializer[Any]):
    """One of the five answers."""

    value = serializers.IntegerField(min_value=LOWEST, max_value=HIGHEST)
    text = serializers.CharField()


class ItemSerializer(serializers.Serializer[Any]):
    """One of the seven questions."""

    id = serializers.ChoiceField(choices=QUALITIES)
    text = serializers.CharField()
    short = serializers.CharField()


class RatingItemsSerializer(serializers.Serializer[Any]):
    """All that is asked about a contact; the seven only when somebody was reached."""

    reached = serializers.CharField()
    scale = ChoiceSerializer(many=True)
    items = ItemSerializer(many=True)


class KeptSerializer(serializers.Serializer[Any]):
    """That the answer is kept, now or before."""

    status = serializers.ChoiceField(choices=["kept"])


class RatingItemsView(ReadView):
    """The questions about a contact."""

    @extend_schema(operation_id="rating_items", responses={200: RatingItemsSerializer, **WRONG})
    def get(self, request: Request) -> Response:
        """The first question, the five answers and the seven items, in Danish."""
        return Response(
            {
                "reached": reached_question(),
                "scale": [{"value": value, "text": text} for value, text in scale()],
                "items": [{"id": item.id, "text": item.text, "short": item.short} for item in items()],
            }
        )


class RatingsView(ReadView):
    """Answers that a channel got."""

    http_method_names = ("post",)  # type: ignore[assignment]
    parser_classes: ClassVar[list[Any]] = [JSONParser]
    keep = FORGET

    @extend_schema(
        operation_id="rate",
        request={"application/json": REQUEST},
        responses={200: KeptSerializer, **WRONG, **MISSING},
    )
    def post(self, request: Request) -> Response:
        """Keep one answer. With an `id` that was used before nothing more is kept, and the answer is the same."""
        found = _read(request)
        with suppress(Used):
            keep(_tie(found), _answer(found), hashlib.sha256(found["id"].encode()).hexdigest())
        return Response({"status": "kept"})


def _read(request: Request) -> dict[str, Any]:
    """Return the body as `REQUEST` describes it.

    Raises:
        WrongRequest: 400 `bad_rating`, with the field that is wrong when there is one.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        raise WrongRequest("bad_rating", None)
    try:
        found: Any = request.data
    except (ParseError, UnsupportedMediaType) as error:
        raise WrongRequest("bad_rating", None) from error
    reached = isinstance(found, dict) and found.get("reached") is True
    wrong = best_match(Draft202012Validator(REQUEST["oneOf"][not reached]).iter_errors(found))
    if wrong is not None:
        raise WrongRequest("bad_rating", str(wrong.absolute_path[0]) if wrong.absolute_path else None)
    kept: dict[str, Any] = found
    return kept


def _tie(found: dict[str, Any]) -> Tie:
    """Return the tie.

    Raises:
        WrongRequest: 404 for a school, municipality or role that is not here or does not go with the others.
    """
    shown = {"is_example": False} if settings.PRODUCTION else {}
    school = School.objects.filter(slug=asked(found["school"]), **shown).first()
    if school is None:
        raise WrongRequest("unknown_school", "school", value=found["school"])
    place = municipality(found["municipality"]) if found["municipality"] is not None else None
    try:
        return tie(school, place, found["from_role"], found["to_role"])
    except WrongTie as error:
        code = "unknown_tie" if error.field == "municipality" else "unknown_role"
        raise WrongRequest(code, error.field, value=found[error.field]) from error


def _answer(found: dict[str, Any]) -> Answer:
    reached = found["reached"]
    return Answer(reached, {code: int(found[code]) for code in QUALITIES} if reached else {})
