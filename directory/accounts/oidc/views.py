"""The two doors of the sign-in with the school's account: out to the provider, and back."""

from typing import Any

from axes.helpers import get_client_http_accept, get_client_path_info, get_client_user_agent
from axes.models import AccessFailureLog
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from directory.accounts.oidc.discovery import ProviderError, endpoints
from directory.accounts.throttle import caller
from directory.messages import message


class Out(OIDCAuthenticationRequestView):
    """Sends the browser to the provider, with state, nonce and PKCE."""

    def __init__(self, **kwargs: Any) -> None:
        """Leave the provider alone until somebody asks."""
        super(OIDCAuthenticationRequestView, self).__init__(**kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer with the way, or with the sign-in page when the provider is away."""
        try:
            self.OIDC_OP_AUTH_ENDPOINT = endpoints()["authorization_endpoint"]
        except ProviderError:
            messages.error(request, message("oidc_away"))
            return HttpResponseRedirect(reverse("admin:login"))
        self.OIDC_RP_CLIENT_ID = self.get_settings("OIDC_PROVIDER").client_id
        return super().get(request)  # type: ignore[no-any-return]


class Back(OIDCAuthenticationCallbackView):
    """Takes the browser back, once for each time it went out."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Sign in, or say why not."""
        try:
            return super().get(request)  # type: ignore[no-any-return]
        except SuspiciousOperation:  # a state that this browser has not, or has used
            return self.login_failure()

    def login_failure(self) -> HttpResponse:
        """Write the failure down for the log, and show the sign-in page."""
        known = getattr(self.request, "shown_name", None)
        AccessFailureLog.objects.create(
            username=known,
            ip_address=caller(self.request),
            user_agent=get_client_user_agent(self.request),
            http_accept=get_client_http_accept(self.request),
            path_info=get_client_path_info(self.request),
        )
        messages.error(self.request, message("oidc_no_role" if known else "oidc_failed"))
        return HttpResponseRedirect(reverse("admin:login"))
