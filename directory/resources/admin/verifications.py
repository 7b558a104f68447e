"""All confirmations, newest first; they are added on the page of the row, or by "Bekræft i dag"."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from directory.accounts.access import is_administrator, schools_of
from directory.resources.admin.scoping import ScopedAdmin
from directory.resources.models import Verification


@admin.register(Verification)
class VerificationAdmin(ScopedAdmin):
    """Who said what, when and how."""

    list_display = ("about", "result", "how", "assurer", "recorded_by", "assured_date", "valid_to")
    list_display_links = ("about",)
    list_filter = ("result", "how")
    list_select_related = ("service", "organization", "recorded_by")
    search_fields = ("service__name", "organization__name", "assurer")
    date_hierarchy = "assured_date"
    readonly_fields = ("about", "recorded_by", "confirmed_contact")
    fields = ("about", "result", "how", "assurer", "recorded_by", "assured_date", "valid_to", "confirmed_contact")
    actions = None

    @admin.display(description="tilbud eller organisation", ordering="service__name")
    def about(self, verification: Verification) -> str:
        """Return what was confirmed."""
        return str(verification.service or verification.organization)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verification]:
        """Those of the user's schools, and of the shared rows."""
        rows: QuerySet[Verification] = super().get_queryset(request)
        if is_administrator(request.user):
            return rows
        return rows.filter(Q(service__school=None) | Q(service__school__in=schools_of(request.user)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Confirmations belong on the page where the contact is seen."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes a confirmation."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only together with its row, which asks here; not by itself (`delete_view`)."""
        return ScopedAdmin.has_change_permission(self, request, obj)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Refuse: a mistake is undone in the history of the row, where it can be seen.

        Raises:
            PermissionDenied: always.
        """
        raise PermissionDenied
