"""Where the provider's doors are: asked of itself at the first sign-in, and again after an hour."""

import time
from urllib.parse import urlencode, urlsplit

import requests
from django.conf import settings

from directory.accounts.environment import Provider

KEEP_SECONDS = 60 * 60
_kept: dict[str, tuple[float, dict[str, str]]] = {}


class ProviderError(Exception):
    """The provider cannot be reached, or says something that we do not accept."""


def the_provider() -> Provider:
    """Return the provider that is set up.

    Raises:
        ProviderError: there is none.
    """
    found: Provider | None = settings.OIDC_PROVIDER
    if found is None:
        raise ProviderError("none is set up")
    return found


def endpoints() -> dict[str, str]:
    """Return the provider's own description (OpenID Connect Discovery 1.0).

    Raises:
        ProviderError: it does not answer, names another issuer, or a door without TLS.
    """
    issuer = the_provider().issuer
    kept = _kept.get(issuer)
    if kept and time.monotonic() - kept[0] < KEEP_SECONDS:
        return kept[1]
    address = issuer.rstrip("/") + "/.well-known/openid-configuration"
    try:
        answer = requests.get(address, timeout=settings.OIDC_TIMEOUT, allow_redirects=False)
        answer.raise_for_status()
        found = {name: value for name, value in answer.json().items() if isinstance(value, str)}
    except (requests.RequestException, ValueError, AttributeError) as error:
        raise ProviderError(f"no description: {type(error).__name__}") from None
    if found.get("issuer") != issuer:
        raise ProviderError("the description names another issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if urlsplit(found.get(name, "")).scheme not in ("https", urlsplit(issuer).scheme):
            raise ProviderError(f"{name} is missing or without TLS")
    _kept[issuer] = (time.monotonic(), found)
    return found


def sign_out_at() -> str | None:
    """Return the address that ends the person's session at the provider; None when there is none to be had."""
    try:
        address = endpoints().get("end_session_endpoint")
    except ProviderError:
        return None
    return f"{address}?{urlencode({'client_id': the_provider().client_id})}" if address else None
