"""Balkort: the list, one of them with its text and its way, and the calendar file."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.accounts.access import may_edit, schools_of
from directory.pages.entering import frame, must_edit, school_asked, signed_in
from directory.ties.calendar import calendar_file
from directory.ties.counting import Sides, counted
from directory.ties.inviting import (
    NotPossible,
    draft,
    may_invite,
    move,
    new_answers,
    next_states,
    reason,
    recipient,
    role_name,
    subject,
)
from directory.ties.models.invitation import Invitation, State
from directory.ties.periods import half_of
from directory.ties.plain import check_plain
from directory.ties.relations import made
from directory.ties.saying import say
from directory.ties.strength import FEWEST

LOCAL = "%Y-%m-%dT%H:%M"


class DraftForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the counsellor may change before she sends it."""

    text = forms.CharField(label=say("field_text"), max_length=2000, widget=forms.Textarea, validators=[check_plain])
    starts = forms.DateTimeField(
        label=say("field_starts"),
        input_formats=[LOCAL],
        widget=forms.DateTimeInput(format=LOCAL, attrs={"type": "datetime-local"}),
    )
    where = forms.CharField(label=say("field_where"), max_length=80, required=False, validators=[check_plain])

    class Meta:
        model = Invitation
        fields = ("text", "starts", "where")

    def clean_starts(self) -> Any:
        """Refuse a time that is gone.

        Raises:
            ValidationError: it is.
        """
        starts = self.cleaned_data["starts"]
        if starts < timezone.now():
            raise ValidationError(say("wrong_time"))
        return starts


def invitation_of(request: HttpRequest, pk: UUID) -> Invitation:
    """Return a balkort of a school that the user may see.

    Raises:
        Http404: there is none.
    """
    rows = Invitation.objects.select_related("school", "municipality", "role", "own_role")
    return get_object_or_404(rows.filter(school__in=schools_of(request.user)), pk=pk)


def place_name(invitation: Invitation) -> str:
    """Return the municipality's name, or the words for the school itself."""
    return invitation.municipality.name if invitation.municipality else say("at_school")


@signed_in
@require_safe
def invitations_view(request: HttpRequest) -> HttpResponse:
    """Show a school's balkort, those that are under way first."""
    school = school_asked(request)
    rows = school.invitations.select_related("municipality", "role")
    told = [(row, role_name(row), place_name(row), say(f"reason_{row.reason}")) for row in rows]
    ended = (State.RATED, State.DECLINED, State.CANCELLED)
    page = frame(
        request,
        school,
        say("invitations_title"),
        under_way=[one for one in told if one[0].state not in ended],
        over=[one for one in told if one[0].state in ended],
    )
    return render(request, "ties/invitations.html", page)


@signed_in
@require_POST
def new_invitation_view(request: HttpRequest) -> HttpResponse:
    """Draft a balkort about a tie (`role`, `kommune`), and open it.

    Raises:
        Http404: no such tie, or one that needs no talk.
    """
    school, half = school_asked(request), half_of(localdate())
    must_edit(request, school)
    now, before = counted(school, half)
    place = (request.POST.get("kommune", ""), request.POST.get("role", ""))
    cell = made(school, half, now, before).cell(*place)
    if cell is None or not may_invite(cell):
        raise Http404
    invitation = draft(school, cell, reason(now.sides().get(place, Sides())))
    return HttpResponseRedirect(reverse("invitation", args=[invitation.pk]))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one balkort; a POST saves the draft (`do=save`) or takes it a step on (`do=<state>`)."""
    invitation = invitation_of(request, pk)
    form = DraftForm(instance=invitation)
    if request.method == "POST":
        must_edit(request, invitation.school)
        if request.POST.get("do") != "save":
            return _moved(request, invitation)
        if invitation.state != State.DRAFTED:
            raise Http404
        form = DraftForm(request.POST, instance=invitation)
        if form.is_valid():
            form.save()
            messages.success(request, say("invitation_saved"))
            return HttpResponseRedirect(request.path)
        invitation.refresh_from_db()
    return render(request, "ties/invitation.html", _page(request, invitation, form))


def _moved(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    to = request.POST.get("do", "")
    if to not in State.values:
        raise Http404
    try:
        move(invitation, State(to))
        messages.success(request, say("invitation_moved", state=State(to).label.lower()))
    except NotPossible as error:
        messages.warning(request, str(error))
    return HttpResponseRedirect(request.path)


def _page(request: HttpRequest, invitation: Invitation, form: DraftForm) -> dict[str, Any]:
    to = recipient(invitation)
    parts = {"subject": subject(invitation), "body": invitation.text.replace("\r\n", "\n").replace("\n", "\r\n")}
    code = invitation.municipality.code if invitation.municipality else ""
    return frame(
        request,
        invitation.school,
        say("invitation_title", role=role_name(invitation), place=place_name(invitation)),
        invitation=invitation,
        why=say(f"reason_{invitation.reason}"),
        form=form,
        to=to,
        mailto=f"mailto:{quote(to, safe='@')}?" + "&".join(f"{key}={quote(text)}" for key, text in parts.items()),
        subject=parts["subject"],
        is_draft=invitation.state == State.DRAFTED,
        steps=[(state.value, say(f"do_{state.value}")) for state in next_states(invitation)],
        held=invitation.state == State.HELD,
        answers=new_answers(invitation) >= FEWEST,
        fewest=FEWEST,
        may_edit=may_edit(request.user, invitation.school),
        tie=f"{reverse('relation', args=[invitation.role.code])}?skole={invitation.school.slug}&kommune={code}",
    )


@signed_in
@require_safe
def calendar_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the proposed time as a calendar file."""
    invitation = invitation_of(request, pk)
    answer = HttpResponse(calendar_file(invitation), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="balkort-{invitation.starts:%Y-%m-%d}.ics"'
    return answer
