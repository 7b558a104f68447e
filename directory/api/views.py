"""The read API of contracts.md 4: short views; the deciding is in resources/freshness.py and api/queries.py."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.timezone import localdate
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from directory.api import parameters, queries
from directory.api.errors import WrongRequest
from directory.api.finding import found_municipality, found_plan, school_of, schools
from directory.api.looks import SchoolLookSerializer, school_look_shape
from directory.api.paging import FURTHEST, LARGEST, Paging
from directory.api.paging import PARAMETERS as PAGING
from directory.api.serializers import (
    ErrorSerializer,
    HealthSerializer,
    MunicipalitySerializer,
    SchoolPlanSerializer,
    SchoolSerializer,
    ServiceSerializer,
)
from directory.api.shapes import service_shapes
from directory.probes import is_ready
from directory.resources.models import Municipality, Scope

# gunicorn reads no address of more than 4,094 bytes. It answers before it knows where the question goes: with the page.
TOO_LONG = {(414, "text/html"): OpenApiTypes.STR}
# Besides what each view names: 401 for who lacks the token.
WRONG: dict[Any, Any] = {400: ErrorSerializer, 401: ErrorSerializer, **TOO_LONG}
MISSING = {404: ErrorSerializer}
# A private copy may be kept. Each use asks whether it is right (its ETag), for what is shown changes at midnight too.
# It may stand in for a week when nobody answers.
KEEP = "private, max-age=0, stale-if-error=604800"
FORGET = "no-store"


class ReadView(APIView):
    """A view that only reads, and knows the names of its parameters."""

    http_method_names = ("get", "head")
    known: tuple[str, ...] = ()
    repeatable: tuple[str, ...] = ()
    keep = KEEP

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check the parameters' names before the view runs."""
        super().initial(request, *args, **kwargs)
        parameters.check_names(request.query_params, self.known, self.repeatable)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say whether the answer may be kept; an error never is."""
        final: Response = super().finalize_response(request, response, *args, **kwargs)
        final.headers["Cache-Control"] = self.keep if final.status_code == 200 else FORGET
        return final


class ListView(ReadView):
    """A view that gives a list in pages."""

    pagination_class = Paging

    def page(self, rows: Any, request: Request) -> tuple[Paging, list[Any]]:
        """Return the paging and the rows of the page asked for."""
        paging = Paging()
        return paging, paging.paginate_queryset(rows, request, self)


def listed(name: str, text: str, **schema: Any) -> OpenApiParameter:
    """Describe a parameter for the OpenAPI document; a text unless the schema says more."""
    return OpenApiParameter(name, {"type": "string"} | schema, description=text)


def repeated(name: str, text: str, **schema: Any) -> OpenApiParameter:
    """Describe a parameter that may stand several times."""
    several = {"type": "array", "items": {"type": "string"} | schema}
    return OpenApiParameter(name, several, description=f"{text}; repeated means any of them.", explode=True)


def number(name: str, text: str, low: int, high: int) -> OpenApiParameter:
    """Describe a parameter that is a whole number."""
    return listed(name, text, type="integer", minimum=low, maximum=high)


PAGE_PARAMETERS = [
    number("page", "From 1.", 1, FURTHEST),
    number("page_size", f"{LARGEST} when missing.", 1, LARGEST),
]


class HealthView(ReadView):
    """Whether the directory can answer; open to all, so it says no more."""

    keep = FORGET

    @extend_schema(
        operation_id="health",
        auth=[],
        responses={200: HealthSerializer, 400: ErrorSerializer, 503: HealthSerializer, **TOO_LONG},
    )
    def get(self, request: Request) -> Response:
        """200 when the database answers and holds services, 503 otherwise."""
        well = is_ready()
        return Response({"status": "ok" if well else "error"}, status=200 if well else 503)


# What belongs to a municipality that is shown.
SHOWN = ("regions", "organization__phones", "organization__verifications")


class MunicipalityListView(ListView):
    """All municipalities, or those that match."""

    known = ("q", *PAGING)

    @extend_schema(
        operation_id="municipalities",
        parameters=[listed("q", "Part of a name, or a code."), *PAGE_PARAMETERS],
        responses={200: MunicipalitySerializer(many=True), **WRONG, **MISSING},
    )
    def get(self, request: Request) -> Response:
        """A page of municipalities, by code."""
        wanted = request.query_params.get("q", "").strip().casefold()
        rows = Municipality.objects.select_related("organization").prefetch_related(*SHOWN)
        # 98 rows, and SQLite does not fold æøå: Python does the matching.
        found = [row for row in rows if wanted in row.name.casefold() or wanted == row.code]
        paging, page = self.page(found, request)
        return paging.get_paginated_response(
            MunicipalitySerializer(page, many=True, context={"today": localdate()}).data
        )


class MunicipalityView(ReadView):
    """One municipality."""

    @extend_schema(operation_id="municipality", responses={200: MunicipalitySerializer, **WRONG, **MISSING})
    def get(self, request: Request, code: str) -> Response:
        """The municipality with that code, or 404 `unknown_municipality`."""
        return Response(found_municipality(code, localdate()))


class ServiceListView(ListView):
    """The services that answer a question."""

    known = ("municipality", "topic", "role", "age", "scope", "school", *PAGING)
    repeatable = ("topic", "role", "scope")

    @extend_schema(
        operation_id="services",
        parameters=[
            listed("municipality", "Four-digit code: services that cover it."),
            repeated("topic", "A code of labels.yml"),
            repeated("role", "An id of roles.yml"),
            number("age", "Services for that age.", 0, parameters.OLDEST),
            repeated("scope", "How far it reaches", enum=[scope.name.lower() for scope in Scope]),
            listed("school", "A school's slug: with its own rows in the place of the shared ones."),
            *PAGE_PARAMETERS,
        ],
        responses={200: ServiceSerializer(many=True), **WRONG, **MISSING},
    )
    def get(self, request: Request) -> Response:
        """A page of services: municipal, then regional, then national."""
        query = request.query_params
        code = query.get("municipality")
        rows = queries.services(
            parameters.areas(code) if code is not None else None,
            parameters.term_codes(query, "topic"),
            parameters.term_codes(query, "role"),
            parameters.age(query),
            scopes=parameters.scopes(query),
            school=school_of(query["school"], "school") if "school" in query else None,
            with_examples=not settings.PRODUCTION,
        )
        paging, page = self.page(rows, request)
        return paging.get_paginated_response(service_shapes(page, localdate()))


class ServiceView(ReadView):
    """One service."""

    known = ("school",)

    @extend_schema(
        operation_id="service",
        parameters=[listed("school", "A school's slug: among its own rows too.")],
        responses={200: ServiceSerializer, **WRONG, **MISSING},
    )
    def get(self, request: Request, pk: str) -> Response:
        """The service with that id, or 404 `unknown_service`; a school's own row only with that school."""
        slug = request.query_params.get("school")
        school = school_of(slug, "school") if slug is not None else None
        rows = queries.in_use(school, with_examples=not settings.PRODUCTION)
        found = service_shapes(rows.filter(pk=UUID(pk)), localdate()) if _is_id(pk) else []
        if not found:
            raise WrongRequest("unknown_service", "id", value=pk)
        return Response(found[0])


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


