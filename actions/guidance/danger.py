"""Which fixed text a danger of today gets, and whom outside the school it names: by kind, age and hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import Formatter

from actions.guidance.concern import Concern
from actions.guidance.contacts import fits_area, national_contact
from actions.guidance.items import danish_date
from actions.guidance.knowledge import Json, Knowledge
from actions.guidance.opening import Opening

DUTY_DOCTOR = "laegevagt"


@dataclass(frozen=True)
class Said:
    """A fixed text: the response's name, and the words for its `{contact}`."""

    response: str
    contact: str


def urgent_answer(kinds: Sequence[str], concern: Concern, opening: Opening, knowledge: Knowledge) -> Said:
    """Choose the text for a danger that must be handled today (source: knowledge/danger_paths.yml).

    Args:
        kinds: the kinds of the latest message; they choose the text.
        concern: what is known; its other kinds add what must be said whichever text is chosen.
        opening: what is likely to be open now.
        knowledge: all of `knowledge/`.
    """
    content = knowledge.danger_paths
    chosen = next(iter(_fitting(kinds, content)), content["default"])
    others = [path for path in _fitting((*kinds, *concern.kinds), content) if path is not chosen]
    kept = [path["keep"] for path in others][: content["most_kept"]]
    return Said(chosen["response"], " ".join([_contact(chosen["contact"], concern, opening, knowledge), *kept]))


def _fitting(kinds: Sequence[str], content: Json) -> list[Json]:
    return [path for path in content["paths"] if set(path["kinds"]) & set(kinds)]


def _contact(name: str, concern: Concern, opening: Opening, knowledge: Knowledge) -> str:
    """Return whom to call, for the age that is known and the hour."""
    entry = knowledge.danger_paths["contacts"][name]
    words = entry[concern.age_group]
    if not isinstance(words, str):
        words = words["open" if getattr(opening, entry["hours"]) else "closed"]
    fields = [field for _, field, _, _ in Formatter().parse(words) if field]
    return str(words.format(**{field: _filled(field, concern, opening, knowledge) for field in fields}))


def _filled(field: str, concern: Concern, opening: Opening, knowledge: Knowledge) -> str:
    if field == "next_open":
        return danish_date(opening.next_open, knowledge.wording)
    if field != DUTY_DOCTOR:
        return _named(field, opening, knowledge)
    home = knowledge.municipalities.get(concern.municipality or "")
    national = knowledge.national.items()
    near = (key for key, service in national if service["role"] == DUTY_DOCTOR and fits_area(service, home))
    found = next(near, None)
    return _named(found, opening, knowledge) if found else str(knowledge.danger_paths[DUTY_DOCTOR])


def _named(key: str, opening: Opening, knowledge: Knowledge) -> str:
    """Return a national service's name, with its number where it may be shown."""
    contact = national_contact(key, dict(knowledge.national), (), opening.today)
    if not contact.numbers:
        return contact.name
    return str(knowledge.danger_paths["named"].format(name=contact.name, number=contact.numbers[0]))
