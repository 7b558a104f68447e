"""The page where a school answers the headings of the skeleton."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from directory.pages.entering import frame, must_edit, school_asked, signed_in
from directory.resources.models import TaxonomyTerm
from directory.resources.plain_text import hides_contact
from directory.schools.checking import names
from directory.schools.copying import terms
from directory.schools.models import Plan, PlanSection
from directory.schools.models.section import LONGEST_ANSWER
from directory.schools.owning import own_plan
from directory.schools.paper import brief
from directory.schools.saying import say
from directory.schools.skeleton import Heading, answered, headings

# A CPR number, whole or its first half, or another long number.
LONG_NUMBER = re.compile(r"\d{6}")


def role_choices() -> list[tuple[str, str]]:
    """Return the roles as a list shows them, with "nobody" first."""
    return [("", say("charge_nobody")), *((code, brief(name)) for code, name in names("role").items())]


class AnswerForm(forms.Form):
    """The answer to one heading."""

    text = forms.CharField(
        label=say("skeleton_text"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
    )
    role = forms.ChoiceField(label=say("skeleton_role"), required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the roles."""
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = choices  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """Refuse numbers and addresses: the plan names functions.

        Raises:
            ValidationError: it holds one.
        """
        text = str(self.cleaned_data["text"]).strip()
        if hides_contact(text) or LONG_NUMBER.search(text):
            raise ValidationError(say("skeleton_number"))
        return text


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def skeleton_view(request: HttpRequest) -> HttpResponse:
    """Show every heading with the school's answer; a POST saves them all in the draft."""
    school = school_asked(request)
    plan = Plan.objects.filter(school=school).first()
    asked = request.method == "POST"
    if asked:
        must_edit(request, school)
    data = request.POST if asked else None
    pairs = [(one, form) for one, form in _forms(plan, data)]
    if asked and plan is None:
        messages.error(request, say("skeleton_no_plan"))
    elif plan is not None and asked and all([form.is_valid() for _, form in pairs]):
        _save(plan, pairs)
        messages.success(request, say("skeleton_saved"))
        return HttpResponseRedirect(f"{request.path}?skole={school.slug}")
    roles = names("role")
    done = answered(plan)
    lines = [
        (one, form, [brief(roles.get(code, code)) for code in one.decided_by], one.code in done) for one, form in pairs
    ]
    page = frame(request, school, say("skeleton_title"), plan=plan, lines=lines, done=len(done))
    return render(request, "schools/skeleton.html", page)


def _forms(plan: Plan | None, data: Any) -> list[tuple[Heading, AnswerForm]]:
    """Return a form for each heading, with what the school has written."""
    rows = {row.code: row for row in plan.sections.select_related("role")} if plan else {}
    choices = role_choices()
    found = []
    for one in headings():
        row = rows.get(one.code)
        initial = {"text": row.text, "role": row.role.code if row.role else ""} if row else {}
        found.append((one, AnswerForm(data, prefix=one.code, initial=initial, choices=choices)))
    return found


@transaction.atomic
def _save(plan: Plan, pairs: list[tuple[Heading, AnswerForm]]) -> None:
    """Write what was changed; an answer that was emptied is gone. The plan is then a person's."""
    roles: dict[str, TaxonomyTerm] = terms("role")
    changed = False
    for one, form in pairs:
        if not form.has_changed():
            continue
        changed = True
        text = form.cleaned_data["text"]
        row = plan.sections.filter(code=one.code).first() or PlanSection(plan=plan, code=one.code)
        role = roles.get(form.cleaned_data["role"])
        row.text, row.role = text, role  # type: ignore[assignment]  # role_field may be empty, which the stubs cannot see
        if text or role:
            row.save()
        elif not row._state.adding:
            row.delete()
    if changed:
        own_plan(plan)
