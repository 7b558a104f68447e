"""The relationskort: the matrix, the picture, and one tie with the links to ask about it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from directory.pages.entering import frame, must_edit, school_asked, signed_in
from directory.resources.models import Municipality
from directory.schools.models import School
from directory.ties import drawing
from directory.ties.detail import about
from directory.ties.inviting import may_invite
from directory.ties.linking import LASTS, rating_path
from directory.ties.periods import Half, chosen, half_of, recent
from directory.ties.questions import overlooked, roles
from directory.ties.relations import Column, Map, relations
from directory.ties.saying import say
from directory.ties.strength import FEWEST, Level
from directory.ties.tie import WrongTie

# As many municipalities as fit beside one another.
COLUMNS_PER_PAGE = 6


def half_asked(request: HttpRequest) -> Half:
    """Return the half year asked for (`?periode=`), else the one of today."""
    return chosen(request.GET.get("periode", ""), localdate())


def place_asked(request: HttpRequest, found: Map) -> Column:
    """Return the place asked for (`?kommune=`), "" for the school itself; else the one with the most known ties."""
    places = [*found.columns, *{cell.place for cell in found.inside}]
    if "kommune" in request.GET:
        code = request.GET["kommune"]
        place = next((one for one in places if one.code == code), None)
        if place is None:
            raise Http404
        return place
    return max(places, key=lambda one: sum(cell.level != Level.NONE for cell in found.column(one.code)))


@signed_in
@require_safe
def relations_view(request: HttpRequest) -> HttpResponse:
    """Show the map of a school (`?skole=`) and half year (`?periode=`), and the picture of one place (`?kommune=`)."""
    school, half = school_asked(request), half_asked(request)
    found = relations(school, half)
    place = place_asked(request, found)
    only = request.GET.get("vis") == "svar"
    page = Paginator(found.columns, COLUMNS_PER_PAGE).get_page(request.GET.get("p"))
    on_page = {one.code for one in page}
    lines = [
        (line, [cell for cell in line.cells if cell.place.code in on_page])
        for line in found.lines
        if not only or line.is_overlooked or any(cell.level != Level.NONE for cell in line.cells)
    ]
    inside = [cell for cell in found.inside if not only or cell.level != Level.NONE]
    kept = {name: value for name, value in request.GET.items() if name != "p"}
    return render(
        request,
        "ties/relations.html",
        frame(
            request,
            school,
            say("relations_title"),
            map=found,
            halves=recent(localdate()),
            page=page,
            lines=lines,
            inside=inside,
            only=only,
            place=place,
            places=[*found.columns, *{cell.place for cell in found.inside}],
            drawn=drawing.shown(found, place),
            forgettable=len(overlooked()),
            fewest=FEWEST,
            legend=[(level, say(f"level_{level}")) for level in reversed(Level)],
            kept=f"{urlencode(kept)}&" if kept else "",
            asked=_asked(school, half, place.code),
        ),
    )


def _asked(school: School, half: Half, code: str) -> str:
    """Return the part of an address that asks for the same school, half year and place."""
    return urlencode({"skole": school.slug, "periode": half.code, "kommune": code})


@signed_in
@require_safe
def picture_view(request: HttpRequest, ending: str) -> HttpResponse:
    """Give the picture of one place as a file, SVG or PDF."""
    school, half = school_asked(request), half_asked(request)
    found = relations(school, half)
    place = place_asked(request, found)
    answer = HttpResponse(drawing.picture(found, place, ending), content_type=drawing.TYPES[ending])
    name = f"relationskort-{school.slug}-{place.code or 'skolen'}-{half.code}.{ending}"
    way = "attachment" if "hent" in request.GET or ending == "pdf" else "inline"
    answer["Content-Disposition"] = f'{way}; filename="{name}"'
    return answer


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def relation_view(request: HttpRequest, role: str) -> HttpResponse:
    """Show one tie (`?kommune=`, empty inside the school); a POST makes a link, or goes to answer oneself.

    Raises:
        Http404: no such role or place.
    """
    school, half = school_asked(request), half_asked(request)
    found = relations(school, half)
    place = place_asked(request, found) if "kommune" in request.GET else None
    cell = found.cell(place.code, role) if place else None
    if cell is None or place is None:
        raise Http404
    made: dict[str, Any] = {}
    if request.method == "POST":
        must_edit(request, school)
        answer = _link(request, school, place, role)
        if isinstance(answer, HttpResponse):
            return answer
        made = {"link": answer, "days": LASTS.days}
    page = frame(
        request,
        school,
        say("relation_title", role=cell.role.title, place=place.name),
        cell=cell,
        about=about(school, half, cell),
        half=half,
        may_invite=half == half_of(localdate()) and may_invite(cell),
        own_roles=[one for one in roles().values() if one.is_inside and one != cell.role],
        asked=_asked(school, half, place.code),
        fewest=FEWEST,
        **made,
    )
    return render(request, "ties/relation.html", page)


def _link(request: HttpRequest, school: School, place: Column, role: str) -> HttpResponse | str:
    """Return the new link; for `do=answer` the way to it, and for a tie that is none the way back."""
    ours = request.POST.get("role", "")
    pair = (role, ours) if request.POST.get("do") == "theirs" else (ours, role)
    municipality = Municipality.objects.get(code=place.code) if place.code else None
    try:
        path = rating_path(school, municipality, *pair)
    except WrongTie:
        messages.error(request, say("no_such_tie"))
        return HttpResponseRedirect(request.get_full_path())
    if request.POST.get("do") == "answer":
        return HttpResponseRedirect(path)
    return request.build_absolute_uri(path)
