"""The page that takes a new school to an approved plan."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from directory.accounts.access import is_administrator, may_approve, may_edit, schools_of
from directory.schools.copying import copy_template
from directory.schools.guide import left, steps
from directory.schools.models import Plan, School
from directory.schools.saying import say


def guide_view(request: HttpRequest) -> HttpResponse:
    """Show how far one school is (`?skole=<slug>`); a POST gives it the example's plan as a draft."""
    schools = list(schools_of(request.user))
    chosen = request.POST.get("skole") or request.GET.get("skole")
    school = next((one for one in schools if one.slug == chosen), None)
    if school is None and not chosen and len(schools) == 1:
        school = schools[0]
    if request.method == "POST":
        return _copy(request, school)
    found = steps(school) if school else []
    context = {
        **admin.site.each_context(request),
        "title": "Sæt en skole op",
        "schools": schools,
        "school": school,
        "steps": found,
        "left": left(found),
        "may_edit": school is not None and may_edit(request.user, school),
        "may_approve": school is not None and may_approve(request.user, school),
        "administrator": is_administrator(request.user),
    }
    return render(request, "schools/guide.html", context)


def _copy(request: HttpRequest, school: School | None) -> HttpResponse:
    """Make the draft, and go to it."""
    if school is None or not may_edit(request.user, school):
        messages.error(request, say("guide_closed"))
        return HttpResponseRedirect(reverse("school_guide"))
    plan = Plan.objects.filter(school=school).first()
    if plan:
        messages.warning(request, say("guide_has_plan"))
    else:
        plan = copy_template(school)
        messages.success(request, say("guide_copied"))
    return HttpResponseRedirect(reverse("admin:schools_plan_change", args=[plan.pk]))
