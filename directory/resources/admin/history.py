"""The history page of a row with all of its tables, the way back, and the rows that were deleted."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from simple_history.utils import get_history_manager_for_model

from directory.resources.admin.scoping import ScopedAdmin
from directory.resources.restoring import CannotRestore, Change, changes, deleted_rows, restore
from directory.resources.saying import say

PAGE = 50


class HistoryAdmin(ScopedAdmin):
    """Shows what django-simple-history kept, and goes back to it. Only models that `restoring.BELOW` knows."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page of deleted rows and the address that buttons post to."""
        name = self.opts.model_name
        own = [
            path("slettede/", self.admin_site.admin_view(self.deleted_view), name=f"resources_{name}_deleted"),
            path("<uuid:pk>/tilbage/", self.admin_site.admin_view(self.restore_view), name=f"resources_{name}_restore"),
        ]
        return own + super().get_urls()

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show every change of the row and its tables, newest first; also of a row that was deleted."""
        row = self._row(request, object_id)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        found = Paginator(changes(self.model, row.pk), PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Historik: {row}",
            "opts": self.opts,
            "row": row,
            "page": found,
            "exists": row._state.db is not None,
            "may_restore": self.has_change_permission(request, row),
            **(extra_context or {}),
        }
        return render(request, "resources/history.html", context)

    def restore_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Do what the button of one entry says (POST: `what` and `entry`), for a row that the user may change.

        Raises:
            PermissionDenied: the row, or the version of it, is not the user's to change.
        """
        row = self._row(request, str(pk))
        back = HttpResponseRedirect(reverse(f"admin:resources_{self.opts.model_name}_history", args=[pk]))
        if request.method != "POST":
            return back
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        wanted = (request.POST.get("what"), request.POST.get("entry"))
        change = next((one for one in changes(self.model, row.pk) if (one.what, str(one.record.pk)) == wanted), None)
        if change is None or not change.button:
            raise Http404
        if isinstance(change.target.instance, self.model) and not self.has_change_permission(
            request, change.target.instance
        ):
            raise PermissionDenied
        self._do(request, change, row)
        return back

    def _do(self, request: HttpRequest, change: Change, row: models.Model) -> None:
        """Undo, return or remove, and say what was done."""
        version = change.target
        if change.button == "remove":
            type(version.instance)._default_manager.get(pk=version.id).delete()
            messages.success(request, say("restore_removed"))
            return
        try:
            made = restore(version, self.get_readonly_fields(request, row))
        except CannotRestore as error:
            messages.error(request, str(error))
            return
        if version.history_type == "-":
            messages.success(request, say("restore_back", name=made))
        else:
            when = date_format(localtime(version.history_date), "j. F Y H:i")
            messages.success(request, say("restore_done", date=when))

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """List the deleted rows that the user may bring back; each leads to its history."""
        rows = [one for one in deleted_rows(self.model) if self.has_change_permission(request, one.instance)]
        context = {
            **self.admin_site.each_context(request),
            "title": f"Slettede {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "page": Paginator(rows, PAGE).get_page(request.GET.get("p")),
        }
        if not self.has_view_permission(request):
            raise PermissionDenied
        return render(request, "resources/deleted.html", context)

    def _row(self, request: HttpRequest, object_id: str) -> models.Model:
        """Return the row, or as it was when it was deleted.

        Raises:
            Http404: there never was one that the user may know of.
        """
        row: models.Model | None = self.get_object(request, object_id)
        if row is not None:
            return row
        manager: Any = get_history_manager_for_model(self.model)
        try:
            last = manager.filter(id=object_id).order_by("-history_date", "-history_id").first()
        except ValidationError:  # no id at all
            last = None
        if last is None or self.model._default_manager.filter(pk=last.id).exists():
            raise Http404
        made: models.Model = last.instance
        return made
