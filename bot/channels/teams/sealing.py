"""What a card of ours carries for us: sealed, so that nobody can read it on its way, change it, or use another's."""

import base64
import hashlib
import hmac
import json
import zlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from bot.tracker_store import LONGEST_SECONDS


class Seal:
    """Closes what goes into a card, and opens what comes back, for as long as a conversation can last."""

    def __init__(self, secret: bytes) -> None:
        """Make the key.

        Args:
            secret: the channel's; with another one, what was closed cannot be opened.
        """
        key = hmac.new(secret, b"notes", hashlib.sha256).digest()
        self._key = Fernet(base64.urlsafe_b64encode(key))

    def close(self, content: dict[str, Any]) -> str:
        """Seal something."""
        return self._key.encrypt(zlib.compress(json.dumps(content, ensure_ascii=False).encode(), 9)).decode()

    def open(self, sealed: str) -> dict[str, Any] | None:
        """Return what was sealed; None for what is too old, or none of ours."""
        try:
            found: dict[str, Any] = json.loads(zlib.decompress(self._key.decrypt(sealed, ttl=int(LONGEST_SECONDS))))
        except InvalidToken:
            return None
        return found
