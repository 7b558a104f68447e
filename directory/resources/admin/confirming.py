"""“Bekræft i dag”: on a row, and for many rows at once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from directory.resources.admin.scoping import ScopedAdmin
from directory.resources.confirming import confirm, contact_lines, last_function, obstacle
from directory.resources.hours_text import text_of
from directory.resources.models import How, Service, Verification
from directory.resources.saying import say

# A person cannot have called more than this today; it also keeps the page readable.
MOST = 200


class ConfirmForm(forms.ModelForm):  # type: ignore[type-arg]
    """How it was confirmed, and as which function. Who and when are known."""

    # Nothing is chosen beforehand: the answer must be the person's own.
    how = forms.ChoiceField(label="Hvordan har du gjort det?", choices=How.choices, widget=forms.RadioSelect)

    class Meta:
        model = Verification
        fields = ("how", "assurer")
        labels = {"assurer": "Din funktion"}  # noqa: RUF012
        help_texts = {"assurer": "Fx studievejleder. Skriv ikke dit navn: funktionen vises for lærerne."}  # noqa: RUF012


class ConfirmAdmin(ScopedAdmin):
    """Adds the page, the action and the button. For models with numbers and confirmations."""

    actions = ("confirm_today",)

    def get_urls(self) -> list[URLPattern]:
        """Add the page that confirms one row."""
        name = f"resources_{self.opts.model_name}_confirm"
        return [
            path("<uuid:pk>/bekraeft/", self.admin_site.admin_view(self.confirm_view), name=name),
            *super().get_urls(),
        ]

    def confirm_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Confirm one row.

        Raises:
            PermissionDenied: the row is not the user's to change.
        """
        row = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        rows = self._rows(self.get_queryset(request).filter(pk=pk))
        after = reverse(f"admin:resources_{self.opts.model_name}_change", args=[pk])
        return self._page(request, rows, after, asked="confirm" in request.POST)

    @admin.action(description="Bekræft i dag", permissions=["change"])
    def confirm_today(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
        """Confirm the chosen rows, after a page that asks how."""
        rows = self._rows(queryset[:MOST])
        return self._page(request, rows, request.get_full_path(), asked="confirm" in request.POST)

    def _rows(self, queryset: QuerySet[Any]) -> list[Any]:
        tables = ["phones", "verifications", *(["contacts", "schedules"] if hasattr(self.model, "contacts") else [])]
        return list(queryset.prefetch_related(*tables))

    def why_not(self, request: HttpRequest, row: Any) -> str:
        """Return the Danish line that says why the row cannot be confirmed by this user, "" when it can."""
        if not self.has_change_permission(request, row):
            return say("confirm_other" if getattr(row, "school_id", None) else "confirm_not_yours")
        code = obstacle(row)
        return say(code) if code else ""

    def _page(self, request: HttpRequest, rows: list[Any], after: str, *, asked: bool) -> HttpResponse:
        """Ask how, or write down the confirmations of the rows that can be confirmed."""
        shown = [
            {"row": row, "contact": contact_lines(row), "hours": _hours(row), "why": self.why_not(request, row)}
            for row in rows
        ]
        ready = [one["row"] for one in shown if not one["why"]]
        initial = {"assurer": last_function(request.user)}
        form = ConfirmForm(request.POST) if asked else ConfirmForm(initial=initial)
        if asked and ready and form.is_valid():
            with transaction.atomic():
                for row in ready:
                    confirm(row, request.user, how=form.cleaned_data["how"], assurer=form.cleaned_data["assurer"])
            self._tell(request, ready, len(shown) - len(ready))
            return HttpResponseRedirect(after)
        if asked and not ready:
            messages.error(request, say("confirm_none"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Bekræft i dag",
            "opts": self.opts,
            "rows": shown,
            "ready": len(ready),
            "form": form,
            "after": after,
            "most": MOST if len(rows) == MOST else 0,
            "action": request.POST.get("action", ""),
        }
        return render(request, "resources/confirm.html", context)

    def _tell(self, request: HttpRequest, done: list[Any], left: int) -> None:
        """Say what was confirmed, and what was not; and write it in the log of the admin."""
        for row in done:
            self.log_change(request, row, "Bekræftet i dag.")
        if len(done) == 1:
            messages.success(request, say("confirm_done_one", name=done[0]))
        else:
            messages.success(request, say("confirm_done_many", count=len(done)))
        if left:
            messages.warning(request, say("confirm_left_out", count=left))


def _hours(row: Any) -> str:
    """Return the opening hours, for a look at them too: a confirmed contact is told to be open now by them."""
    return text_of(row.schedules.all()) if isinstance(row, Service) else ""
