"""The bot's own token, by which it may write to teachers: fetched by secret or certificate, one fetch at a time."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.http import Http, Reply, Unreachable
from bot.channels.teams.again import Again
from bot.channels.teams.certificate import Unusable, assertion, load
from bot.channels.teams.settings import TeamsSettings

logger = logging.getLogger(__name__)

SCOPE = "https://api.botframework.com/.default"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# A token is not used in its last minutes, so that it does not expire on its way.
MARGIN_SECONDS = 300.0
# After a failure the next one who needs a token asks again, but a crowd does not ask one by one.
PAUSE_SECONDS = 1.0
LONGEST_SECONDS = 24 * 3600.0
WARNING_DAYS = 30


class NoToken(Exception):
    """There is no token to be had now. Its text is a kind of error."""


class Credentials:
    """Fetches the token and keeps it while it is good."""

    def __init__(self, settings: TeamsSettings, http: Http, clock: Callable[[], float] = time.monotonic) -> None:
        """Start without a token.

        Args:
            settings: this school's.
            http: how to fetch it.
            clock: seconds; tests give their own.
        """
        self._settings = settings
        self._http = http
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token: str | None = None
        self._renew_at = 0.0
        self._dies_at = 0.0
        self._failure: str | None = None
        self._failed_at = float("-inf")
        self._again = Again(self._try_again)

    @property
    def ready(self) -> bool:
        """Whether there was a token when one was last asked for."""
        return self._token is not None and (self._failure is None or self._is_good())

    def close(self) -> None:
        """Stop fetching."""
        self._again.close()

    async def token(self, refused: str | None = None) -> str:
        """Return a token.

        Args:
            refused: a token that was just answered with 401; it is not given again.

        Raises:
            NoToken: none could be fetched.
        """
        async with self._lock:
            if self._token == refused:
                self._token = None
            if not self._is_good() or self._clock() >= self._renew_at:
                await self._fetch()
            if self._token is None or not self._is_good():
                raise NoToken(self._failure)
            return self._token

    def _is_good(self) -> bool:
        return self._token is not None and self._clock() < self._dies_at

    async def _try_again(self) -> bool:
        async with self._lock:
            await self._fetch()
        return self._failure is None

    async def _fetch(self) -> None:
        """Fetch a new token. A failure keeps the old one, which may be good for some minutes yet."""
        if self._clock() - self._failed_at < PAUSE_SECONDS:
            return
        try:
            reply = await self._http.call("POST", self._settings.token_url, body=await self._proof())
            self._token, seconds = _read(reply)
        except (Unreachable, Unusable) as failure:
            self._failure, self._failed_at = str(failure), self._clock()
            self._again.begin()
            logger.error("teams: the bot's own token could not be fetched: %s", failure)
            return
        self._failure = None
        self._dies_at = self._clock() + seconds
        self._renew_at = self._clock() + max(seconds - MARGIN_SECONDS, seconds / 2)

    async def _proof(self) -> Mapping[str, str]:
        fields = {"grant_type": "client_credentials", "client_id": self._settings.app_id, "scope": SCOPE}
        if self._settings.secret is not None:
            return fields | {"client_secret": self._settings.secret}
        assert self._settings.certificate is not None
        # Read anew each time: a renewed file is taken without a restart.
        certificate = await asyncio.to_thread(load, self._settings.certificate)
        if (days := (certificate.until - datetime.now(UTC)).days) < WARNING_DAYS:
            logger.warning(
                "teams: the bot's certificate expires in %s days: make a new one, and put it into Entra", days
            )
        signed = assertion(certificate, self._settings.app_id, self._settings.token_url)
        return fields | {"client_assertion_type": ASSERTION, "client_assertion": signed}


def _read(reply: Reply) -> tuple[str, float]:
    content = reply.content if isinstance(reply.content, dict) else {}
    if reply.status != 200:
        raise Unreachable(f"status {reply.status}{_codes(content)}")
    token, seconds = content.get("access_token"), content.get("expires_in")
    # A sign that ends a header line would let the answer write headers of its own.
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
        raise Unreachable("no token in the answer")
    try:
        return token, min(float(str(seconds)), LONGEST_SECONDS)
    except ValueError:
        raise Unreachable("no time in the answer") from None


def _codes(content: Mapping[str, Any]) -> str:
    """Microsoft's own numbers of what is wrong, such as 7000222: the secret has expired."""
    codes = content.get("error_codes")
    return "".join(f" AADSTS{code}" for code in codes[:3] if isinstance(code, int)) if isinstance(codes, list) else ""
