"""The admin for those who keep the contacts: change a contact first, then confirm it, in one page."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.timezone import localdate

from directory.resources.freshness import assurance
from directory.resources.models import (
    Contact,
    Municipality,
    Organization,
    Phone,
    Region,
    Schedule,
    Service,
    ServiceArea,
    TaxonomyTerm,
    Verification,
)
from directory.resources.owning import OwningAdmin

STATES = {
    "confirmed": "Bekræftet",
    "ageing": "Skal snart bekræftes igen",
    "unconfirmed": "Ikke bekræftet",
    "expired": "Skal bekræftes igen",
    "example": "Eksempel",
}


class PhoneInline(admin.TabularInline):  # type: ignore[type-arg]
    """Numbers; the draft mark is `i brug`."""

    model = Phone
    extra = 0
    fields = ("number", "type", "published")


class ContactInline(admin.StackedInline):  # type: ignore[type-arg]
    """Departments, also the drafts that came with the knowledge files."""

    model = Contact
    extra = 0


class ScheduleInline(admin.TabularInline):  # type: ignore[type-arg]
    """Opening hours."""

    model = Schedule
    extra = 0
    fields = ("description",)


class ServiceAreaInline(admin.TabularInline):  # type: ignore[type-arg]
    """Where the service helps."""

    model = ServiceArea
    extra = 0
    fields = ("name", "uri")


class VerificationInline(admin.TabularInline):  # type: ignore[type-arg]
    """Confirmations are added, never changed: the old ones tell who said what, and when.

    It must be the last table of a page: it keeps the contact as it stands when the page is saved.
    """

    model = Verification
    extra = 0
    fields = ("result", "assurer", "assured_date", "valid_to")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes a confirmation."""
        return False


@admin.register(Service)
class ServiceAdmin(OwningAdmin):
    """Services: find "SSP i Ikast-Brande Kommune", add the number, confirm it, save."""

    list_display = ("name", "state", "bot_use", "confidence", "origin")
    list_filter = ("scope", "key", "bot_use", "status", "origin")
    search_fields = ("name", "key")
    filter_horizontal = ("topics",)
    readonly_fields = ("key", "origin")
    inlines = (PhoneInline, ContactInline, ScheduleInline, ServiceAreaInline, VerificationInline)
    list_select_related = ("organization",)

    @admin.display(description="kontakt")
    def state(self, service: Service) -> str:
        """Return whether the contact is confirmed today."""
        return STATES[assurance(service, localdate()).state]

    def get_queryset(self, request: HttpRequest):  # type: ignore[no-untyped-def]
        """Fetch what the state needs."""
        return super().get_queryset(request).prefetch_related("phones", "contacts", "verifications")


@admin.register(Organization)
class OrganizationAdmin(OwningAdmin):
    """Organizations; a municipality's switchboard is confirmed here."""

    list_display = ("name", "website", "origin")
    search_fields = ("name",)
    inlines = (PhoneInline, VerificationInline)


@admin.register(Municipality)
class MunicipalityAdmin(OwningAdmin):
    """Municipalities."""

    list_display = ("code", "name", "organization")
    search_fields = ("code", "name")


@admin.register(Region)
class RegionAdmin(OwningAdmin):
    """Regions with their dates."""

    list_display = ("name", "valid_from", "valid_to")


@admin.register(TaxonomyTerm)
class TaxonomyTermAdmin(OwningAdmin):
    """Topics and roles."""

    list_display = ("name", "taxonomy", "code")
    list_filter = ("taxonomy",)
    search_fields = ("name", "code")


@admin.register(Verification)
class VerificationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """All confirmations, newest first; they are added on the page of the service."""

    list_display = ("service", "organization", "result", "assurer", "assured_date", "valid_to")
    list_filter = ("result",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Confirmations belong on the page where the contact is seen."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes a confirmation."""
        return False
