"""The admin of services: find a row, change its contact, confirm it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.timezone import localdate

from directory.accounts.access import is_administrator, may_edit, schools_of
from directory.resources.admin import filters
from directory.resources.admin.confirming import ConfirmAdmin
from directory.resources.admin.history import HistoryAdmin
from directory.resources.admin.inlines import (
    ContactInline,
    PhoneInline,
    ScheduleInline,
    ServiceAreaInline,
    VerificationInline,
)
from directory.resources.admin.scoping import edited_schools
from directory.resources.admin.searching import matching
from directory.resources.admin.service_form import NewServiceForm, ServiceForm
from directory.resources.admin.verifying import VerifyingAdmin
from directory.resources.adopting import CannotAdopt, adopt, own_row
from directory.resources.freshness import assurance
from directory.resources.models import Origin, Scope, Service
from directory.resources.saying import say
from directory.resources.suggesting import suggestions, use
from directory.schools.models import School

FIELDSETS: Any = [
    (None, {"fields": ("name", "organization", "school", "role", "status", "url")}),
    ("Emner", {"fields": ("topics",), "classes": ("collapse",)}),
    (
        "Hvad de kan, og for hvem",
        {
            "fields": (
                "can_contribute",
                "cannot_do",
                "application_process",
                "eligibility_description",
                ("minimum_age", "maximum_age"),
                "description",
            ),
            "classes": ("collapse",),
        },
    ),
    (
        "Kilde, og hvad der må vises",
        {
            "fields": (
                ("scope", "sector"),
                ("source_name", "source_date"),
                "source_url",
                "confidence",
                "bot_use",
                "phone_until",
                "is_crisis",
                "position",
                ("key", "origin"),
            ),
            "classes": ("collapse",),
        },
    ),
]


@admin.register(Service)
class ServiceAdmin(VerifyingAdmin, ConfirmAdmin, HistoryAdmin):
    """Services: find "SSP i Ikast-Brande Kommune", make the school's own row, add the number, confirm it."""

    form = ServiceForm
    list_display = ("name", "state", "confirm_button", "last_word", "places", "role_name", "whose")
    list_display_links = ("name",)
    list_filter = (
        filters.MunicipalityFilter,
        filters.RoleFilter,
        filters.TopicFilter,
        filters.StateFilter,
        filters.OwnFilter,
        "scope",
        "status",
    )
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    # The search itself is in searching.py; Django shows the box when something stands here.
    search_fields = ("name",)
    search_help_text = "Kommunens navn eller kode, rolle, emne eller navn. Fx: horsens ssp"
    fieldsets = FIELDSETS
    inlines = (PhoneInline, ContactInline, ScheduleInline, ServiceAreaInline, VerificationInline)
    change_form_template = "resources/service_form.html"
    change_list_template = "resources/row_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the two buttons of a row's page."""
        view = self.admin_site.admin_view
        own = [
            path("<uuid:pk>/egen/", view(self.adopt_view), name="resources_service_adopt"),
            path("<uuid:pk>/forslag/", view(self.suggestion_view), name="resources_service_suggestion"),
        ]
        return own + super().get_urls()

    # The list

    @admin.display(description="række")
    def whose(self, service: Service) -> str:
        """Return the school that keeps the row, or that it is shared."""
        return str(service.school) if service.school else "Fælles"

    @admin.display(description="sted")
    def places(self, service: Service) -> str:
        """Return where the service helps; the first two when there are many."""
        names = [area.name.removesuffix(" Kommune") for area in service.service_areas.all()]
        return ", ".join(names[:2]) + (f" og {len(names) - 2} til" if len(names) > 2 else "")

    @admin.display(description="rolle", ordering="role__name")
    def role_name(self, service: Service) -> str:
        """Return the role's name; a column of our own may be broken over two lines."""
        return service.role.name if service.role else ""

    @admin.display(description="kontakt")
    def state(self, service: Service) -> str:
        """Return whether the contact is confirmed today."""
        found = assurance(service, localdate()).state
        return format_html('<span class="state {}">{}</span>', found, say(f"state_{found}"))

    @admin.display(description="sidst bekræftet")
    def last_word(self, service: Service) -> str:
        """Return when and by which function, of a confirmation that counts or counted."""
        found = assurance(service, localdate())
        return f"{found.assured_date:%d.%m.%Y}, {found.assurer}" if found.assured_date else ""

    @admin.display(description="bekræft")
    def confirm_button(self, service: Any) -> str:
        """Return the way to confirm the row, when the user may."""
        if not service.editable:
            return ""
        address = reverse("admin:resources_service_confirm", args=[service.pk])
        return format_html(
            '<a class="small-button" href="{}" aria-label="Bekræft i dag: {}">Bekræft i dag</a>', address, service
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Service]:
        """The school's own rows and the shared ones, with all that the list shows, in a fixed number of questions."""
        rows: QuerySet[Service] = super().get_queryset(request)
        editable: Any = Value(True)
        if not is_administrator(request.user):
            rows = rows.filter(Q(school=None) | Q(school__in=schools_of(request.user)))
            mine = list(edited_schools(request.user).values_list("pk", flat=True))
            editable = Case(When(school__in=mine, then=Value(True)), default=Value(False), output_field=BooleanField())
        rows = rows.select_related("organization", "role", "school")
        rows = rows.prefetch_related("phones", "contacts", "verifications", "service_areas")
        return rows.annotate(editable=editable)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Search by municipality, role, topic and name."""
        return matching(queryset, search_term), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Name the page as the link to it does."""
        return super().changelist_view(request, {"title": "Tilbud", **(extra_context or {})})

    # The page

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A new row has no key yet: its form asks what it stands for."""
        if obj is None:
            kwargs["form"] = NewServiceForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask a new row what it stands for, in the place of the key."""
        if obj is not None:
            return FIELDSETS
        first = {"fields": ("kind", *FIELDSETS[0][1]["fields"])}
        last = {**FIELDSETS[3][1], "fields": FIELDSETS[3][1]["fields"][:-1]}
        opened = [(name, {"fields": shown["fields"]}) for name, shown in FIELDSETS[1:3]]
        return [(None, first), *opened, (FIELDSETS[3][0], last)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A row never changes hands; what the whole installation relies on is the administrator's."""
        fixed = ("key", "origin") if obj is None else ("key", "origin", "school")
        return fixed if is_administrator(request.user) else (*fixed, "is_crisis", "position")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new row is most often a municipal one, of the only school of the user."""
        schools = list(edited_schools(request.user)[:2])
        school = schools[0].pk if len(schools) == 1 and not is_administrator(request.user) else None
        initial = {"scope": Scope.MUNICIPAL, "sector": "kommune", "school": school}
        return initial | super().get_changeform_initial_data(request)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A new row belongs to a school that the user edits; only an administrator makes shared rows."""
        if db_field.name == "school":
            kwargs["queryset"] = edited_schools(request.user)
            kwargs["required"] = not is_administrator(request.user)
            if kwargs["required"]:
                kwargs["empty_label"] = None
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Boxes to tick: they work with a keyboard and on a small screen."""
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Keep the texts low: they are short."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
        return field

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A shared row of the knowledge files would come back at the next load: take it out of use instead."""
        loaded = obj is not None and obj.school_id is None and obj.origin == Origin.KNOWLEDGE
        return not loaded and super().has_delete_permission(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> None:
        """Delete one by one, so that each can be brought back with its own tables."""
        for service in queryset:
            service.delete()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the row with its state, the suggestions, and what the user can do with it."""
        row = self.get_object(request, object_id)
        extra = dict(extra_context or {})
        if row is not None:
            extra |= self._about(request, row)
        return super().change_view(request, object_id, form_url, extra)

    def _about(self, request: HttpRequest, row: Service) -> dict[str, Any]:
        """Return what the page shows besides the form."""
        editable = self.has_change_permission(request, row)
        schools = list(edited_schools(request.user))
        may_adopt = row.school_id is None and row.scope != Scope.NATIONAL
        return {
            "assurance": assurance(row, localdate()),
            "state_word": say(f"state_{assurance(row, localdate()).state}"),
            "editable": editable,
            "why_not": self.why_not(request, row),
            "suggestions": suggestions(row) if editable else [],
            "adopters": [(school, own_row(row, school)) for school in schools] if may_adopt else [],
        }

    # The buttons

    def _posted_row(self, request: HttpRequest, pk: Any) -> Service:
        """Return the row that a button was pressed for.

        Raises:
            Http404: no POST, or no row that the user may see.
        """
        row: Service | None = self.get_object(request, str(pk))
        if request.method != "POST" or row is None or not self.has_view_permission(request, row):
            raise Http404
        return row

    def adopt_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Make the own row of the school in `school` (a slug), and open it."""
        row = self._posted_row(request, pk)
        school = School.objects.filter(slug=request.POST.get("school", "")).first()
        if school is None or not may_edit(request.user, school):
            raise PermissionDenied
        return HttpResponseRedirect(adopted(request, row, school))

    def suggestion_view(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Take the suggestion in `suggestion` (its key) into use."""
        row = self._posted_row(request, pk)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        found = use(row, request.POST.get("suggestion", ""))
        if found is None:
            messages.error(request, say("suggestion_gone"))
        else:
            self.log_change(request, row, say("suggestion_used", value=found.value))
            messages.success(request, say("suggestion_used", value=found.value))
        return HttpResponseRedirect(reverse("admin:resources_service_change", args=[pk]))


def adopted(request: HttpRequest, row: Service, school: School) -> str:
    """Make the school's own row, say so, and return the address of its page."""
    before = own_row(row, school)
    try:
        own = adopt(row, school)
    except CannotAdopt as error:
        messages.error(request, say(error.code))
        return reverse("admin:resources_service_change", args=[row.pk])
    messages.success(request, say("adopt_again" if before else "adopt_done", school=school))
    return reverse("admin:resources_service_change", args=[own.pk])
