"""The page where somebody answers about a contact: open to who has the link, for one answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from directory.ties import linking
from directory.ties.answering import RatingForm, keep
from directory.ties.saying import say

GONE = 410


def _told(request: HttpRequest, kind: str, status: int = 200) -> HttpResponse:
    page = {"title": say(f"rating_{kind}_title"), "kind": kind}
    return render(request, "ties/rating_told.html", page, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rating_view(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questions; a POST keeps the answer. Whoever is signed in is not asked for."""
    try:
        link = linking.read(token)
    except linking.Unusable:
        return _told(request, "gone", GONE)
    if linking.is_used(link.key):
        return _told(request, "used", GONE)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            keep(link.tie, form.answer(), link.key)
        except linking.Used:
            return _told(request, "used", GONE)
        return _told(request, "thanks")
    return render(request, "ties/rating.html", {"title": say("rating_title"), "tie": link.tie, "form": form})
