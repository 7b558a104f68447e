"""Sign-in with the school's account. mozilla-django-oidc does the flow; here is what it leaves unchecked."""

import logging
from typing import Any

import jwt
import requests
from django.contrib.auth import get_user_model
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from directory.accounts.backend import MembershipBackend
from directory.accounts.oidc.discovery import ProviderError, endpoints, the_provider
from directory.accounts.oidc.people import shown_name, user_for

LOGGER = logging.getLogger(__name__)
NEEDED = ["iss", "aud", "exp", "iat", "sub", "nonce"]
LEEWAY_SECONDS = 60  # two clocks are never quite the same


class SchoolAccount(OIDCAuthenticationBackend, MembershipBackend):  # the library has no types
    """Asks the provider who it is, believes only a token for us from it, and gives the roles that it names."""

    def __init__(self) -> None:
        """Ask nothing yet: Django makes a backend for every question of rights."""
        self.UserModel = get_user_model()

    def authenticate(  # type: ignore[override]  # Django asks only with what the signature takes
        self, request: HttpRequest | None, *, nonce: str, code_verifier: str
    ) -> Any:
        """Return the user, or None; why not is written to the log, without the person's data or any token."""
        try:
            self.provider = the_provider()
            found = endpoints()
            self.OIDC_OP_TOKEN_ENDPOINT, self.OIDC_OP_JWKS_ENDPOINT = found["token_endpoint"], found["jwks_uri"]
            self.OIDC_RP_CLIENT_ID, self.OIDC_RP_CLIENT_SECRET = self.provider.client_id, self.provider.client_secret
            self.OIDC_RP_SIGN_ALGO, self.OIDC_RP_IDP_SIGN_KEY = "RS256", None
            user = super().authenticate(request, nonce=nonce, code_verifier=code_verifier)
        except (
            ProviderError,
            SuspiciousOperation,
            jwt.PyJWTError,
            requests.RequestException,
            KeyError,
            TypeError,
            ValueError,
        ) as error:
            reason = str(error) if isinstance(error, ProviderError | jwt.PyJWTError | SuspiciousOperation) else ""
            LOGGER.warning("a sign-in with the school's account failed: %s %s", type(error).__name__, reason)
            return None
        return user if user is not None and self.user_can_authenticate(user) else None

    def _verify_jws(self, payload: str, key: Any) -> dict[str, Any]:
        """Return the token's claims when it is signed by the provider, made for us, by that issuer, and in time.

        The library (5.0.2) checks the signature and the nonce, but neither audience nor issuer.

        Raises:
            jwt.PyJWTError: which of these is wrong.
            SuspiciousOperation: it was made at another client's request, or in another tenant.
        """
        claims: dict[str, Any] = jwt.decode(
            payload,
            key,
            algorithms=["RS256"],
            audience=self.provider.client_id,
            issuer=self.provider.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": NEEDED},
        )
        # OpenID Connect Core 3.1.3.7: several audiences need azp, and an azp must be us.
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or "azp" in claims) and claims.get("azp") != self.provider.client_id:
            raise SuspiciousOperation("made at another client's request (azp)")
        if self.provider.tenant and claims.get("tid") != self.provider.tenant:
            raise SuspiciousOperation("of another tenant (tid)")
        return claims

    def get_or_create_user(self, access_token: str, id_token: str, payload: dict[str, Any]) -> Any:
        """Return the user of the checked claims. Userinfo is not asked: the roles stand in the signed token."""
        self.request.shown_name = shown_name(payload)
        user = user_for(self.provider, payload)
        if user is None:
            LOGGER.warning("a sign-in with the school's account failed: no role here")
        return user

    def get_user(self, user_id: Any) -> Any:
        """Return the user of a session, as long as there is a role."""
        return MembershipBackend.get_user(self, user_id)
