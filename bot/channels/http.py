"""Every outgoing call of the doors: bounded in time and size, never redirected, errors told by their kind alone."""

import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
from yarl import URL

CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 8.0
MOST_BYTES = 500_000


class Unreachable(Exception):
    """There was no answer. Its text is a kind of error, never an address or a content.

    `left` tells whether the question may have arrived all the same.
    """

    def __init__(self, kind: str, left: bool = True) -> None:
        super().__init__(kind)
        self.left = left


@dataclass(frozen=True)
class Reply:
    """An answer: its status, how long it asks us to wait (None when it does not say), and its JSON, if it is any."""

    status: int
    retry_after: float | None = None
    content: Any = None


class Http:
    """One pool of connections. It is opened at the first call, so it may be made before there is an event loop."""

    def __init__(
        self,
        connect_seconds: float = CONNECT_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
        *,
        most_bytes: int = MOST_BYTES,
        outside: bool = True,
    ) -> None:
        """Set the limits of one call.

        Args:
            connect_seconds: the longest wait for a connection.
            total_seconds: the longest wait for the whole answer.
            most_bytes: the longest answer.
            outside: the calls go out of the school: through its proxy, and connections are kept until `close`. The
                directory is inside: a proxy must not see what goes there, and a connection costs nothing.
        """
        self._timeout = aiohttp.ClientTimeout(total=total_seconds, connect=connect_seconds)
        self._most_bytes = most_bytes
        self._outside = outside
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> Reply:
        """Make one call.

        Args:
            method: GET, POST or PUT.
            url: where to.
            headers: what to send along.
            body: bytes as they are, or the fields of a form.
            seconds: a shorter limit than the usual one.

        Raises:
            Unreachable: no whole answer came in time, or it was too long.
        """
        timeout = self._timeout if seconds is None else aiohttp.ClientTimeout(seconds, connect=self._timeout.connect)
        try:
            where = URL(url, encoded=True)
            proxy = _proxy(where.origin()) if self._outside else None
            asked: dict[str, Any] = {"headers": headers, "data": body, "timeout": timeout, "proxy": proxy}
            async with (
                self._opened() as session,
                session.request(method, where, allow_redirects=False, **asked) as answer,
            ):
                content = await _read(answer.content, self._most_bytes)
                return Reply(answer.status, _seconds(answer.headers.get("Retry-After")), content)
        except aiohttp.ClientConnectorError as error:
            raise Unreachable(_kind(error), left=False) from None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Unreachable(_kind(error)) from None

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[aiohttp.ClientSession]:
        if not self._outside:
            async with _session() as session:
                yield session
            return
        if self._session is None:
            self._session = _session()
        yield self._session


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())


def _kind(error: Exception) -> str:
    return "TimeoutError" if isinstance(error, TimeoutError) else type(error).__name__


@cache
def _proxy(origin: URL) -> str | None:
    """Return the proxy on the way to a host: many schools let their servers out through one only.

    Args:
        origin: scheme, host and port. aiohttp would read the environment's variables anew for every call.
    """
    found = getproxies()
    return None if proxy_bypass(origin.host or "") else found.get(origin.scheme)


async def _read(stream: aiohttp.StreamReader, most_bytes: int) -> Any:
    """Read a bounded body; what is no JSON counts as none."""
    read = b""
    async for part in stream.iter_chunked(65_536):
        read += part
        if len(read) > most_bytes:
            raise ValueError("too long")
    try:
        return json.loads(read)
    except (ValueError, RecursionError):
        return None


def _seconds(retry_after: str | None) -> float | None:
    """Read a Retry-After header, which holds seconds or a date."""
    if not retry_after:
        return None
    if retry_after.strip().isascii() and retry_after.strip().isdigit():
        return float(retry_after[:9])
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
