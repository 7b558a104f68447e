"""Users, for the administrator alone: who may come in, with which role, and a one-time password when it is needed."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from directory.accounts.access import is_administrator, may_enter
from directory.accounts.log_page import show_log
from directory.accounts.models import Log, Membership, Person
from directory.accounts.passwords import give_one_time_password
from directory.messages import message

# Django's tables of groups and rights are not used: a role at a school gives the rights.
admin.site.unregister((User, Group))


class AdministratorOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """A page for administrators. Rows are closed, not removed: the log must still say who it was."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it to an administrator."""
        return is_administrator(request.user)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Open it to an administrator."""
        return is_administrator(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let an administrator add."""
        return is_administrator(request.user)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let an administrator change."""
        return is_administrator(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let nobody delete."""
        return False


class PersonForm(ModelForm):  # type: ignore[type-arg]
    """A user without a password: nobody chooses one for somebody else."""

    class Meta:
        model = Person
        fields = ("username", "first_name", "is_active", "is_superuser")
        labels: ClassVar = {
            "username": "Brugernavn",
            "first_name": "Navn",
            "is_active": "Kontoen er åben",
            "is_superuser": "Administrator",
        }
        help_texts: ClassVar = {
            "username": "Det navn, brugeren logger ind med.",
            "is_active": "Fjern hakket, når brugeren ikke skal ind mere. Det virker med det samme.",
            "is_superuser": "Må alt på alle skoler: fælles rækker, brugere og log. Giv den til få.",
        }

    def clean(self) -> dict[str, Any]:
        """Keep one way in for an administrator.

        Raises:
            ValidationError: nobody would be left.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        stays = cleaned.get("is_active") and cleaned.get("is_superuser")
        others = User.objects.filter(is_active=True, is_superuser=True).exclude(pk=self.instance.pk)
        if not stays and self.instance.pk and is_administrator(User.objects.get(pk=self.instance.pk)) and not others:
            raise ValidationError(message("last_administrator"))
        return cleaned


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    """The roles. Who signs in with the school's account has them from there, anew at each sign-in."""

    model = Membership
    extra = 0

    def _open(self, request: HttpRequest, obj: Person | None) -> bool:
        return is_administrator(request.user) and (obj is None or not hasattr(obj, "identity"))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show them to an administrator."""
        return is_administrator(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Add by hand only for local accounts."""
        return self._open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Change by hand only for local accounts."""
        return self._open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Take away by hand only for local accounts."""
        return self._open(request, obj)


@admin.register(Person)
class PersonAdmin(AdministratorOnly):
    """Users of all schools."""

    form = PersonForm
    change_form_template = "accounts/user_change.html"
    list_display = ("username", "name", "roles", "signs_in_with", "is_active", "last_login")
    list_filter = ("is_active", "memberships__school")
    search_fields = ("username", "first_name")
    ordering = ("username",)
    inlines = (MembershipInline,)

    @admin.display(description="navn", ordering="first_name")
    def name(self, person: Person) -> str:
        """Return the name in words."""
        return person.first_name

    @admin.display(description="roller")
    def roles(self, person: Person) -> str:
        """Return the roles in words."""
        if person.is_superuser:
            return "Administrator"
        found = [f"{row.get_role_display()}, {row.school}" for row in person.memberships.all()]
        return "; ".join(found) or "Ingen, kan ikke logge ind"

    @admin.display(description="logger ind med")
    def signs_in_with(self, person: Person) -> str:
        """Return how the person signs in."""
        return "Skolens konto" if hasattr(person, "identity") else "Adgangskode"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch what the list shows."""
        return super().get_queryset(request).select_related("identity").prefetch_related("memberships__school")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Leave a name that comes from the school's account."""
        return ("username", "first_name") if obj is not None and hasattr(obj, "identity") else ()

    def get_urls(self) -> list[URLPattern]:
        """Add the address that makes a one-time password."""
        own = path(
            "<int:pk>/engangskode/", self.admin_site.admin_view(self.one_time_password), name="one_time_password"
        )
        return [own, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        """Save; a new user has no password until one is made."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Person, post_url_continue: str | None = None) -> HttpResponse:
        """Show the first password at once. It is in this answer alone: no message, session or mail holds it."""
        return self._show_new_password(request, obj)

    @method_decorator(require_POST)
    def one_time_password(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give a user a new one-time password, when the old one was forgotten or has run out.

        Raises:
            PermissionDenied: not an administrator, or the user signs in with the school's account.
        """
        person = get_object_or_404(Person, pk=unquote(str(pk)))
        if not is_administrator(request.user) or hasattr(person, "identity"):
            raise PermissionDenied
        return self._show_new_password(request, person)

    def _show_new_password(self, request: HttpRequest, person: Person) -> HttpResponse:
        password = give_one_time_password(person)
        self.log_change(request, person, message("log_one_time_password"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Engangskode",
            "person": person,
            "password": password,
            "valid_to": person.one_time_password.valid_to,
            "no_role": not may_enter(person),
        }
        return TemplateResponse(request, "accounts/one_time_password.html", context)


@admin.register(Log)
class LogAdmin(AdministratorOnly):
    """Who came in, who tried, and who changed what."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let nobody write in it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Let nobody change it."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the log.

        Raises:
            PermissionDenied: not an administrator.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        return show_log(request, {**self.admin_site.each_context(request), **(extra_context or {})})
