"""Lists come in pages: {"count", "page", "page_size", "next", "previous", "results"}."""

from typing import Any

from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from directory.api.errors import WrongRequest
from directory.api.parameters import whole_number

LARGEST = 100
FURTHEST = 10**6
PARAMETERS = ("page", "page_size")


class Paging(PageNumberPagination):
    """`page` from 1, `page_size` at most 100. All services of one municipality fit in one page."""

    page_size = LARGEST
    max_page_size = LARGEST
    page_query_param = "page"
    page_size_query_param = "page_size"

    def get_page_size(self, request: Request) -> int:
        """Return the size asked for.

        Raises:
            WrongRequest: 400 `bad_page_size`.
        """
        size = whole_number(request.query_params, "page_size", 1, LARGEST, "bad_page_size")
        return LARGEST if size is None else size

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return the rows of the page asked for.

        Raises:
            WrongRequest: 400 `bad_page`, 404 `unknown_page` for a page after the last.
        """
        self.request = request
        number = whole_number(request.query_params, "page", 1, FURTHEST, "bad_page") or 1
        size = self.get_page_size(request)
        if number == 1:
            # What fits in one page, as all services of one municipality do, needs no counting in the database.
            first = list(queryset[: size + 1])
            queryset = first if len(first) <= size else queryset
        paginator = self.django_paginator_class(queryset, size)
        if number > paginator.num_pages:
            raise WrongRequest("unknown_page", "page", value=number, pages=paginator.num_pages)
        self.page = paginator.page(number)
        return list(self.page)

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page in our shape."""
        return Response(
            {
                "count": self.page.paginator.count,
                "page": self.page.number,
                "page_size": self.page.paginator.per_page,
                "next": self.get_next_link(),
                "previous": self.get_previous_link(),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the OpenAPI description of a page."""
        number = {"type": "integer"}
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {
            "count": number,
            "page": number,
            "page_size": number,
            "next": link,
            "previous": link,
            "results": schema,
        }
        return {"type": "object", "required": list(properties), "properties": properties}