class SchoolListView(ListView):
    """All schools."""

    known = PAGING

    @extend_schema(
        operation_id="schools",
        parameters=PAGE_PARAMETERS,
        responses={200: SchoolSerializer(many=True), **WRONG, **MISSING},
    )
    def get(self, request: Request) -> Response:
        """A page of schools, by name."""
        paging, page = self.page(schools(), request)
        return paging.get_paginated_response(SchoolSerializer(page, many=True).data)


class SchoolView(ReadView):
    """One school."""

    @extend_schema(operation_id="school", responses={200: SchoolLookSerializer, **WRONG, **MISSING})
    def get(self, request: Request, slug: str) -> Response:
        """The school with that slug, with its look, or 404 `unknown_school`."""
        school = school_of(slug, "slug", schools().select_related("look"))
        return Response(school_look_shape(school))


class SchoolPlanView(ReadView):
    """A school's plan."""

    @extend_schema(operation_id="school_plan", responses={200: SchoolPlanSerializer, **WRONG, **MISSING})
    def get(self, request: Request, slug: str) -> Response:
        """The approved plan with steps and contacts, or 404 `unknown_school` or `no_plan`."""
        return Response(found_plan(slug, localdate()))


class SchemaView(SpectacularAPIView):
    """The OpenAPI document."""

    http_method_names = ("get", "head")
