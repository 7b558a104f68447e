"""Storylab: the list with the open tasks, one meeting, and the pack to print for it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.accounts.access import may_edit, schools_of
from directory.pages.entering import frame, must_edit, school_asked, signed_in
from directory.resources.coverage import municipalities_of
from directory.resources.models import TaxonomyTerm
from directory.schools.models import School
from directory.ties.models.storylab import ONE_LINE, Decision, Storylab
from directory.ties.pack import pack
from directory.ties.periods import Half, recent
from directory.ties.plain import check_plain
from directory.ties.questions import roles
from directory.ties.saying import say

YEAR = timedelta(days=366)


def _line(code: str) -> forms.CharField:
    """Return a field for one line about the cooperation."""
    return forms.CharField(
        label=say(f"lab_{code}"), help_text=say(f"lab_{code}_help"), max_length=ONE_LINE, required=False,
        validators=[check_plain],
    )  # fmt: skip


def _day(label: str, *validators: Callable[[date], None]) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, validators=validators)


def _check_near(day: date) -> None:
    """Refuse a day that is more than a year off: a meeting's words go two years after it, so it must have been meant.

    Raises:
        ValidationError: it is.
    """
    if day > localdate() + YEAR:
        raise ValidationError(say("lab_too_far"))


class NewForm(forms.Form):
    """What a new pack is about."""

    kommune = forms.ChoiceField(label=say("lab_municipality"))
    periode = forms.ChoiceField(label=say("lab_period"))
    meets_on = _day(say("lab_meets_on"), _check_near)

    def __init__(self, school: School, *args: Any, **kwargs: Any) -> None:
        """Offer the school's municipalities and the recent half years."""
        super().__init__(*args, **kwargs)
        self.fields["kommune"].choices = [(one.code, one.name) for one in municipalities_of(school)]  # type: ignore[attr-defined]
        self.fields["periode"].choices = [(half.code, half.name) for half in recent(localdate())]  # type: ignore[attr-defined]


class LinesForm(forms.ModelForm):  # type: ignore[type-arg]
    """The three questions, and the day of the meeting."""

    workflows, effects, next_steps = _line("workflows"), _line("effects"), _line("next_steps")
    meets_on = _day(say("lab_meets_on"), _check_near)

    class Meta:
        model = Storylab
        fields = ("workflows", "effects", "next_steps", "meets_on")


class DecisionForm(forms.Form):
    """One decision: what, who, when."""

    text = forms.CharField(label=say("decision_text"), max_length=ONE_LINE, validators=[check_plain])
    owner = forms.ChoiceField(
        label=say("decision_owner"), choices=lambda: [(one.id, one.title) for one in roles().values()]
    )
    due = _day(say("decision_due"))


def storylab_of(request: HttpRequest, pk: UUID) -> Storylab:
    """Return a storylab of a school that the user may see.

    Raises:
        Http404: there is none.
    """
    rows = Storylab.objects.select_related("school", "municipality")
    return get_object_or_404(rows.filter(school__in=schools_of(request.user)), pk=pk)


def tasks(school: School) -> "QuerySet[Decision]":
    """Return a school's decisions that are not done, the most urgent first."""
    rows = Decision.objects.filter(storylab__school=school, done_on=None)
    return rows.select_related("storylab__municipality", "owner_role").order_by("due", "pk")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def storylabs_view(request: HttpRequest) -> HttpResponse:
    """Show a school's storylabs and open tasks; a POST collects a new pack and opens it."""
    school = school_asked(request)
    form = NewForm(school)
    if request.method == "POST":
        must_edit(request, school)
        form = NewForm(school, request.POST)
        if form.is_valid():
            half = next(one for one in recent(localdate()) if one.code == form.cleaned_data["periode"])
            place = next(one for one in municipalities_of(school) if one.code == form.cleaned_data["kommune"])
            made = Storylab.objects.create(
                school=school, municipality=place, half=half.first, meets_on=form.cleaned_data["meets_on"]
            )
            return HttpResponseRedirect(reverse("storylab", args=[made.pk]))
    found = [(one, Half(one.half).name) for one in school.storylabs.select_related("municipality")]
    page = frame(
        request,
        school,
        say("storylabs_title"),
        form=form,
        storylabs=found,
        tasks=_told(tasks(school)),
        today=localdate(),
    )
    return render(request, "ties/storylabs.html", page)


def _told(rows: "QuerySet[Decision]") -> list[tuple[Decision, str]]:
    """Return decisions with the word for who owns them."""
    known = roles()
    return [
        (row, known[row.owner_role.code].title if row.owner_role.code in known else row.owner_role.name) for row in rows
    ]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def storylab_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one storylab; a POST saves the lines (`do=lines`), adds a decision (`do=decide`), or deletes it."""
    storylab = storylab_of(request, pk)
    lines, decision = LinesForm(instance=storylab), DecisionForm()
    if request.method == "POST":
        must_edit(request, storylab.school)
        do = request.POST.get("do")
        if do == "delete":
            storylab.delete()
            messages.success(request, say("lab_deleted"))
            return HttpResponseRedirect(f"{reverse('storylabs')}?skole={storylab.school.slug}")
        lines = LinesForm(request.POST, instance=storylab) if do == "lines" else lines
        decision = DecisionForm(request.POST) if do == "decide" else decision
        if _saved(storylab, lines, decision):
            messages.success(request, say("lab_saved"))
            return HttpResponseRedirect(request.path)
        storylab.refresh_from_db()
    page = frame(
        request,
        storylab.school,
        say("storylab_title", place=storylab.municipality.name),
        storylab=storylab,
        half=Half(storylab.half),
        lines=lines,
        decision=decision,
        decisions=_told(storylab.decisions.select_related("owner_role")),
        today=localdate(),
        may_edit=may_edit(request.user, storylab.school),
    )
    return render(request, "ties/storylab.html", page)


def _saved(storylab: Storylab, lines: LinesForm, decision: DecisionForm) -> bool:
    """Save whichever form was sent, if it is right."""
    if lines.is_bound and lines.is_valid():
        lines.save()
        return True
    if decision.is_bound and decision.is_valid():
        found = decision.cleaned_data
        owner = TaxonomyTerm.objects.get(taxonomy="role", code=found["owner"])
        Decision.objects.create(storylab=storylab, text=found["text"], owner_role=owner, due=found["due"])
        return True
    return False


@signed_in
@require_POST
def decision_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark a decision as done (`do=done`), or as not done after all; go back to where it was pressed.

    Raises:
        Http404: there is none at a school that the user may see.
    """
    rows = Decision.objects.select_related("storylab__school")
    decision = get_object_or_404(rows.filter(storylab__school__in=schools_of(request.user)), pk=pk)
    school = decision.storylab.school
    must_edit(request, school)
    if request.POST.get("do") not in ("done", "undone"):
        raise Http404
    decision.done_on = localdate() if request.POST["do"] == "done" else None
    decision.save()
    if request.POST.get("back") == "list":
        return HttpResponseRedirect(f"{reverse('storylabs')}?skole={school.slug}")
    return HttpResponseRedirect(reverse("storylab", args=[decision.storylab_id]))


@signed_in
@require_safe
def pack_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the pack as it is printed."""
    storylab = storylab_of(request, pk)
    page = frame(request, storylab.school, say("pack_title", place=storylab.municipality.name), **pack(storylab))
    return render(
        request, "ties/pack.html", page | {"decisions": _told(storylab.decisions.select_related("owner_role"))}
    )
