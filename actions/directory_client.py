"""The one door from the actions to the resource directory: HTTP, short time limits, and a copy for when it is away."""

import logging
import os
import time
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import certifi
import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util.retry import Retry

from actions import measures
from actions.copies import Copies, Copy, read_object

logger = logging.getLogger(__name__)

Json = dict[str, Any]

CONNECT_SECONDS = 1.0
READ_SECONDS = 3.0
PAGE_SIZE = 100
# How long a copy may stand in for a directory that is away, counted from the day it was last right.
COPY_SECONDS = 7 * 24 * 60 * 60
# Answers that the directory gives itself; those besides them (502, 503 …) do not tell that a copy is wrong.
OK, UNCHANGED, NOT_FOUND = 200, 304, 404
ITS_OWN = (OK, *range(400, 500))
FAULT = 500
# What is told at once of all that a plan rests on.
PARTS = ("plan", "services", "municipality")


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
        """Make one pool of connections, and a store of copies.

        Args:
            base_url: the directory's address; default is `VEJVISER_DIRECTORY_URL` or loopback port 8001.
            token: what the directory asks for; default is `VEJVISER_DIRECTORY_TOKEN`.
        """
        url = base_url or os.environ.get("VEJVISER_DIRECTORY_URL", "http://127.0.0.1:8001")
        self.base = url.rstrip("/") + "/api"
        token = token or os.environ.get("VEJVISER_DIRECTORY_TOKEN", "")
        self.copies = Copies(COPY_SECONDS)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        # A connection that the server has just closed fails once; one quick retry hides that and nothing more.
        retries = Retry(total=1, connect=1, read=0, status=1, status_forcelist=(502, 503, 504), backoff_factor=0.1)
        self._pool = urllib3.PoolManager(retries=retries, ca_certs=certifi.where())

    def ask(self, address: str, tag: str | None) -> urllib3.BaseHTTPResponse:
        """Ask the directory itself.

        Args:
            address: path and question, below `/api`.
            tag: the ETag of the copy at hand: the answer is 304 while that is right.

        Raises:
            HTTPError: no answer, or a gateway's (502, 503, 504) twice.
        """
        headers = self._headers | ({"If-None-Match": tag} if tag else {})
        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        return self._pool.request("GET", self.base + address, headers=headers, timeout=timeout, redirect=False)

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
        return self._get(_municipality_path(code), {})

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
        return self._get(_plan_path(slug), {})

    def basis(self, school: str, municipality: str | None) -> dict[str, Json]:
        """Return in one question what the three others return, as far as it is told.

        Args:
            school: the school's slug.
            municipality: four-digit code, or None.

        Returns:
            `{"answer", "error"}` by PARTS. What is missing must be asked for by itself: all of it when the directory
            is away and there is no copy, or does not know this question (an older one); a part that failed in it.
        """
        query = {"school": school} | ({"municipality": municipality} if municipality else {})
        try:
            copy = self._copy("/basis", query)
        except DirectoryError:
            return {}
        told = {name: copy.answer[name] for name in PARTS if _is_told(copy.answer.get(name))}
        if not self._away:
            self._keep_part(_plan_path(school), "plan", told, copy)
            if municipality:
                self._keep_part(_municipality_path(municipality), "municipality", told, copy)
        return told

    def _keep_part(self, path: str, name: str, told: dict[str, Json], copy: Copy) -> None:
        """Keep a part as the answer to its own question too: it is the same for other municipalities and schools."""
        if name in told and told[name]["answer"] is not None:
            self._client.copies.put(path, copy.body, None, name)
        elif name in told:
            self._client.copies.forget(path)

    def _get(self, path: str, query: Json) -> Json:
        return self._copy(path, query).answer

    def _copy(self, path: str, query: Json) -> Copy:
        """Return what the directory says, or a copy of what it last said.

        Raises:
            UnknownInDirectory: it says that it does not know.
            DirectoryError: neither.
        """
        address = _address(path, query)
        kept = self._client.copies.get(address)
        if self._away:
            # One answer waits once: what else it needs comes from the copies at once, or not at all.
            return self._instead(path, kept, "nothing")
        started = time.monotonic()
        try:
            reply = self._client.ask(address, kept.tag if kept else None)
        except HTTPError as error:
            measures.asked(path, "copy" if kept else measures.of_error(error), time.monotonic() - started)
            return self._instead(path, kept, type(error).__name__)
        own = reply.status in (*ITS_OWN, UNCHANGED)
        is_copy = kept is not None and not own
        measures.asked(path, measures.of_reply(reply.status, is_copy), time.monotonic() - started)
        if is_copy or reply.status >= FAULT:
            return self._instead(path, kept, str(reply.status))
        return self._said(path, address, reply, kept)

    def _said(self, path: str, address: str, reply: urllib3.BaseHTTPResponse, kept: Copy | None) -> Copy:
        """Return the directory's own answer, kept as it is now right; what it no longer gives is forgotten."""
        copies = self._client.copies
        if reply.status == UNCHANGED and kept is not None:
            return copies.put(address, kept.body, kept.tag, kept.part)
        if reply.status == OK and read_object(reply.data) is not None:
            return copies.put(address, reply.data, reply.headers.get("ETag"))
        copies.forget(address)
        if reply.status == NOT_FOUND:
            raise UnknownInDirectory(path, _code(reply.data))
        raise DirectoryError(f"{path}: {reply.status}")

    def _instead(self, path: str, kept: Copy | None, why: str) -> Copy:
        """Return the copy that stands in for an answer, and remember since when it may be wrong."""
        if kept is not None:
            if not self._away:
                logger.warning("the directory is away (%s); a copy is used", why)
            self.as_of = min(self.as_of or kept.right_at, kept.right_at)
        self._away = True
        if kept is None:
            raise DirectoryError(f"{path}: {why}")
        return kept


def _address(path: str, query: Json) -> str:
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


def _plan_path(slug: str) -> str:
    return f"/schools/{quote(slug, safe='')}/plan"


def _municipality_path(code: str) -> str:
    return f"/municipalities/{quote(code, safe='')}"


def _is_told(part: object) -> bool:
    return isinstance(part, dict) and part.keys() == {"answer", "error"} and part["error"] != "failed"


def _code(body: bytes) -> str:
    try:
        return str((read_object(body) or {})["error"]["code"])
    except (KeyError, TypeError):
        return ""
