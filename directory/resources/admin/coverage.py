"""The coverage page: municipality × function, each cell one click from the row."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from directory.accounts.access import is_administrator, may_edit, schools_of
from directory.resources import coverage
from directory.resources.admin.services import adopted
from directory.resources.models import Service
from directory.resources.saying import say
from directory.schools.models import School

# As many columns as fit on a screen.
MUNICIPALITIES_PER_PAGE = 10
SYMBOLS = {
    coverage.CONFIRMED: "✓",
    coverage.AGEING: "◔",
    coverage.EXPIRED: "✗",
    coverage.MISSING: "?",
    coverage.NONE: "–",
}


def coverage_view(request: HttpRequest) -> HttpResponse:
    """Show one school's coverage; a POST makes the own row of a cell and opens it.

    Raises:
        PermissionDenied: the user has no role, or not at that school.
    """
    schools = list(schools_of(request.user).select_related("municipality"))
    if not schools and not is_administrator(request.user):
        raise PermissionDenied
    school = _school(request, schools)
    if school is None:
        return render(request, "resources/coverage.html", _frame(request) | {"schools": schools})
    if request.method == "POST":
        return _adopt(request, school)
    return render(request, "resources/coverage.html", _frame(request) | _page(request, school, schools))


def _school(request: HttpRequest, schools: list[School]) -> School | None:
    """Return the school asked for (`skole`), else the first."""
    slug = request.GET.get("skole", "")
    if not slug:
        return next(iter(schools), None)
    found = next((school for school in schools if school.slug == slug), None)
    if found is None:
        raise PermissionDenied
    return found


def _frame(request: HttpRequest) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": "Dækning"}


def _page(request: HttpRequest, school: School, schools: list[School]) -> dict[str, Any]:
    """Return what the page shows: all lines are counted, one page of them is shown."""
    names = coverage.functions()
    lines = coverage.lines(school, coverage.municipalities_of(school), names, localdate())
    counts = sum((line.counts for line in lines), Counter[str]())
    wanted = request.GET.get("kommune", "").strip().casefold()
    state = request.GET.get("vis", "")
    state = state if state in coverage.STATES else ""
    shown = [
        line
        for line in lines
        if (wanted in line.municipality.name.casefold() or wanted == line.municipality.code)
        and (not state or line.counts[state])
    ]
    page = Paginator(shown, MUNICIPALITIES_PER_PAGE).get_page(request.GET.get("p"))
    kept = {name: value for name, value in request.GET.items() if name != "p"}
    return {
        "school": school,
        "schools": schools,
        "functions": names,
        "page": page,
        "kept": f"{urlencode(kept)}&" if kept else "",
        "rows": [
            (name, [(line.municipality.name, line.cells[number]) for line in page])
            for number, name in enumerate(names.values())
        ],
        "total": sum(counts.values()) - counts[coverage.NONE],
        "confirmed": counts[coverage.CONFIRMED],
        "legend": [(one, say(f"state_{one}"), SYMBOLS[one], counts[one]) for one in coverage.STATES],
        "words": {one: say(f"state_{one}") for one in coverage.STATES},
        "symbols": SYMBOLS,
        "kommune": request.GET.get("kommune", ""),
        "vis": state,
        "may_edit": may_edit(request.user, school),
        "is_administrator": is_administrator(request.user),
    }


def _adopt(request: HttpRequest, school: School) -> HttpResponse:
    """Make the school's own row in the place of the shared row in `service`, and open it."""
    if not may_edit(request.user, school):
        raise PermissionDenied
    try:
        row = get_object_or_404(Service, pk=request.POST.get("service", ""), school=None)
    except ValidationError as error:  # no id at all
        raise Http404 from error
    return HttpResponseRedirect(adopted(request, row, school))
