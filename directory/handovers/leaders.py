"""The leader's page: how many worries are passed on and what comes of them. No pupil, no teacher, no counsellor."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from directory.accounts.access import leads_at
from directory.handovers.figures import Quarter, quarters, tables
from directory.handovers.health import contacts, plan_health
from directory.handovers.hiding import FEWEST
from directory.handovers.reaching import half_before_the_end_of, reached
from directory.handovers.saying import say
from directory.handovers.sheet import sheet
from directory.pages.entering import frame, signed_in

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in
@require_safe
def leaders_page(request: HttpRequest) -> HttpResponse:
    """Show a quarter (`?kvartal=2026-3`), or give it as a sheet (`&ark=1`)."""
    places, slug = leads_at(request.user), request.GET.get("skole", "").replace("\0", "")
    school = (places.filter(slug=slug) if slug else places).first()
    if school is None:
        raise PermissionDenied
    known, today = quarters(localdate()), localdate()
    quarter = _asked(request, known)
    counted, shares = tables(school, quarter), reached(school, half_before_the_end_of(quarter))
    standing, plan = contacts(school, today), plan_health(school, today)
    if request.GET.get("ark"):
        answer = HttpResponse(sheet(school, quarter, counted, shares, standing, plan), content_type=XLSX)
        answer.headers["Content-Disposition"] = f'attachment; filename="noter-{school.slug}-{quarter.code}.xlsx"'
        return answer
    shown = {
        "places": places,
        "quarters": known,
        "quarter": quarter,
        "tables": counted,
        "hides": any(table.shown.hides for table in counted) or shares.hides,
        "fewest": FEWEST,
        "reached": shares,
        "contacts": standing,
        "plan": plan,
    }
    return render(request, "handovers/leaders.html", frame(request, school, say("leaders"), **shown))


def _asked(request: HttpRequest, known: list[Quarter]) -> Quarter:
    wanted = request.GET.get("kvartal", known[0].code)
    found = next((quarter for quarter in known if quarter.code == wanted), None)
    if found is None:
        raise Http404
    return found
