"""The page of the log, with its filter."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from directory.accounts.log import Wanted, changes, in_words, sign_ins
from directory.messages import message

LINES = 50
SIGN_INS, CHANGES = "indlogninger", "aendringer"


def show_log(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Answer with one page of sign-ins or of changes.

    Args:
        request: with `vis`, `bruger`, `fra`, `til` and `side` in its address; what is no date is left out.
        context: what every page of the admin needs.
    """
    asked = request.GET
    first, wrong_first = _day(asked.get("fra", ""))
    last, wrong_last = _day(asked.get("til", ""))
    wanted = Wanted(asked.get("bruger", "").strip(), first, last)
    shown = CHANGES if asked.get("vis") == CHANGES else SIGN_INS
    found = changes(wanted) if shown == CHANGES else sign_ins(wanted)
    page = Paginator(found, LINES).get_page(asked.get("side"))
    rows = list(page.object_list)
    kept = asked.copy()
    for name in ("vis", "side"):
        kept.pop(name, None)
    return TemplateResponse(
        request,
        "accounts/log.html",
        {
            **context,
            "title": "Log",
            "shown": shown,
            "lines": in_words(rows) if shown == CHANGES else rows,
            "page": page,
            "wanted": wanted,
            "filter": kept.urlencode(),
            "wrong": message("no_such_date") if wrong_first or wrong_last else "",
        },
    )


def _day(said: str) -> tuple[date | None, bool]:
    """Return the day that is said, and whether it is none."""
    try:
        return (date.fromisoformat(said), False) if said else (None, False)
    except ValueError:
        return None, True
