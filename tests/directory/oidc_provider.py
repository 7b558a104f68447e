"""A real OpenID provider in a process of its own (oidc-provider-mock in `var/tools`), made to insist on PKCE.

    var/tools/bin/python tests/directory/oidc_provider.py PORT

`PUT /users/<sub>` gives a person claims; they go into the signed token as they are, also a false `aud`, `iss` or `exp`.
"""

import os
import sys
from typing import Any

import oidc_provider_mock._app as provider
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc7636 import CodeChallenge

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback has no TLS
CHALLENGES: dict[str, str] = {}  # the mock keeps none with its codes


class Grant(provider.AuthorizationCodeGrant):
    """Remembers what each code was asked for with."""

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Keep the challenge beside the code."""
        sent = request.payload.data
        if sent.get("code_challenge_method") != "S256" or not sent.get("nonce") or not sent.get("state"):
            raise provider.authlib.oauth2.rfc6749.InvalidRequestError("S256, nonce and state are needed")
        CHALLENGES[code] = sent["code_challenge"]
        super().save_authorization_code(code, request)


class Token(provider.OpenIDCode):
    """Names its key, as Entra does; the mock leaves that out."""

    def get_encode_header(self, client: Any) -> dict[str, Any]:
        """Return the header with the key's name."""
        return {**super().get_encode_header(client), "kid": provider.storage.jwk.thumbprint()}


class Pkce(CodeChallenge):
    """authlib's own check, fed from the challenges above."""

    def get_authorization_code_challenge(self, authorization_code: Any) -> str | None:
        """Return the challenge of that code."""
        return CHALLENGES.get(authorization_code.code)

    def get_authorization_code_challenge_method(self, authorization_code: Any) -> str:
        """Return the only method."""
        return "S256"


def insist(register: Any) -> Any:
    """Return `register_grant` with PKCE added to the code flow."""

    def with_pkce(self: Any, grant: Any, extensions: Any = None) -> None:
        if grant is Grant:
            extensions = [*(extensions or []), Pkce(required=True)]
        register(self, grant, extensions)

    return with_pkce


if __name__ == "__main__":
    provider.AuthorizationCodeGrant, provider.OpenIDCode = Grant, Token
    AuthorizationServer.register_grant = insist(AuthorizationServer.register_grant)
    provider.app(require_nonce=True).run("127.0.0.1", int(sys.argv[1]), debug=False, use_reloader=False)
