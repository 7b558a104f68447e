"""What a teacher says of a contact, in any channel: whom she reached, where, and seven short items. No word of hers.

Everything is chosen from lists, so there is nothing to redact and no danger to read.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.texts import response

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
# Who answers here is a teacher (knowledge/roles.yml).
TEACHER = "underviser"
SCHOOL = "skole"
LOWEST, HIGHEST = 1, 5
# A teacher rates one contact, perhaps two. More is somebody who plays, or a page gone wrong.
MOST_IN_AN_HOUR = 10

_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Incomplete(Exception):
    """`code` is `missing` (a question without an answer) or `municipality` (it must be told for this role)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Whom:
    """A role that can be chosen: its id, the word for it, and whether it is at the school."""

    id: str
    name: str
    inside: bool


@dataclass(frozen=True)
class Questions:
    """The first question, the seven items (id and question) and the five answers (value and word), as the directory
    has them."""

    reached: str
    items: tuple[tuple[str, str], ...]
    scale: tuple[tuple[int, str], ...]


@cache
def whom() -> tuple[Whom, ...]:
    """Return the roles to choose from, those outside the school first."""
    known = {entry["id"]: entry for entry in yaml.safe_load((KNOWLEDGE / "roles.yml").read_text("utf-8"))}
    chosen = [known[code] for code in response("utter_rating_ask")["metadata"]["roles"]]
    return tuple(Whom(entry["id"], _title(entry["short"]), entry["sector"] == SCHOOL) for entry in chosen)


@cache
def municipalities() -> tuple[tuple[str, str], ...]:
    """Return code and name of every municipality, in the Danish order."""
    with (KNOWLEDGE / "places" / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], row["name"]) for row in csv.DictReader(file)]
    return tuple(sorted(rows, key=lambda row: _danish(row[1])))


def rating(given: Mapping[str, Any], questions: Questions, school: str, from_role: str = TEACHER) -> dict[str, Any]:
    """Return the body of `POST /api/ratings` (docs/contracts.md, section 4).

    Args:
        given: `id`, `reached` (true or false), `to_role`, `municipality`, and a number for each item; a card
            gives numbers as text.
        questions: what was asked.
        school: the school's slug.
        from_role: the role of whoever answers.

    Raises:
        Incomplete: something that is needed has not been chosen.
    """
    role = next((one for one in whom() if one.id == given.get("to_role")), None)
    reached = given.get("reached")
    if role is None or role.id == from_role or not isinstance(reached, bool):
        raise Incomplete("missing")
    place = given.get("municipality") if not role.inside else None
    if not role.inside and place not in [code for code, _ in municipalities()]:
        raise Incomplete("municipality")
    scores = {code: _score(given.get(code)) for code, _ in questions.items} if reached else {}
    return {
        "id": given.get("id"),
        "school": school,
        "municipality": place,
        "from_role": from_role,
        "to_role": role.id,
        "reached": reached,
        **scores,
    }


def is_id(given: object) -> bool:
    """Tell whether something can be an answer's own id: the same one is kept once."""
    return isinstance(given, str) and _ID.fullmatch(given) is not None


def label(name: str) -> str:
    """Return a field's or a button's words."""
    return str(response("utter_rating_ask")["metadata"][name])


def _score(given: object) -> int:
    found = int(given) if isinstance(given, str) and given.isdecimal() and len(given) == 1 else given
    if not isinstance(found, int) or isinstance(found, bool) or not LOWEST <= found <= HIGHEST:
        raise Incomplete("missing")
    return found


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]


def _danish(name: str) -> list[int]:
    """Æ, ø and å come last, and aa is å."""
    order = "abcdefghijklmnopqrstuvwxyzæøå"
    return [order.find(letter) for letter in name.casefold().replace("aa", "å")]
