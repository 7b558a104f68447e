"""What the directory says about this school and this municipality; an absent directory is an answer too."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any

from actions.directory_client import DirectoryError, Json, UnknownInDirectory
from actions.guidance.concern import Concern
from actions.house import directory

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """What was looked up. `services` is None when the directory did not answer, `school_plan` when there is none."""

    school_plan: Json | None = None
    services: list[Json] | None = None
    municipality: Json | None = None


async def look_up(concern: Concern, school: str) -> Found:
    """Ask the directory for all that a plan needs, without holding up other conversations.

    Args:
        concern: what is known; its municipality and age narrow the services.
        school: the school's slug.

    Returns:
        What was found; never raises for a directory that is away.
    """
    return await asyncio.to_thread(_look_up, concern, school)


async def school_plan(school: str) -> Json | None:
    """Return the school's plan, or None when there is none or the directory is away."""
    return await asyncio.to_thread(_school_plan, school)


def _look_up(concern: Concern, school: str) -> Found:
    try:
        plan = _school_plan_or_none(school)
        known_school = school if plan is not None else None
        services = directory().services(concern.municipality, [], [], concern.age, known_school)
        municipality = directory().municipality(concern.municipality) if concern.municipality else None
    except DirectoryError as error:
        logger.error("the directory did not answer: %s", error)
        return Found()
    return Found(plan, services, municipality)


def _school_plan(school: str) -> Json | None:
    try:
        return _school_plan_or_none(school)
    except DirectoryError as error:
        logger.error("the directory did not answer: %s", error)
        return None


def _school_plan_or_none(school: str) -> dict[str, Any] | None:
    try:
        return directory().school_plan(school)
    except UnknownInDirectory:
        return None
