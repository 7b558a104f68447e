"""The one door from the actions to the resource directory: HTTP, short time limits, and a copy for when it is away."""

import logging
import os
import time
from datetime import datetime
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from requests_cache import AnyResponse, CachedSession
from urllib3.util.retry import Retry

from actions import measures
from actions.copies import Copies, is_kept

logger = logging.getLogger(__name__)

Json = dict[str, Any]

CONNECT_SECONDS = 1.0
READ_SECONDS = 3.0
PAGE_SIZE = 100
# How long a copy may stand in for a directory that is away, counted from the day it was last right.
COPY_SECONDS = 7 * 24 * 60 * 60
# Answers that the directory gives itself; only those besides them (502, 503 …) mean that it is away.
ITS_OWN = (200, *range(400, 500))


class DirectoryError(Exception):
    """The directory gave no usable answer (away, slow, or an answer that is not its own), and there is no copy."""


class UnknownInDirectory(DirectoryError):
    """The directory answered that it does not know what was asked for (HTTP 404); `code` says what it lacks."""

    def __init__(self, path: str, code: str) -> None:
        """Keep the directory's own code of the error."""
        super().__init__(path)
        self.code = code


class DirectoryClient:
    """Reads the directory's API (docs/contracts.md, section 4)."""

    def __init__(self, base_url: str | None = None, token: str | None = None) -> None:
        """Keep one session, so that connections are reused.

        Args:
            base_url: the directory's address; default is `VEJVISER_DIRECTORY_URL` or loopback port 8001.
            token: what the directory asks for; default is `VEJVISER_DIRECTORY_TOKEN`.
        """
        url = base_url or os.environ.get("VEJVISER_DIRECTORY_URL", "http://127.0.0.1:8001")
        self.base = url.rstrip("/") + "/api"
        self.session = _session(token or os.environ.get("VEJVISER_DIRECTORY_TOKEN", ""))

    def visit(self) -> "Visit":
        """Return a reader for one answer: it waits for an absent directory once, and knows how old what it read is."""
        return Visit(self)


class Visit:
    """All that is read for one answer. `as_of` is None while everything comes from the directory itself."""

    def __init__(self, client: DirectoryClient) -> None:
        """Begin as if the directory answers."""
        self._client = client
        self._away = False
        self.as_of: datetime | None = None

    def municipality(self, code: str) -> Json:
        """Return one municipality by its four-digit code.

        Raises:
            UnknownInDirectory: no such code.
            DirectoryError: the directory did not answer properly.
        """
        return self._get(f"/municipalities/{code}", {})

    def services(self, municipality: str | None, school: str | None = None) -> list[Json]:
        """Return every service that covers the municipality, all pages.

        The pupil's age is not asked with: together with the place it would tell of one pupil, here in the copies and
        in the directory's log. `fits_age` chooses afterwards.

        Args:
            municipality: four-digit code, or None for national and regional services only.
            school: the school's slug: its own rows then stand in the place of the shared ones.

        Raises:
            DirectoryError: the directory did not answer properly.
        """
        query: Json = {"page_size": PAGE_SIZE}
        query |= {"municipality": municipality} if municipality else {"scope": ["regional", "national"]}
        if school is not None:
            query["school"] = school
        found: list[Json] = []
        page: int | None = 1
        while page:
            answer = self._get("/services", {**query, "page": page})
            found += answer["results"]
            page = page + 1 if answer.get("next") else None
        return found

    def school_plan(self, slug: str) -> Json:
        """Return a school and its beredskabsplan.

        Raises:
            UnknownInDirectory: no such school, or it has no plan.
            DirectoryError: the directory did not answer properly.
        """
        return self._get(f"/schools/{slug}/plan", {})

    def _get(self, path: str, query: Json) -> Json:
        started = time.monotonic()
        try:
            reply = self._client.session.get(
                self._client.base + path,
                params=query,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                only_if_cached=self._away,
            )
        except requests.RequestException as error:
            if not self._away:
                measures.asked(path, measures.of_error(error), time.monotonic() - started)
            # One answer waits once: what else it needs comes from the copies at once, or not at all.
            self._away = True
            raise DirectoryError(f"{path}: {type(error).__name__}") from error
        was_away = self._away
        is_copy = self._note(reply, started)
        # What is not asked for because the directory is known to be away is no question.
        if not was_away:
            measures.asked(path, measures.of_reply(reply.status_code, is_copy), time.monotonic() - started)
        self._away = self._away or reply.status_code >= 500
        if reply.status_code == requests.codes.not_found:
            raise UnknownInDirectory(path, _code(reply))
        if not is_kept(reply):
            raise DirectoryError(f"{path}: {reply.status_code}")
        return cast(Json, reply.json())

    def _note(self, reply: AnyResponse, started: float) -> bool:
        """Remember that the reply is a copy, and since when it may be wrong; return whether it is one."""
        if not reply.from_cache or reply.revalidated or reply.expires is None:
            return False
        if not self._away:
            logger.warning("the directory is away after %.1f s; a copy is used", time.monotonic() - started)
        self._away = True
        self.as_of = min(self.as_of or reply.expires, reply.expires)
        return True


def _code(reply: AnyResponse) -> str:
    try:
        return str(reply.json()["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return ""


def _session(token: str) -> CachedSession:
    # A kept-alive connection that the server has just closed fails once; one quick retry hides that and nothing more.
    retry = Retry(total=1, connect=1, read=0, status=1, status_forcelist=(502, 503, 504), backoff_factor=0.1)
    session = CachedSession(
        backend=Copies(),
        # Right at the moment it came and not after: every use asks (If-None-Match), so a correction shows at once.
        expire_after=0,
        stale_if_error=COPY_SECONDS,
        allowable_codes=ITS_OWN,
        # Also removes the copy of what the directory no longer knows or gives.
        filter_fn=is_kept,
    )
    session.trust_env = False
    if token:
        session.headers["Authorization"] = f"Bearer {token}"
    session.mount("http://", HTTPAdapter(max_retries=retry))
    session.mount("https://", HTTPAdapter(max_retries=retry))
    return session
