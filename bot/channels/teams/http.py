"""Outgoing calls of the Teams channel: bounded in time and size, never redirected, errors told by their kind alone."""

import json
import time
from collections.abc import Mapping
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
    """There was no answer. Its text is a kind of error, never an address or a content."""


@dataclass(frozen=True)
class Reply:
    """An answer: its status, how long it asks us to wait (None when it does not say), and its JSON, if it is any."""

    status: int
    retry_after: float | None = None
    content: Any = None


class Http:
    """One pool of connections. It is opened at the first call, so it may be made before there is an event loop."""

    def __init__(self, connect_seconds: float = CONNECT_SECONDS, total_seconds: float = TOTAL_SECONDS) -> None:
        """Set the limits of one call.

        Args:
            connect_seconds: the longest wait for a connection.
            total_seconds: the longest wait for the whole answer.
        """
        self._timeout = aiohttp.ClientTimeout(total=total_seconds, connect=connect_seconds)
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
            async with self._open().request(
                method,
                where,
                headers=headers,
                data=body,
                timeout=timeout,
                allow_redirects=False,
                proxy=_proxy(where.origin()),
            ) as answer:
                content = await _read(answer.content)
                return Reply(answer.status, _seconds(answer.headers.get("Retry-After")), content)
        except TimeoutError:
            raise Unreachable("TimeoutError") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise Unreachable(type(error).__name__) from None

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._session


@cache
def _proxy(origin: URL) -> str | None:
    """Return the proxy on the way to a host: many schools let their servers out through one only.

    Args:
        origin: scheme, host and port. aiohttp would read the environment's variables anew for every call.
    """
    found = getproxies()
    return None if proxy_bypass(origin.host or "") else found.get(origin.scheme)


async def _read(stream: aiohttp.StreamReader) -> Any:
    """Read a bounded body; what is no JSON counts as none."""
    read = b""
    async for part in stream.iter_chunked(65_536):
        read += part
        if len(read) > MOST_BYTES:
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
