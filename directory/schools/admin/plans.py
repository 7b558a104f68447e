"""A school's plan: the draft, its steps and contacts. Approval and paper are in plan_pages.py."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, Model, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from directory.accounts.access import may_approve, schools_of
from directory.accounts.models import Membership
from directory.schools.admin.plan_pages import PlanPages
from directory.schools.admin.scoping import OwnSchoolAdmin, OwnSchoolInline
from directory.schools.approving import is_draft
from directory.schools.content import TRIGGERS
from directory.schools.models import Plan, PlanContact, PlanStep
from directory.schools.ordering import Placed, renumbered
from directory.schools.owning import own_plan
from directory.schools.saying import say

STEP_FIELDS = ("trigger", "order", "role", "deputy_role", "within", "text")


class PlanStepInline(OwnSchoolInline, admin.StackedInline):  # type: ignore[type-arg]
    """The steps; each one's topics are on its own page."""

    model = PlanStep
    fields = (("trigger", "order", "within", "role", "deputy_role"), ("text", "covers"))
    readonly_fields = ("covers",)
    show_change_link = True

    @admin.display(description="gælder for")
    def covers(self, step: PlanStep) -> str:
        """Return the topics in words."""
        chosen = [] if step._state.adding else [term.name for term in step.topics.all()]
        return ", ".join(chosen) or say("change_all_topics")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Danger first, as on paper."""
        rank = Case(*(When(trigger=trigger, then=place) for place, trigger in enumerate(TRIGGERS)))
        return super().get_queryset(request).prefetch_related("topics").order_by(rank, "order")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Keep the text low: many steps fit on the page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "text":
            field.widget.attrs.update(rows=2, cols=60)
        return field


class PlanContactInline(OwnSchoolInline, admin.TabularInline):  # type: ignore[type-arg]
    """Where each role is found."""

    model = PlanContact
    fields = ("order", "role", "name", "where", "phone")


@admin.register(Plan)
class PlanAdmin(PlanPages, OwnSchoolAdmin):
    """Plans. What is saved here is a draft until a leader approves it."""

    list_display = ("school", "seen_by_teachers", "draft")
    list_select_related = ("school", "owner_role", "tovholder_role", "tovholder_deputy_role")
    fields = ("school", "owner_role", "tovholder_role", "tovholder_deputy_role")
    inlines = (PlanStepInline, PlanContactInline)
    change_form_template = "schools/plan_form.html"

    @admin.display(description="lærerne ser")
    def seen_by_teachers(self, plan: Plan) -> str:
        """Return the approved version."""
        approved = plan.approved_now
        return f"Version {approved.version}, godkendt {approved.approved:%d.%m.%Y}" if approved else "Ingen plan endnu"

    @admin.display(description="kladde")
    def draft(self, plan: Plan) -> str:
        """Return whether something waits for the leader."""
        return "Venter på lederen" if is_draft(plan) else "Ingen ændringer"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A plan stays at its school."""
        return ("school",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Who may approve a plan may remove it: teachers lose it at once."""
        if obj is None:
            return schools_of(request.user, Membership.Role.APPROVER).exists()
        return isinstance(obj, Plan) and may_approve(request.user, obj.school)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the tables below, number the steps anew, and mark the whole plan as a person's when anything changed."""
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            if formset.model is PlanStep and formset.has_changed():
                _number(form.instance, formset)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            own_plan(form.instance)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show above the form where the plan stands, and what the lint says."""
        plan = self.get_object(request, object_id)
        shown = self.standing(request, plan) if plan is not None and request.method == "GET" else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})


def _number(plan: Plan, formset: Any) -> None:
    """Give the steps of each trigger the numbers 1, 2, 3, …"""
    before = {
        form.instance.pk: form.initial.get("order")
        for form in formset.forms
        if form.initial.get("trigger") == form.instance.trigger
    }
    for trigger in TRIGGERS:
        steps = {step.pk: step for step in plan.steps.filter(trigger=trigger)}
        placed = [Placed(key, step.order, before.get(key)) for key, step in steps.items()]
        for number, key in enumerate(renumbered(placed), 1):
            if steps[key].order != number:
                steps[key].order = number
                steps[key].save()


@admin.register(PlanStep)
class PlanStepAdmin(OwnSchoolAdmin):
    """One step with its topics; the way here and back is the plan."""

    school_path = "plan__school"
    fields = ("plan", *STEP_FIELDS, "topics")
    readonly_fields = ("plan", "order")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Steps are reached from their plan."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Steps are made on the page of their plan."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the topics; the plan is then a person's."""
        super().save_related(request, form, formsets, change)
        if form.has_changed():
            own_plan(form.instance.plan)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Go back to the plan."""
        return HttpResponseRedirect(reverse("admin:schools_plan_change", args=[obj.plan_id]))
