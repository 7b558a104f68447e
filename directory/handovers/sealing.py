"""Words that must not be read where they lie: sealed with a key that is not in the database nor in a backup of it.

The newest key seals; older ones still open, until `tend_handovers --renew-keys` has sealed everything anew. Then the
old key can be thrown away, and with it every note in an old backup.
"""

import base64
from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Keeps these keys apart from whatever else is made from the same secret. Never change it.
PURPOSE = b"vejviser handover notes 1"


class Unreadable(Exception):
    """The words were sealed with a key that is not among today's."""


@lru_cache(maxsize=8)
def _box(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in keys])


def _key(secret: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(made)


def seal(words: str) -> str:
    """Return the words sealed with the newest key; no words stay none."""
    return _box(settings.HANDOVERS.keys).encrypt(words.encode()).decode() if words else ""


def unseal(sealed: str) -> str:
    """Return the words.

    Raises:
        Unreadable: no key of today opens them.
    """
    try:
        return _box(settings.HANDOVERS.keys).decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        raise Unreadable from None


def reseal(sealed: str) -> str:
    """Return the same words sealed with the newest key.

    Raises:
        Unreadable: no key of today opens them.
    """
    try:
        return _box(settings.HANDOVERS.keys).rotate(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        raise Unreadable from None
