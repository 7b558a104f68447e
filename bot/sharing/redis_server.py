"""The way to Redis: short waits, one more try, and nothing readable in it."""

import base64
import json
import zlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Away
from redis.exceptions import TimeoutError as TooSlow

# A Redis that hangs is told before the teacher has lost patience; on the same network it answers within milliseconds.
SECONDS = 1.0
CONNECT_SECONDS = 0.5

Json = dict[str, Any]


def connect(address: str) -> "Redis[bytes]":
    """Return a client; it connects at the first command.

    Args:
        address: redis://, rediss:// or unix://, with the password, if there is one.
    """
    client: Redis[bytes] = Redis.from_url(
        address,
        socket_timeout=SECONDS,
        socket_connect_timeout=CONNECT_SECONDS,
        # After a restart of Redis the kept connections are dead: the second try makes a new one.
        retry=Retry(NoBackoff(), 1),
        retry_on_error=[Away, TooSlow],
    )
    return client


async def answers(client: "Redis[bytes]") -> bool:
    """Tell whether Redis answers now."""
    try:
        return bool(await client.ping())
    except Exception:
        # Something else on its port makes redis-py fail in ways that have nothing in common.
        return False


class Box:
    """Closes what is put into Redis, so that its files, its copies and its keepers hold nothing readable."""

    def __init__(self, secret: str, purpose: str) -> None:
        """Make the key.

        Args:
            secret: VEJVISER_SECRET_KEY, the same on every bot.
            purpose: keeps this key apart from whatever else is made from the same secret.
        """
        made = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
        self._key = Fernet(base64.urlsafe_b64encode(made))

    def close(self, name: str, content: Json) -> bytes:
        """Seal something; it can be opened under the same name only.

        Args:
            name: whose it is.
            content: what to keep.
        """
        return self._key.encrypt(zlib.compress(json.dumps({"name": name, "content": content}).encode(), 1))

    def open(self, name: str, sealed: bytes | None) -> Json | None:
        """Return what was sealed; None for nothing, for another's, and for what another key has closed."""
        # Something else on Redis' port can make the client give what is no value at all.
        if not isinstance(sealed, bytes):
            return None
        try:
            found = json.loads(zlib.decompress(self._key.decrypt(sealed)))
        except InvalidToken:
            return None
        content: Json | None = found["content"] if found["name"] == name else None
        return content
