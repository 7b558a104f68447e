"""From a handover to the question how the contact went. The answer is kept without any way back to the handover."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from directory.handovers.models import Handover
from directory.handovers.saying import say
from directory.handovers.triage import home_of
from directory.ties.linking import rating_path
from directory.ties.questions import Role, roles
from directory.ties.tie import WrongTie


def whom_to_ask_about(found: Handover) -> list[Role]:
    """Return the roles that a counsellor may have reached: those outside first, where the municipality is known.

    Args:
        found: the handover.

    Returns:
        Never the role itself that has the handover.
    """
    others = [role for role in roles().values() if role.id != found.to_role.code]
    outside = [role for role in others if not role.is_inside] if home_of(found) else []
    return outside + [role for role in others if role.is_inside]


def link_for(found: Handover, role: str) -> str:
    """Return the path of a new rating link, from the role that has the handover to another.

    Raises:
        WrongTie: the role is unknown, is the same, or needs a municipality that nobody told.
    """
    asked = roles().get(role)
    inside = asked is not None and asked.is_inside
    return rating_path(found.school, None if inside else home_of(found), found.to_role.code, role)


def answer(request: HttpRequest, found: Handover) -> HttpResponse:
    """Go to the questions about a contact; back to the handover when there is no such contact."""
    try:
        return HttpResponseRedirect(link_for(found, request.POST.get("role", "")))
    except WrongTie:
        messages.error(request, say("no_such_contact"))
        return HttpResponseRedirect(reverse("handover", args=[found.pk]))
