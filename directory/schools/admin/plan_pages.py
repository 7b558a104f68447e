"""The pages of a plan besides its form: where it stands, the difference to approve, and the paper for the wall."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate

from directory.accounts.access import may_approve, may_edit
from directory.schools.admin.scoping import OwnSchoolAdmin
from directory.schools.approving import CannotApprove, approve, fingerprint, is_draft
from directory.schools.checking import check, names
from directory.schools.content import content_of
from directory.schools.copying import go_back
from directory.schools.difference import Names, difference
from directory.schools.lint import blocks
from directory.schools.models import Plan, Trigger
from directory.schools.paper import paper
from directory.schools.saying import say


class PlanPages(OwnSchoolAdmin):
    """Adds the pages to the admin of plans."""

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of the pages."""
        wrap = self.admin_site.admin_view
        own = [
            path("<uuid:pk>/godkend/", wrap(self.approve_view), name="schools_plan_approve"),
            path("<uuid:pk>/fortryd/", wrap(self.discard_view), name="schools_plan_discard"),
            path("<uuid:pk>/print/", wrap(self.print_view), name="schools_plan_print"),
        ]
        return own + super().get_urls()

    def standing(self, request: HttpRequest, plan: Plan) -> dict[str, Any]:
        """Return where the plan stands, for the top of its pages."""
        findings = check(plan)
        return {
            "plan": plan,
            "approved": plan.approved_now,
            "approvals": plan.approvals.select_related("approved_by").defer("content"),
            "draft": is_draft(plan),
            "findings": findings,
            "blocked": blocks(findings),
            "may_approve": may_approve(request.user, plan.school),
            "may_edit": may_edit(request.user, plan.school),
        }

    def approve_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Show the difference between the draft and what teachers see; a POST approves it.

        Raises:
            PermissionDenied: the plan is another school's, or the user may not approve.
        """
        plan = self._plan(request, pk)
        if request.method == "POST":
            if not may_approve(request.user, plan.school):
                raise PermissionDenied
            return self._approve(request, plan)
        content = content_of(plan)
        approved = plan.approved_now
        spoken = Names(names("role"), names("topic"), dict(Trigger.choices))
        context = {
            **self.admin_site.each_context(request),
            **self.standing(request, plan),
            "title": f"Godkend: {plan.school}",
            "opts": self.opts,
            "changes": difference(approved.content if approved else None, content, spoken),
            "read": fingerprint(content),
            "next_version": approved.version + 1 if approved else 1,
        }
        return render(request, "schools/approve.html", context)

    def _approve(self, request: HttpRequest, plan: Plan) -> HttpResponse:
        try:
            made = approve(plan, request.user, request.POST.get("read", ""), localdate())
        except CannotApprove as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:schools_plan_approve", args=[plan.pk]))
        self.log_change(request, plan, say("approve_log", version=made.version))
        messages.success(request, say("approve_done", version=made.version))
        return HttpResponseRedirect(reverse("admin:schools_plan_change", args=[plan.pk]))

    def discard_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Make the draft what teachers see (POST).

        Raises:
            PermissionDenied: the user may not change the plan.
            Http404: nothing is approved yet.
        """
        plan = self._plan(request, pk)
        approved = plan.approved_now
        if approved is None:
            raise Http404
        if request.method == "POST":
            if not may_edit(request.user, plan.school):
                raise PermissionDenied
            go_back(plan, approved)
            said = say("discard_done", version=approved.version)
            self.log_change(request, plan, said)
            messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:schools_plan_change", args=[pk]))

    def print_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Show a version for the wall: `?version=`, or `?kladde=1`, or what teachers see now.

        Raises:
            Http404: no such version.
        """
        plan = self._plan(request, pk)
        wanted = request.GET.get("version", "")
        approved = plan.approved_now
        if wanted:
            approved = plan.approvals.filter(version=wanted).first() if wanted.isdecimal() else None
            if approved is None:
                raise Http404
        if "kladde" in request.GET:
            approved = None
        content = approved.content if approved else content_of(plan)
        return render(request, "schools/print.html", {"plan": plan, **paper(plan.school, content, approved)})

    def _plan(self, request: HttpRequest, pk: Any) -> Plan:
        """Return the plan, or 404 when there is none that the user may see."""
        plan = self.get_object(request, str(pk))
        if not isinstance(plan, Plan) or not self.has_view_permission(request, plan):
            raise Http404
        return plan
