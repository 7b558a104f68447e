"""What the directory says about this school and this municipality; an absent directory is an answer too."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from actions.clock import DENMARK, danish_now
from actions.directory_client import DirectoryError, Json, UnknownInDirectory, Visit
from actions.guidance.concern import Concern
from actions.guidance.copied import as_it_stands
from actions.house import directory

logger = logging.getLogger(__name__)

Read = TypeVar("Read")


@dataclass(frozen=True)
class Found:
    """What was looked up. `services` is None when the directory did not answer, `school_plan` when there is none.

    `as_of` is the Danish time at which the oldest part was last right; None when the directory has just said all of it.
    """

    school_plan: Json | None = None
    services: list[Json] | None = None
    municipality: Json | None = None
    as_of: datetime | None = None


async def look_up(concern: Concern, school: str) -> Found:
    """Ask the directory for all that a plan needs, without holding up other conversations.

    Args:
        concern: what is known; its municipality narrows the services.
        school: the school's slug.

    Returns:
        What was found; never raises for a directory that is away.
    """
    return await asyncio.to_thread(_look_up, concern, school)


async def look_up_plan(school: str) -> Found:
    """Ask for the school's plan alone; no service is looked for."""
    return await asyncio.to_thread(_look_up_plan, school)


def _look_up(concern: Concern, school: str) -> Found:
    visit, code = directory().visit(), concern.municipality
    told = visit.basis(school, code)
    plan, known_school = _school_plan(visit, school, told.get("plan"))
    services, municipality = (told.get(name, {}).get("answer") for name in ("services", "municipality"))
    # What the one answer did not tell is asked for by itself.
    if "services" not in told:
        services = _read(lambda: visit.services(code, known_school))
    if code and "municipality" not in told:
        municipality = _read(lambda: visit.municipality(code))
    return _found(visit, plan, services, municipality)


def _school_plan(visit: Visit, school: str, told: Json | None) -> tuple[Json | None, str | None]:
    """Return the school's plan, and the school as far as the directory knows it."""
    if told is not None:
        return told["answer"], None if told["error"] == "unknown_school" else school
    try:
        return visit.school_plan(school), school
    except UnknownInDirectory as unknown:
        # A school without a plan has rows of its own all the same.
        return None, school if unknown.code == "no_plan" else None
    except DirectoryError as error:
        _tell(error)
        return None, school


def _look_up_plan(school: str) -> Found:
    visit = directory().visit()
    return _found(visit, _read(lambda: visit.school_plan(school)), [], None)


def _read(read: Callable[[], Read]) -> Read | None:
    """Return what was read; None for what the directory does not know, and for a directory that is away."""
    try:
        return read()
    except UnknownInDirectory:
        return None
    except DirectoryError as error:
        _tell(error)
        return None


def _tell(error: DirectoryError) -> None:
    logger.error("the directory did not answer: %s", error)


def _found(visit: Visit, plan: Json | None, services: list[Json] | None, municipality: Json | None) -> Found:
    """Return what was found; of a copy only what still holds today."""
    if visit.as_of is None:
        return Found(plan, services, municipality)
    today: date = danish_now().date()
    return Found(*as_it_stands(plan, services, municipality, today), visit.as_of.astimezone(DENMARK))
