"""The leader's page: how many worries are passed on and what comes of them. No pupil, no teacher, no counsellor."""

from collections import Counter
from io import BytesIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe
from openpyxl import Workbook
from openpyxl.styles import Font

from directory.accounts.access import leads_at
from directory.handovers.figures import Quarter, Table, quarters, tables
from directory.handovers.hiding import FEWEST
from directory.handovers.saying import say
from directory.pages.entering import frame, signed_in
from directory.resources import coverage
from directory.schools.checking import check
from directory.schools.lint import blocks
from directory.schools.models import Plan, School

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in
@require_safe
def leaders_page(request: HttpRequest) -> HttpResponse:
    """Show a quarter (`?kvartal=2026-3`), or give it as a sheet (`&ark=1`)."""
    places, slug = leads_at(request.user), request.GET.get("skole", "").replace("\0", "")
    school = (places.filter(slug=slug) if slug else places).first()
    if school is None:
        raise PermissionDenied
    known = quarters(localdate())
    quarter = _asked(request, known)
    found = tables(school, quarter)
    if request.GET.get("ark"):
        return _sheet(school, quarter, found)
    shown = {
        "places": places,
        "quarters": known,
        "quarter": quarter,
        "tables": found,
        "hides": any(table.shown.hides for table in found),
        "fewest": FEWEST,
        "health": _health(school),
    }
    return render(request, "handovers/leaders.html", frame(request, school, say("leaders"), **shown))


def _asked(request: HttpRequest, known: list[Quarter]) -> Quarter:
    wanted = request.GET.get("kvartal", known[0].code)
    found = next((quarter for quarter in known if quarter.code == wanted), None)
    if found is None:
        raise Http404
    return found


def _health(school: School) -> dict[str, Any]:
    """Return how the school's contacts and plan stand today; they are about functions, so nothing is hidden."""
    lines = coverage.lines(school, coverage.municipalities_of(school), coverage.functions(), localdate())
    counts: Counter[str] = sum((line.counts for line in lines), Counter())
    wanted = sum(counts[state] for state in coverage.STATES if state != coverage.NONE)
    plan = Plan.objects.filter(school=school).first()
    approved = plan.approved_now if plan else None
    return {
        "wanted": wanted,
        "confirmed": counts[coverage.CONFIRMED] + counts[coverage.AGEING],
        "expired": counts[coverage.EXPIRED],
        "approved": approved,
        "blocked": bool(plan and blocks(check(plan))),
    }


def _sheet(school: School, quarter: Quarter, found: list[Table]) -> HttpResponse:
    """Return the tables as a sheet, with the same counts hidden."""
    book = Workbook()
    sheet = book.active
    sheet.title = say("leaders")
    sheet.append([say("sheet_title", school=school, quarter=quarter)])
    for table in found:
        sheet.append([])
        sheet.append([table.title, say("sheet_number")])
        for cell in sheet[sheet.max_row]:
            cell.font = Font(bold=True)
        for name, number in table.lines:
            sheet.append([_plain(name), say("hidden", fewest=FEWEST) if number is None else number])
        total = table.shown.total
        sheet.append([say("total"), say("hidden", fewest=FEWEST) if total is None else total])
    sheet.append([])
    sheet.append([say("sheet_note", fewest=FEWEST)])
    sheet.column_dimensions["A"].width = 60
    out = BytesIO()
    book.save(out)
    answer = HttpResponse(out.getvalue(), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="noter-{school.slug}-{quarter.code}.xlsx"'
    return answer


def _plain(name: str) -> str:
    """Return a name that no program takes for a formula."""
    return f"'{name}" if name[:1] in "=+-@" else name
