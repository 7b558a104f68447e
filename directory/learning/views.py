"""Courses and conferences, and the background for counsellors."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from directory.learning.listing import coming, courses, lines, programmes, regions, without_day
from directory.learning.models import Programme
from directory.learning.models.course import AUDIENCES
from directory.learning.saying import say
from directory.pages.entering import frame, school_asked, signed_in
from directory.resources.models import Region, TaxonomyTerm
from directory.schools.models import School

ALL = "alle"


@signed_in
@require_safe
def courses_view(request: HttpRequest) -> HttpResponse:
    """Show what comes (`for`, `region`), and where to look for more."""
    school, today = school_asked(request), localdate()
    audience, places = request.GET.get("for", ""), regions(today)
    region = _region(request, places)
    rows = courses(school, audience, region)
    page = frame(
        request,
        school,
        say("courses_title"),
        coming=lines(coming(rows, today), today),
        elsewhere=lines(without_day(rows), today),
        audiences=[(one, say(f"for_{one}")) for one in AUDIENCES],
        audience=audience,
        regions=places,
        region=region,
    )
    return render(request, "learning/courses.html", page)


def _region(request: HttpRequest, known: list[Region], otherwise: str = ALL) -> Region | None:
    """Return the region asked for, None for all of them.

    Raises:
        Http404: there is no such region today.
    """
    code = request.GET.get("region", "") or otherwise
    found = next((one for one in known if one.code == code), None)
    if found is None and code != ALL:
        raise Http404
    return found


@signed_in
@require_safe
def background_view(request: HttpRequest) -> HttpResponse:
    """Show the programmes (`emne`, `region`); without a region the school's own."""
    school, today = school_asked(request), localdate()
    places = regions(today)
    mine = school.municipality.region_on(today)
    region = _region(request, places, mine.code if mine else ALL)
    topic = request.GET.get("emne", "").replace("\0", "")
    rows = list(programmes(school, topic))
    chosen = [region] if region else places
    page = frame(
        request,
        school,
        say("background_title"),
        whole=_told([row for row in rows if row.region is None], today),
        parts=[(one, _told([row for row in rows if row.region == one], today)) for one in chosen],
        topics=_topics(school),
        topic=topic,
        regions=places,
        region=region,
        all=ALL,
    )
    return render(request, "learning/background.html", page)


def _told(rows: list[Programme], today: date) -> list[dict[str, Any]]:
    """Return rows with what the page says of them."""
    return [{"row": row, "confirmed": row.is_confirmed(today)} for row in rows]


def _topics(school: School) -> list[TaxonomyTerm]:
    """Return the topics that there is any background on."""
    return list(TaxonomyTerm.objects.filter(taxonomy="topic", pk__in=programmes(school).values("topics")))
