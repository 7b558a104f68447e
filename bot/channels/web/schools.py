"""What the directory says of a school's page: its name, logo, colour, and which other pages may show it.

It is asked seldom and never waited for long. Without an answer the last one stands; without any the page is neutral.
"""

import asyncio
import base64
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.channels.conversations import RateLimit
from bot.channels.http import Http, Unreachable
from bot.channels.ids import school_slug
from deploy.contrast import is_colour
from deploy.origins import WrongOrigin, origin, origins

logger = logging.getLogger(__name__)

ASK_SECONDS = 1.0
# So long a change in the directory may wait before teachers see it.
FRESH_SECONDS = 30.0
AWAY_SECONDS = 10.0
MOST_BYTES = 100_000
MOST_COPIES = 200
LOGO_BYTES = 50_000
LOGO_KINDS = ("image/png", "image/svg+xml")
LONGEST_SIDE = 2000


@dataclass(frozen=True)
class Logo:
    """A picture that the directory has checked."""

    kind: str
    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class School:
    """One school's page: no part but the name must be there."""

    slug: str
    name: str
    accent: str | None
    logo: Logo | None
    hosts: tuple[str, ...]


class UnusableAnswer(Exception):
    """The directory is away, or its answer is none."""


class Schools:
    """The schools that were asked about, each with its latest answer."""

    def __init__(
        self,
        url: str,
        token: str = "",
        hosts: tuple[str, ...] = (),
        *,
        development: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Ask nobody yet.

        Args:
            url: the directory's address.
            token: what it asks for.
            hosts: the pages that may show every school's page.
            development: also let in pages of this machine without encryption.
            clock: seconds.
        """
        self._base = url.rstrip("/") + "/api/schools/"
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = Http(ASK_SECONDS, ASK_SECONDS, most_bytes=MOST_BYTES, outside=False)
        self._hosts = hosts
        self._development = development
        self._clock = clock
        # What was found (None: no such school), and until when nobody asks again.
        self._copies: dict[str, tuple[School | None, float]] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._away_until = float("-inf")
        # Anybody can write any slug into an address: so only so many are asked about.
        self._new = RateLimit(most=60, seconds=60, clock=clock)

    @classmethod
    def from_environment(cls) -> "Schools":
        """Read where the directory is, and which pages may show the chat.

        Raises:
            WrongOrigin: VEJVISER_EMBED_ORIGINS holds something else than pages' addresses.
        """
        development = os.environ.get("VEJVISER_PROFILE", "development") == "development"
        return cls(
            os.environ.get("VEJVISER_DIRECTORY_URL") or "http://127.0.0.1:8001",
            os.environ.get("VEJVISER_DIRECTORY_TOKEN", ""),
            origins(os.environ.get("VEJVISER_EMBED_ORIGINS", ""), development=development),
            development=development,
        )

    async def find(self, given: object) -> School | None:
        """Return a school's page as the directory last gave it; None when it gave none.

        Args:
            given: the slug in the address; without one the school of the installation (VEJVISER_SCHOOL).
        """
        slug = school_slug(given) or school_slug(os.environ.get("VEJVISER_SCHOOL"))
        if slug is None:
            return None
        copy, fresh_until = self._copies.get(slug, (None, float("-inf")))
        if self._clock() < max(fresh_until, self._away_until):
            return copy
        if slug not in self._copies and not self._new.allows(""):
            return None
        if slug not in self._asking:
            self._asking[slug] = asyncio.ensure_future(self._refresh(slug))
        # A teacher who goes away again does not end the question that others wait for.
        await asyncio.shield(self._asking[slug])
        return self._copies.get(slug, (None, 0.0))[0]

    def hosts(self, school: School | None) -> tuple[str, ...]:
        """Return the origins that may show a school's page in a frame.

        Args:
            school: what `find` gave.
        """
        return tuple(dict.fromkeys((*self._hosts, *(school.hosts if school else ()))))

    async def _refresh(self, slug: str) -> None:
        try:
            self._keep(slug, await self._ask(slug))
        except (Unreachable, TimeoutError, OSError, UnusableAnswer) as error:
            logger.warning("the directory gave no look of a school: %s", type(error).__name__)
            self._away_until = self._clock() + AWAY_SECONDS
        finally:
            del self._asking[slug]

    def _keep(self, slug: str, found: School | None) -> None:
        if slug not in self._copies and len(self._copies) >= MOST_COPIES:
            # Those that do not exist go first, then the oldest.
            gone = next((name for name, (copy, _) in self._copies.items() if copy is None), next(iter(self._copies)))
            del self._copies[gone]
        self._copies[slug] = found, self._clock() + FRESH_SECONDS

    async def _ask(self, slug: str) -> School | None:
        reply = await self._http.call("GET", self._base + slug, headers=self._headers)
        if reply.status == 404:
            return None
        if reply.status != 200 or not isinstance(reply.content, dict):
            raise UnusableAnswer
        try:
            return self._read(slug, reply.content)
        except (ValueError, KeyError, TypeError) as error:
            raise UnusableAnswer from error

    def _read(self, slug: str, said: dict[str, Any]) -> School:
        accent = said.get("accent")
        return School(
            slug,
            str(said["name"])[:120],
            accent if is_colour(accent) else None,
            _logo(said.get("logo")),
            tuple(host for one in said.get("embed_origins", []) if (host := self._host(one))),
        )

    def _host(self, written: object) -> str | None:
        """Check again what will stand in a header."""
        try:
            return origin(str(written), development=self._development)
        except WrongOrigin:
            return None


def _logo(said: Any) -> Logo | None:
    if not isinstance(said, dict):
        return None
    content = base64.b64decode(said["data"], validate=True)
    logo = Logo(said["media_type"], int(said["width"]), int(said["height"]), content)
    sides = all(0 < side <= LONGEST_SIDE for side in (logo.width, logo.height))
    return logo if sides and logo.kind in LOGO_KINDS and 0 < len(content) <= LOGO_BYTES else None
