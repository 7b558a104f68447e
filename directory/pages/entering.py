"""Who may open a page outside the admin, and which school it shows. What they may do there: accounts/access.py."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from directory.accounts.access import is_administrator, may_edit, may_enter, schools_of
from directory.schools.models import School

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Return the view for those with a role at some school alone; others are sent to the sign-in."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_enter(request.user):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return view(request, *args, **kwargs)

    closed: View = never_cache(answer)
    return closed


def school_asked(request: HttpRequest) -> School:
    """Return the school asked for (`?skole=`), else the first one that the user may see.

    Raises:
        PermissionDenied: the user has no role there, or there is no school at all.
    """
    schools = schools_of(request.user).select_related("municipality")
    slug = request.GET.get("skole", "")
    found: School | None = schools.filter(slug=slug.replace("\0", "")).first() if slug else schools.first()
    if found is None:
        raise PermissionDenied
    return found


def must_edit(request: HttpRequest, school: School) -> None:
    """Refuse who may only read.

    Raises:
        PermissionDenied: the user is no editor at that school.
    """
    if not may_edit(request.user, school):
        raise PermissionDenied


def frame(request: HttpRequest, school: School | None, title: str, **more: Any) -> dict[str, Any]:
    """Return what `pages/base.html` needs, and what the page adds.

    Args:
        request: of a signed-in user.
        school: the one that the page shows.
        title: the page's heading.
        more: what the page itself shows.
    """
    return {
        "title": title,
        "school": school,
        "schools": list(schools_of(request.user)),
        "may_edit": school is not None and may_edit(request.user, school),
        "is_administrator": is_administrator(request.user),
        **more,
    }
