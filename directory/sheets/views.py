"""The pages of sheets: get one, choose one, see what it would change, and write it."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directory.accounts.access import is_administrator, may_edit, schools_of
from directory.schools.models import School
from directory.sheets import export
from directory.sheets.compare import CHANGED, NEW, SAME, Difference
from directory.sheets.files import LARGEST
from directory.sheets.imports import ChangedMeanwhile, Seen, apply, look, packed, unpacked
from directory.sheets.wording import COLUMNS, SheetError, message

# What a page carries to its next one must fit in the form that Django takes.
MOST_CARRIED = settings.DATA_UPLOAD_MAX_MEMORY_SIZE - 10_000


def _school(request: HttpRequest) -> School | None:
    """Return the school asked for (`skole`), else the first one that the user may see.

    Raises:
        PermissionDenied: the user has no role at any school, or not at that one.
    """
    schools = schools_of(request.user).select_related("municipality")
    slug = request.GET.get("skole", "")
    school = schools.filter(slug=slug).first() if slug else schools.first()
    if school is None and (slug or not is_administrator(request.user)):
        raise PermissionDenied
    return school


def _page(request: HttpRequest, school: School | None, **more: Any) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": "Ark",
        "school": school,
        "schools": list(schools_of(request.user)),
        "may_edit": school is not None and may_edit(request.user, school),
        "is_administrator": is_administrator(request.user),
        "columns": COLUMNS,
        **more,
    }


@require_http_methods(["GET", "POST"])
def sheets_view(request: HttpRequest) -> HttpResponse:
    """Show what can be got and where to choose a file; a POST with a file shows what it would change."""
    school = _school(request)
    if request.method == "GET" or school is None:
        return render(request, "sheets/sheets.html", _page(request, school))
    _must_edit(request, school)
    file = request.FILES.get("file")
    if file is None:
        return render(request, "sheets/sheets.html", _page(request, school, error=message("no_file")))
    try:
        # One byte more than a file may have tells that it is too large.
        seen, found = look(school, str(file.name), file.read(LARGEST + 1))
    except SheetError as error:
        page = _page(request, school, error=str(error), file=file.name)
        return render(request, "sheets/sheets.html", page)
    return _shown(request, school, seen, found)


def _must_edit(request: HttpRequest, school: School) -> None:
    if not may_edit(request.user, school):
        raise PermissionDenied(message("may_not", school=school))


def _shown(
    request: HttpRequest, school: School, seen: Seen, found: Difference, *, changed: bool = False
) -> HttpResponse:
    """Show the difference, with the way to write it when nothing is wrong."""
    ready = found.changes_anything and not found.problems
    token = packed(school, seen, request.user) if ready else ""
    if len(token) > MOST_CARRIED:
        return render(request, "sheets/sheets.html", _page(request, school, error=message("too_large"), file=seen.file))
    page = _page(
        request,
        school,
        file=seen.file,
        difference=found,
        changed_meanwhile=changed,
        rows=[row for row in found.rows if row.state != SAME or row.confirmation],
        same=[row for row in found.rows if row.state == SAME and not row.confirmation],
        wrong={problem.row for problem in found.problems},
        new=len(found.of(NEW)),
        changed=len(found.of(CHANGED)),
        token=token,
    )
    return render(request, "sheets/difference.html", page)


@require_POST
def import_view(request: HttpRequest) -> HttpResponse:
    """Write the difference that was shown; show the new one when it is another by now."""
    school = _school(request)
    if school is None:
        raise Http404
    _must_edit(request, school)
    try:
        seen = unpacked(request.POST.get("seen", ""), school, request.user)
    except signing.BadSignature:
        return render(request, "sheets/sheets.html", _page(request, school, error=message("token_old")))
    try:
        done = apply(school, seen, request.user)
    except ChangedMeanwhile as change:
        now = Seen(seen.file, seen.reading, change.difference.fingerprint())
        return _shown(request, school, now, change.difference, changed=True)
    messages.success(request, told(done))
    return HttpResponseRedirect(f"{reverse('sheets')}?skole={school.slug}")


def told(done: Difference) -> str:
    """Return the line that says what was written."""
    counts = {"created": len(done.of(NEW)), "updated": len(done.of(CHANGED)), "same": len(done.of(SAME))}
    return message("imported", **counts, confirmed=done.confirmed)


@require_GET
def export_view(request: HttpRequest, what: str, ending: str) -> HttpResponse:
    """Give a sheet: a school's own rows, its template, or every shared row (an administrator alone)."""
    if what == "faelles":
        if not is_administrator(request.user):
            raise PermissionDenied
        return _file(export.all_shared(), "faelles", ending)
    school = _school(request)
    if school is None:
        raise Http404
    rows = export.template(school) if what == "skabelon" else export.rows_of(school)
    return _file(rows, f"{school.slug}-{what}", ending)


def _file(rows: list[export.SheetRow], name: str, ending: str) -> HttpResponse:
    """Return the sheet as a download with the day in its name."""
    content = export.to_csv(rows) if ending == "csv" else export.to_xlsx(rows)
    answer = HttpResponse(content, content_type=export.ENDINGS[ending])
    answer["Content-Disposition"] = f'attachment; filename="vejviser-{name}-{localdate()}.{ending}"'
    return answer
