"""The bot's certificate: a PEM file with its private key, by which it fetches its own token."""

import base64
import time
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

FEWEST_BITS = 2048
# Microsoft asks for 5 to 10 minutes at most.
ASSERTION_SECONDS = 300


class Unusable(Exception):
    """The file cannot be used; its text is `missing`, `broken`, `other_key` or `weak`."""


@dataclass(frozen=True)
class Certificate:
    """A private key, the SHA-256 thumbprint of its certificate, and until when that is valid."""

    key: RSAPrivateKey
    thumbprint: str
    until: datetime


def load(path: Path) -> Certificate:
    """Read a PEM file that holds both an RSA key without a password and the certificate.

    Raises:
        Unusable: it is not there, not readable as such, or its two parts do not belong together.
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise Unusable("missing") from None
    try:
        key = load_pem_private_key(content, password=None)
        certificate = x509.load_pem_x509_certificate(content)
    except (ValueError, TypeError):
        raise Unusable("broken") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < FEWEST_BITS:
        raise Unusable("weak")
    if certificate.public_key() != key.public_key():
        raise Unusable("other_key")
    thumbprint = base64.urlsafe_b64encode(certificate.fingerprint(hashes.SHA256())).rstrip(b"=").decode()
    return Certificate(key, thumbprint, certificate.not_valid_after_utc)


def expires(path: Path) -> datetime | None:
    """Return until when the certificate of a file is valid; None when it cannot be read just now."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return None


def is_open(path: Path) -> bool:
    """Tell whether anybody on the machine may read or change the file."""
    return bool(path.stat().st_mode & 0o007)


def assertion(certificate: Certificate, app_id: str, token_url: str) -> str:
    """Return a short-lived proof that the bot holds the key.

    learn.microsoft.com, "Microsoft identity platform application authentication certificate credentials".

    Args:
        certificate: the bot's.
        app_id: the bot's id, both issuer and subject.
        token_url: where it is used, and nowhere else.
    """
    now = int(time.time())
    claims = {
        "aud": token_url, "iss": app_id, "sub": app_id, "jti": str(uuid.uuid4()),
        "iat": now, "nbf": now, "exp": now + ASSERTION_SECONDS,
    }  # fmt: skip
    return jwt.encode(claims, certificate.key, algorithm="PS256", headers={"x5t#S256": certificate.thumbprint})
