"""The inbox of a school's counsellors: what waits, by date; and one handover with all that can be done with it."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from directory.accounts.access import counsels_at
from directory.handovers import asking, doing
from directory.handovers.answering import MissingForm
from directory.handovers.forms import LONGEST_STEP, CloseForm, StepForm, endings
from directory.handovers.models import Handover, State, Urgency, seen_in
from directory.handovers.offering import COUNSELLOR, offer
from directory.handovers.saying import say
from directory.handovers.sealing import Unreadable, unseal
from directory.handovers.triage import concern_of, danger_told, home_name, seen_at_first, steps
from directory.pages.entering import frame, signed_in
from directory.resources.models import TaxonomyTerm
from directory.schools.paper import brief

MOST_CLOSED = 30
HURRIES = (Urgency.ACUTE, Urgency.URGENT)
GRAVE = (*HURRIES, Urgency.CHECK, Urgency.NONE)


@signed_in
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what is open at a school, the earliest date first, and what was closed lately."""
    places, slug = counsels_at(request.user), request.GET.get("skole", "").replace("\0", "")
    school = (places.filter(slug=slug) if slug else places).first()
    if school is None:
        raise PermissionDenied
    today, refused = localdate(), offer(school).refused
    rows = [one for one in seen_in([school]) if one.last_day >= today]
    names = _topic_names()
    waiting = [_line(one, today, names) for one in rows if one.is_open]
    # Of one day, what was told of danger first.
    waiting.sort(key=lambda line: (line["one"].next_date, GRAVE.index(line["one"].urgency)))
    closed = sorted((one for one in rows if not one.is_open), key=lambda one: one.closed or today, reverse=True)
    mine = [line for line in waiting if line["one"].taken_by_id == request.user.pk]
    new = [line for line in waiting if line["one"].state == State.NEW]
    shown = {
        "places": places,
        "chat": _way_to_chat(school.slug),
        "refused": say(f"inbox_{refused}", school=school) if refused else "",
        "groups": [
            (say("inbox_new"), new),
            (say("inbox_mine"), mine),
            (say("inbox_others"), [line for line in waiting if line not in mine and line not in new]),
        ],
        "closed": [_line(one, today, names) for one in closed[:MOST_CLOSED]],
    }
    return render(request, "handovers/inbox.html", frame(request, school, say("inbox"), **shown))


def _way_to_chat(slug: str) -> str:
    """Return the address of the conversation for whoever was told of a pupil; "" where nobody said where it is."""
    asked = urlencode({"skole": slug, "rolle": COUNSELLOR})
    return f"{settings.CHAT_URL}/chat/?{asked}" if settings.CHAT_URL else ""


@signed_in
@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one handover. That the note was read, and by whom, is logged."""
    return _page(request, _find(request, pk))


@signed_in
@require_POST
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take it over, also from a colleague."""
    seen = request.POST.get("seen", "")
    return _do(request, pk, lambda found: doing.take_over(found, request.user, seen), "took")


@signed_in
@require_POST
def step(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write the next step and its date."""
    found, form = _find(request, pk), StepForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    step, day = form.cleaned_data["step"], form.cleaned_data["day"]
    return _do(request, pk, lambda found: doing.plan_next(found, request.user, step, day), "planned")


@signed_in
@require_POST
def missing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer what the note left open. Danger now is answered with 112 first."""
    found = _find(request, pk)
    form = MissingForm(_gaps(found), request.POST)
    if not form.is_valid():
        return _page(request, found, answers=form, status=422)
    danger = form.answers.get("danger", "")
    said = f"answered_{danger}" if danger in HURRIES else "answered"
    act = partial(doing.answer_missing, user=request.user, answers=form.answers)
    return _do(request, pk, act, said, messages.WARNING if danger in HURRIES else messages.SUCCESS)


@signed_in
@require_POST
def contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write that there is contact."""
    return _do(request, pk, lambda found: doing.note_contact(found, request.user), "contacted")


@signed_in
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close it."""
    found, form = _find(request, pk), CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, closing=form, status=422)
    return _do(request, pk, lambda found: doing.close(found, request.user, form.cleaned_data["ending"]), "closed")


@signed_in
@require_POST
def rate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask how the contact went."""
    return asking.answer(request, _find(request, pk))


def _find(request: HttpRequest, pk: UUID) -> Handover:
    """Return a handover of the user's own schools; another's is not there, and one that has had its time neither."""
    found = seen_in(counsels_at(request.user)).filter(pk=pk).first()
    if found is None or found.last_day < localdate():
        raise Http404
    return found


def _gaps(found: Handover) -> list[str]:
    return [one.slot for one in seen_at_first(found, localdate()).missing] if found.is_open else []


def _do(
    request: HttpRequest, pk: UUID, act: Callable[[Handover], None], said: str, level: int = messages.SUCCESS
) -> HttpResponse:
    found = _find(request, pk)
    try:
        act(found)
    except doing.Late:
        messages.error(request, say("late"))
    else:
        messages.add_message(request, level, say(said))
    return HttpResponseRedirect(reverse("handover", args=[pk]))


def _page(
    request: HttpRequest,
    found: Handover,
    form: StepForm | None = None,
    closing: CloseForm | None = None,
    answers: MissingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    doing.log_reading(found, request.user)
    today = localdate()
    step = _words(found.sealed_step)
    shown = {
        **_line(found, today, _topic_names()),
        **(_first_look(found, answers) if found.is_open else {}),
        "note": _words(found.sealed_note),
        "step": step,
        "mine": found.taken_by_id == request.user.pk,
        "form": form or StepForm(initial={"step": step or "", "day": max(found.next_date, today)}),
        "longest_step": LONGEST_STEP,
        "today": today,
        "closing": closing or CloseForm(),
        "endings": endings(),
        "keep_days": settings.HANDOVERS.days,
        "reached": asking.whom_to_ask_about(found) if found.contacted or not found.is_open else [],
    }
    title = say("page_title", reference=found.reference)
    return render(request, "handovers/one.html", frame(request, found.school, title, **shown), status=status)


def _first_look(found: Handover, answers: MissingForm | None) -> dict[str, Any]:
    """Return what the first triage shows besides its colour: all steps, and what the counsellor can answer."""
    return {"sections": steps(found), "answers": answers or MissingForm(_gaps(found))}


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _words(sealed: str) -> str | None:
    """Return what was sealed, None when no key opens it any more."""
    try:
        return unseal(sealed)
    except Unreadable:
        return None


def _topic_names() -> dict[str, str]:
    return dict(TaxonomyTerm.objects.filter(taxonomy="topic").values_list("code", "name"))


def _line(one: Handover, today: date, names: dict[str, str]) -> dict[str, Any]:
    """Return what the list and the page say of a handover in words."""
    left = (one.next_date - today).days
    when = "past" if left < 0 else "today" if left == 0 else "tomorrow" if left == 1 else "later"
    known = concern_of(one)
    return {
        "one": one,
        "topics": "; ".join(_lower(names.get(code, code)) for code in known.topics),
        "home": home_name(known),
        "danger": say(f"danger_{danger_told(known)}"),
        "role": brief(one.to_role.name),
        "when": when,
        "when_text": say(f"when_{when}", days=-left),
        "hurries": one.is_open and one.urgency in HURRIES,
        "triage": seen_at_first(one, today) if one.is_open else None,
        "tovholder": (one.taken_by.first_name or one.taken_by.get_username()) if one.taken_by else "",
    }
