"""Two things that nobody signed in can step around: a new password after a one-time one, and the end of the day."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from directory.accounts.following import SIGNED_IN
from directory.accounts.models import OneTimePassword
from directory.messages import message

# However busy, nobody is signed in for longer (OWASP ASVS 3.3.2). 30 idle minutes end it too: SESSION_COOKIE_AGE.
LONGEST_SESSION = timedelta(hours=12)


def sessions(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return the middleware; it stands after Django's own for users.

    Args:
        get_response: the rest of Django.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        # The API knows no users; asking for one there would cost every answer a look at the session.
        if request.path.startswith("/api/") or not request.user.is_authenticated:
            return get_response(request)
        began = request.session.get(SIGNED_IN, 0)
        if timezone.now().timestamp() - began > LONGEST_SESSION.total_seconds():
            logout(request)
            return get_response(request)
        open_pages = (reverse("admin:password_change"), reverse("admin:logout"))
        if request.path not in open_pages and OneTimePassword.objects.filter(user=request.user).exists():
            messages.info(request, message("password_first"))
            return HttpResponseRedirect(open_pages[0])
        return get_response(request)

    return answer
