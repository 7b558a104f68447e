"""The skeleton of a plan: headings with the question behind each. What has no answer is no part of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from directory.loading.files import Files
from directory.schools.models import Plan

FILE = "plan_skeleton.yml"


@dataclass(frozen=True)
class Heading:
    """One heading: what it asks, and the roles (codes) that should agree on the answer."""

    code: str
    title: str
    question: str
    decided_by: tuple[str, ...]


@cache
def headings() -> tuple[Heading, ...]:
    """Return the headings in order; they are read once.

    Raises:
        KnowledgeError: the file is missing or wrong.
    """
    return read_headings(Files(settings.KNOWLEDGE))


def read_headings(files: Files) -> tuple[Heading, ...]:
    """Read the headings of a knowledge folder; the loader too refuses a wrong file.

    Raises:
        KnowledgeError: the file is missing or wrong.
    """
    roles = {entry.text("id") for entry in files.entries("roles.yml", files.yaml("roles.yml"))}
    found = []
    for entry in files.entries(FILE, files.yaml(FILE), key="code"):
        decided = tuple(entry.codes("decided_by", roles, "roles.yml"))
        found.append(Heading(entry.name, entry.text("title"), entry.text("question"), decided))
        entry.done()
    return tuple(found)


def titles() -> Mapping[str, str]:
    """Return the title of every heading by its code."""
    return {one.code: one.title for one in headings()}


def answered(plan: Plan | None) -> set[str]:
    """Return the codes of the headings that have both an answer and somebody who is responsible."""
    if plan is None:
        return set()
    return {row.code for row in plan.sections.all() if row.text.strip() and row.role_id}


def is_answered(plan: Plan | None) -> bool:
    """Tell whether no heading is left."""
    return answered(plan) >= set(titles())
