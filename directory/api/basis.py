"""All that a plan rests on, in one answer: the school's plan, the services and the home municipality."""

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from directory.api import parameters, queries
from directory.api.errors import WrongRequest
from directory.api.finding import found_municipality, found_plan, school_of
from directory.api.serializers import MunicipalitySerializer, SchoolPlanSerializer, ServiceSerializer
from directory.api.shapes import service_shapes
from directory.api.unchanged import Kept, Made
from directory.api.views import FORGET, KEEP, WRONG, ReadView, listed
from directory.resources.models import Scope
from directory.schools.models import School

logger = logging.getLogger(__name__)

FAILED = "failed"
# Some 90 kB each; a school's pupils come from a handful of municipalities.
KEPT = Kept(most=100)

Part = dict[str, Any]


class PlanPartSerializer(serializers.Serializer):
    """The school's plan."""

    answer = SchoolPlanSerializer(allow_null=True)
    error = serializers.ChoiceField(["unknown_school", "no_plan", FAILED], allow_null=True)


class ServicesPartSerializer(serializers.Serializer):
    """All services that cover the municipality, or the regional and national ones where none is asked about."""

    answer = ServiceSerializer(many=True, allow_null=True)
    error = serializers.ChoiceField(["unknown_municipality", FAILED], allow_null=True)


class MunicipalityPartSerializer(serializers.Serializer):
    """The municipality; both null where none is asked about."""

    answer = MunicipalitySerializer(allow_null=True)
    error = serializers.ChoiceField(["unknown_municipality", FAILED], allow_null=True)


class BasisSerializer(serializers.Serializer):
    """Each part as its own address answers it, or the code of what that answers instead; `failed` for a fault."""

    plan = PlanPartSerializer()
    services = ServicesPartSerializer()
    municipality = MunicipalityPartSerializer()


class BasisView(ReadView):
    """All that a plan rests on."""

    known = ("school", "municipality")

    @extend_schema(
        operation_id="basis",
        parameters=[
            listed("school", "A school's slug: its plan, and services with its own rows. Unknown: the shared rows."),
            listed("municipality", "The pupil's home municipality; four digits."),
        ],
        responses={200: BasisSerializer, **WRONG},
    )
    def get(self, request: Request) -> HttpResponse:
        """What three other addresses answer, at once; a part that fails does not take the others with it."""
        query = request.query_params
        asked = query.get("school", ""), query.get("municipality")
        today = localdate()
        body, whole = KEPT((*asked, today), lambda: _rendered(basis(*asked, today, request)))
        self.keep = KEEP if whole else FORGET
        return HttpResponse(body, content_type="application/json")


def basis(slug: str, code: str | None, today: date, request: Request | None = None) -> dict[str, Part]:
    """Return what BasisSerializer describes.

    Args:
        slug: the school's.
        code: the home municipality's, or None.
        today: the day in Denmark.
        request: for the count of faults.
    """
    plan = _part(lambda: found_plan(slug, today), request)
    school = None if plan["error"] == "unknown_school" else slug
    return {
        "plan": plan,
        "services": _part(lambda: _services(school, code, today), request),
        "municipality": _part(lambda: None if code is None else found_municipality(code, today), request),
    }


def _services(slug: str | None, code: str | None, today: date) -> list[dict[str, Any]]:
    school: School | None = school_of(slug, "school") if slug is not None else None
    rows = queries.services(
        parameters.areas(code) if code is not None else None,
        (),
        (),
        None,
        scopes=() if code is not None else (Scope.REGIONAL, Scope.NATIONAL),
        school=school,
        with_examples=not settings.PRODUCTION,
    )
    return service_shapes(rows, today)


def _part(find: Callable[[], Any], request: Request | None) -> Part:
    try:
        return {"answer": find(), "error": None}
    except WrongRequest as wrong:
        return {"answer": None, "error": wrong.error_code}
    except (OperationalError, InterfaceError):
        # The database is away or hangs: the others would wait as long.
        raise
    except Exception as error:
        logger.error("a part of an answer failed: %s", type(error).__name__)
        got_request_exception.send(sender=BasisView, request=request)
        return {"answer": None, "error": FAILED}


def _rendered(found: dict[str, Part]) -> Made:
    """Return the answer in bytes, and whether it may be kept: a fault may be gone the next time."""
    return JSONRenderer().render(found), all(part["error"] != FAILED for part in found.values())
