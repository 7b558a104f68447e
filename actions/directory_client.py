"""The one door from the actions to the resource directory: HTTP, short time limits, one error type."""

import os
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

Json = dict[str, Any]

CONNECT_SECONDS = 1.0
READ_SECONDS = 3.0
PAGE_SIZE = 100


class DirectoryError(Exception):
    """The directory did not give a usable answer (away, slow, or an answer that is not its own)."""


class UnknownInDirectory(DirectoryError):
    """The directory answered that it does not know what was asked for (HTTP 404)."""


class DirectoryClient:
    """Reads the directory's API (docs/contracts.md, section 4)."""

    def __init__(self, base_url: str | None = None, session: requests.Session | None = None) -> None:
        """Keep one session, so that connections are reused.

        Args:
            base_url: the directory's address; default is `VEJVISER_DIRECTORY_URL` or loopback port 8001.
            session: a prepared session, for tests.
        """
        url = base_url or os.environ.get("VEJVISER_DIRECTORY_URL", "http://127.0.0.1:8001")
        self._base = url.rstrip("/") + "/api"
        self._session = session or _session()

    def municipality(self, code: str) -> Json:
        """Return one municipality by its four-digit code.

        Raises:
            UnknownInDirectory: no such code.
            DirectoryError: the directory did not answer properly.
        """
        return self._get(f"/municipalities/{code}", {})

    def services(
        self, municipality: str | None, roles: list[str], topics: list[str], age: int | None, school: str | None = None
    ) -> list[Json]:
        """Return every service that covers the municipality and fits the roles or topics, all pages.

        Args:
            municipality: four-digit code, or None for national and regional services only.
            roles: role ids (any of); empty for all.
            topics: topic codes (any of); empty for all.
            age: the pupil's age in years when known.
            school: the school's slug: its own rows then stand in the place of the shared ones.

        Raises:
            DirectoryError: the directory did not answer properly.
        """
        query: Json = {"role": roles, "topic": topics, "page_size": PAGE_SIZE}
        if municipality:
            query["municipality"] = municipality
        else:
            query["scope"] = ["regional", "national"]
        if age is not None:
            query["age"] = age
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
            UnknownInDirectory: no such school.
            DirectoryError: the directory did not answer properly.
        """
        return self._get(f"/schools/{slug}/plan", {})

    def _get(self, path: str, query: Json) -> Json:
        try:
            reply = self._session.get(self._base + path, params=query, timeout=(CONNECT_SECONDS, READ_SECONDS))
            if reply.status_code == requests.codes.not_found:
                raise UnknownInDirectory(path)
            reply.raise_for_status()
            answer = reply.json()
        except requests.RequestException as error:
            raise DirectoryError(f"{path}: {error.__class__.__name__}") from error
        if not isinstance(answer, dict):
            raise DirectoryError(f"{path}: not an object")
        return cast(Json, answer)


def _session() -> requests.Session:
    # A kept-alive connection that the server has just closed fails once; one quick retry hides that and nothing more.
    retry = Retry(total=1, connect=1, read=0, status=1, status_forcelist=(502, 503, 504), backoff_factor=0.1)
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", HTTPAdapter(max_retries=retry))
    session.mount("https://", HTTPAdapter(max_retries=retry))
    return session
