"""The read API of contracts.md 4: short views; the deciding is in resources/freshness.py and api/queries.py."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.utils.timezone import localdate
from drf_spectacular.utils import OpenApiParameter, extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from directory.api import parameters, queries
from directory.api.errors import WrongRequest
from directory.api.paging import PARAMETERS as PAGING
from directory.api.paging import Paging
from directory.api.serializers import (
    ErrorSerializer,
    HealthSerializer,
    MunicipalitySerializer,
    SchoolPlanSerializer,
    SchoolSerializer,
    ServiceSerializer,
    school_plan_shape,
    service_shape,
)
from directory.resources.models import Municipality, Service
from directory.schools.models import School

WRONG = {400: ErrorSerializer}
MISSING = {404: ErrorSerializer}


class ReadView(APIView):
    """A view that only reads, and knows the names of its parameters."""

    known: tuple[str, ...] = ()
    repeatable: tuple[str, ...] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check the parameters' names before the view runs."""
        super().initial(request, *args, **kwargs)
        parameters.check_names(request.query_params, self.known, self.repeatable)


class ListView(ReadView):
    """A view that gives a list in pages."""

    pagination_class = Paging

    def page(self, rows: Any, request: Request) -> tuple[Paging, list[Any]]:
        """Return the paging and the rows of the page asked for."""
        paging = Paging()
        return paging, paging.paginate_queryset(rows, request, self)


def listed(name: str, text: str, kind: type = str, *, many: bool = False) -> OpenApiParameter:
    """Describe a parameter for the OpenAPI document."""
    return OpenApiParameter(name, kind, description=text, many=many, explode=True if many else None)


PAGE_PARAMETERS = [listed("page", "From 1.", int), listed("page_size", "1 to 100; 100 when missing.", int)]


class HealthView(ReadView):
    """Whether the directory can answer."""

    @extend_schema(operation_id="health", responses={200: HealthSerializer, 503: HealthSerializer})
    def get(self, request: Request) -> Response:
        """200 when the database answers and holds services, 503 otherwise."""
        database, count = "ok", 0
        try:
            count = Service.objects.filter(status="active").count()
        except DatabaseError:
            database = "error"
        found = {"status": "ok" if count else "error", "database": database, "services": count}
        return Response(HealthSerializer(found).data, status=200 if count else 503)


class MunicipalityListView(ListView):
    """All municipalities, or those that match."""

    known = ("q", *PAGING)

    @extend_schema(
        operation_id="municipalities",
        parameters=[listed("q", "Part of a name, or a code."), *PAGE_PARAMETERS],
        responses={200: MunicipalitySerializer(many=True), **WRONG},
    )
    def get(self, request: Request) -> Response:
        """A page of municipalities, by code."""
        wanted = request.query_params.get("q", "").strip().casefold()
        rows = Municipality.objects.select_related("organization").prefetch_related(
            "regions", "organization__phones", "organization__verifications"
        )
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
        found = parameters.municipality(code, status=404)
        return Response(MunicipalitySerializer(found, context={"today": localdate()}).data)


class ServiceListView(ListView):
    """The services that answer a question."""

    known = ("municipality", "topic", "role", "age", "scope", "school", *PAGING)
    repeatable = ("topic", "role", "scope")

    @extend_schema(
        operation_id="services",
        parameters=[
            listed("municipality", "Four-digit code: services that cover it."),
            listed("topic", "A code of labels.yml; repeated means any of them.", many=True),
            listed("role", "An id of roles.yml; repeated means any of them.", many=True),
            listed("age", "Services for that age, 0 to 120.", int),
            listed("scope", "municipal, regional or national; repeated means any of them.", many=True),
            listed("school", "A school's slug: with its own rows in the place of the shared ones."),
            *PAGE_PARAMETERS,
        ],
        responses={200: ServiceSerializer(many=True), **WRONG},
    )
    def get(self, request: Request) -> Response:
        """A page of services: municipal, then regional, then national."""
        query = request.query_params
        code = query.get("municipality")
        rows = queries.services(
            parameters.municipality(code) if code is not None else None,
            parameters.term_codes(query, "topic"),
            parameters.term_codes(query, "role"),
            parameters.age(query),
            scopes=parameters.scopes(query),
            school=_school(query["school"], status=400) if "school" in query else None,
            with_examples=not settings.PRODUCTION,
        )
        paging, page = self.page(rows, request)
        today = localdate()
        shapes = [service_shape(service, today) for service in page]
        return paging.get_paginated_response(ServiceSerializer(shapes, many=True).data)


def _schools() -> Any:
    """Return the schools that may be shown: no examples in production."""
    rows = School.objects.select_related("municipality")
    return rows.filter(is_example=False) if settings.PRODUCTION else rows


def _school(slug: str, status: int) -> School:
    """Return the school with that slug, or refuse with `unknown_school` and the given status."""
    found: School | None = _schools().filter(slug=slug).first()
    if found is None:
        raise WrongRequest("unknown_school", "slug" if status == 404 else "school", status, value=slug)
    return found


class SchoolListView(ListView):
    """All schools."""

    known = PAGING

    @extend_schema(
        operation_id="schools",
        parameters=PAGE_PARAMETERS,
        responses={200: SchoolSerializer(many=True), **WRONG},
    )
    def get(self, request: Request) -> Response:
        """A page of schools, by name."""
        paging, page = self.page(_schools(), request)
        return paging.get_paginated_response(SchoolSerializer(page, many=True).data)


class SchoolView(ReadView):
    """One school."""

    @extend_schema(operation_id="school", responses={200: SchoolSerializer, **WRONG, **MISSING})
    def get(self, request: Request, slug: str) -> Response:
        """The school with that slug, or 404 `unknown_school`."""
        return Response(SchoolSerializer(_school(slug, status=404)).data)


class SchoolPlanView(ReadView):
    """A school's plan."""

    @extend_schema(operation_id="school_plan", responses={200: SchoolPlanSerializer, **WRONG, **MISSING})
    def get(self, request: Request, slug: str) -> Response:
        """The plan with steps and contacts, or 404 `unknown_school` or `no_plan`."""
        roles = ("plan__owner_role", "plan__tovholder_role", "plan__tovholder_deputy_role")
        steps = ("plan__steps__role", "plan__steps__deputy_role", "plan__contacts__role")
        school = _schools().select_related("plan", *roles).prefetch_related(*steps).filter(slug=slug).first()
        if school is None:
            raise WrongRequest("unknown_school", "slug", 404, value=slug)
        plan = getattr(school, "plan", None)
        if plan is None:
            raise WrongRequest("no_plan", "slug", 404, value=slug)
        return Response(SchoolPlanSerializer(school_plan_shape(school, plan)).data)


class SchemaView(SpectacularAPIView):
    """The OpenAPI document."""
