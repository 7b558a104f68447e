"""Django's admin site with our pages for signing in and out and for a new password."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse

from directory.accounts.models import OneTimePassword
from directory.accounts.oidc.discovery import sign_out_at
from directory.messages import message


class SignInForm(AuthenticationForm):
    """Name and password. The backends decide who may come in, so a closed account is told no more than a wrong name."""

    error_messages = {"invalid_login": message("sign_in_wrong"), "inactive": message("sign_in_wrong")}  # noqa: RUF012


class NewPasswordForm(AdminPasswordChangeForm):
    """Asks for the old password, and ends a one-time one."""

    def clean_new_password1(self) -> str:
        """Refuse the password that the person has already.

        Raises:
            ValidationError: it is the same.
        """
        new: str = self.cleaned_data["new_password1"]
        if self.user.check_password(new):
            raise ValidationError(message("password_same"), code="password_same")
        return new

    def save(self, commit: bool = True) -> Any:
        """Keep the new password."""
        user = super().save(commit)
        OneTimePassword.objects.filter(user=user).delete()
        return user


class Site(admin.AdminSite):
    """The admin."""

    login_form = SignInForm
    login_template = "accounts/login.html"
    logout_template = "accounts/logged_out.html"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the way in with the school's account where one is set up."""
        return super().login(request, {**(extra_context or {}), "school_account": settings.OIDC_PROVIDER is not None})

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Sign out here, and show how to sign out of the school's account too."""
        return super().logout(request, {**(extra_context or {}), "sign_out_at": sign_out_at()})

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Change one's own password; as Django's, but with our form."""
        request.current_app = self.name
        return PasswordChangeView.as_view(
            form_class=NewPasswordForm,
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )(request)
