"""Guessing at passwords is slowed down (django-axes), and every failure is kept for the log."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.exceptions import AxesBackendPermissionDenied
from axes.models import AccessFailureLog
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

# Five failures by one name from one address lock those two for 15 minutes (settings.AXES_…). These limits stand behind
# it, for guesses at one name from many addresses and at many names from one. OWASP ASVS 2.2.1: at most 100 an hour.
MOST_IN_AN_HOUR = 100


def caller(request: HttpRequest) -> str | None:
    """Return the address of who asks: the last but so many of X-Forwarded-For as there are proxies of our own.

    What stands before those was written by the caller and is not believed.
    """
    direct = request.META.get("REMOTE_ADDR") or None
    if not settings.PROXIES:
        return direct
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if len(chain) < settings.PROXIES:
        return direct
    try:
        return str(ip_address(chain[-settings.PROXIES]))
    except ValueError:
        return direct


def by_school_account(request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
    """Tell whether a sign-in comes from the school's provider: there is no password to guess, so no lock."""
    return credentials is not None and "nonce" in credentials


def locked(request: HttpRequest, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """Answer one who has guessed too often; the same whether the name exists or not."""
    context = {**admin.site.each_context(request), "title": "Vent lidt"}
    return render(request, "accounts/locked.html", context, status=429)


class Throttle(AxesStandaloneBackend):
    """Stands first among the backends and ends a sign-in that comes too often. It lets nobody in."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None
    ) -> None:
        """Refuse a locked name and address, and floods.

        Raises:
            AxesBackendPermissionDenied: Django then asks no other backend.
        """
        if request is None:
            return
        super().authenticate(request, username=username, password=password)
        recent = AccessFailureLog.objects.filter(attempt_time__gte=timezone.now() - timedelta(hours=1))
        for same in ({"username": username}, {"ip_address": request.axes_ip_address}):  # type: ignore[attr-defined]
            if recent.filter(**same).count() >= MOST_IN_AN_HOUR:
                request.axes_locked_out = True  # type: ignore[attr-defined]
                raise AxesBackendPermissionDenied("too many failures in an hour")
