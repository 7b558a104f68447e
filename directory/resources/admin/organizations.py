"""Organizations, with a municipality's switchboard."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from directory.accounts.access import is_administrator
from directory.resources.admin.confirming import ConfirmAdmin
from directory.resources.admin.history import HistoryAdmin
from directory.resources.admin.inlines import PhoneInline, VerificationInline
from directory.resources.admin.scoping import SharedAdmin
from directory.resources.admin.verifying import VerifyingAdmin
from directory.resources.models import Organization


class SharedPhoneInline(PhoneInline):
    """Numbers of a shared row: the administrator's."""

    def _may_edit(self, request: HttpRequest, obj: Model | None) -> bool:
        return is_administrator(request.user)


class SharedVerificationInline(VerificationInline):
    """Confirmations of a shared row: the administrator's."""

    def _may_edit(self, request: HttpRequest, obj: Model | None) -> bool:
        return is_administrator(request.user)


@admin.register(Organization)
class OrganizationAdmin(SharedAdmin, VerifyingAdmin, ConfirmAdmin, HistoryAdmin):
    """Organizations; a municipality's switchboard is confirmed here."""

    list_display = ("name", "website", "origin")
    search_fields = ("name",)
    inlines = (SharedPhoneInline, SharedVerificationInline)
    change_form_template = "resources/row_form.html"
    change_list_template = "resources/row_list.html"
