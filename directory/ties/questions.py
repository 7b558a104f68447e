"""What is asked about a tie, and which roles are on the map: questions.yml and knowledge/roles.yml.

The seven subjects are those of relational coordination (J. H. Gittell; heller.brandeis.edu/relational-coordination,
survey/validation): four of communication, three of the relationship, each on a scale of five. The wording is ours, so
the figures are not to be compared with the validated survey's.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

QUALITIES = (
    "frequent",
    "timely",
    "accurate",
    "problem_solving",
    "shared_goals",
    "shared_knowledge",
    "mutual_respect",
)
LOWEST, HIGHEST = 1, 5
SCHOOL = "skole"


@dataclass(frozen=True)
class Item:
    """One of the seven questions: its id, the question, and the word for what it asks about."""

    id: str
    text: str
    short: str


@dataclass(frozen=True)
class Role:
    """A role of roles.yml: its id, the word for it at a school, its sector, and what it can contribute."""

    id: str
    name: str
    sector: str
    can_contribute: str

    @property
    def is_inside(self) -> bool:
        """Tell whether the role belongs to the school itself."""
        return self.sector == SCHOOL

    @property
    def title(self) -> str:
        """Return the name as a line begins with it."""
        return self.name[:1].upper() + self.name[1:]


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("questions.yml").read_text("utf-8"))
    return found


@cache
def items() -> tuple[Item, ...]:
    """Return the seven questions, in the order of QUALITIES."""
    found = {entry["id"]: Item(**entry) for entry in _file()["items"]}
    return tuple(found[code] for code in QUALITIES)


def reached_question() -> str:
    """Return the first question."""
    return str(_file()["reached"])


def scale() -> list[tuple[int, str]]:
    """Return the five answers, from the least to the most."""
    return list(enumerate(_file()["scale"], LOWEST))


@cache
def roles() -> dict[str, Role]:
    """Return the roles that can have a tie, by id, in the order of roles.yml."""
    entries = yaml.safe_load((settings.KNOWLEDGE / "roles.yml").read_text("utf-8"))
    left_out = _file()["left_out"]
    return {
        entry["id"]: Role(entry["id"], entry["short"], entry["sector"], entry["can_contribute"])
        for entry in entries
        if entry["id"] not in left_out
    }


def overlooked() -> list[str]:
    """Return the ids of the roles that schools often do not think of (the conferences of Psykiatrifonden, see docs)."""
    return list(_file()["overlooked"])
