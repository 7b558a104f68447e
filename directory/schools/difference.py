"""What a leader is asked to approve: the draft against the plan that teachers see. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from directory.schools.content import TRIGGERS, Content
from directory.schools.saying import say

PLAN_ROLES = ("owner_role", "tovholder_role", "tovholder_deputy_role")
STEP_FIELDS = ("role", "deputy_role", "within", "text", "topics")
CONTACT_FIELDS = ("name", "where", "phone")
SECTION_FIELDS = ("role", "text")

Kind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class Names:
    """Danish names of codes."""

    roles: Mapping[str, str]
    topics: Mapping[str, str]
    triggers: Mapping[str, str]


@dataclass(frozen=True)
class Piece:
    """Some words of a text: the same in both, only in the approved (`gone`), or only in the draft (`new`)."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True)
class Field:
    """One field that differs."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Change:
    """One step, contact or role that differs."""

    kind: Kind
    title: str
    fields: tuple[Field, ...]


def difference(before: Content | None, after: Content, names: Names) -> list[Change]:
    """Return what a leader must read: steps in the plan's order, then contacts, answers, and the three roles.

    Args:
        before: the approved plan, None when there is none yet: then everything is new.
        after: the draft.
        names: Danish names.
    """
    old = before or {"steps": [], "contacts": [], **dict.fromkeys(PLAN_ROLES)}
    parts = (_steps, _contacts, _sections, _roles)
    return [change for part in parts for change in part(old, after, names)]


def _steps(old: Content, new: Content, names: Names) -> Iterator[Change]:
    earlier = {step["id"]: step for step in old["steps"]}
    later = {step["id"]: step for step in new["steps"]}
    moved = _moved(old, new)
    both = sorted(
        [*later.values(), *(step for key, step in earlier.items() if key not in later)],
        key=lambda step: (TRIGGERS.index(step["trigger"]), step["order"]),
    )
    for step in both:
        was, now = earlier.get(step["id"]), later.get(step["id"])
        title = f"{names.triggers[step['trigger']]} {step['order']}"
        fields = _fields(_spoken(was, STEP_FIELDS, names), _spoken(now, STEP_FIELDS, names))
        if step["id"] in moved and was and now:
            places = [f"{names.triggers[one['trigger']]} {one['order']}" for one in (was, now)]
            fields = [Field(say("change_place"), _pieces(*places)), *fields]
        if fields:
            only_moved = step["id"] in moved and len(fields) == 1
            yield Change("moved" if only_moved else _kind(was, now), title, tuple(fields))


def _moved(old: Content, new: Content) -> set[str]:
    """Return the steps that stand elsewhere among those that both have; a new step above moves nobody."""
    found: set[str] = set()
    for trigger in TRIGGERS:
        before = [step["id"] for step in old["steps"] if step["trigger"] == trigger]
        after = [step["id"] for step in new["steps"] if step["trigger"] == trigger]
        ours, theirs = [key for key in before if key in after], [key for key in after if key in before]
        kept = {
            ours[place]
            for block in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
            for place in range(block.a, block.a + block.size)
        }
        found |= set(ours) - kept
    trigger_of = {step["id"]: step["trigger"] for step in old["steps"]}
    return found | {
        step["id"] for step in new["steps"] if trigger_of.get(step["id"], step["trigger"]) != step["trigger"]
    }


def _contacts(old: Content, new: Content, names: Names) -> Iterator[Change]:
    earlier, later = _numbered(old["contacts"]), _numbered(new["contacts"])
    for key in [*later, *(key for key in earlier if key not in later)]:
        was, now = earlier.get(key), later.get(key)
        fields = _fields(_spoken(was, CONTACT_FIELDS, names), _spoken(now, CONTACT_FIELDS, names))
        if fields:
            title = say("change_contact", role=names.roles.get(key[0], key[0]))
            yield Change(_kind(was, now), title, tuple(fields))


def _sections(old: Content, new: Content, names: Names) -> Iterator[Change]:
    """The answers to the skeleton's headings; a plan from before it has none."""
    earlier, later = ({row["code"]: row for row in one.get("sections", [])} for one in (old, new))
    for code in [*later, *(code for code in earlier if code not in later)]:
        was, now = earlier.get(code), later.get(code)
        fields = _fields(_spoken(was, SECTION_FIELDS, names), _spoken(now, SECTION_FIELDS, names))
        if fields:
            yield Change(_kind(was, now), (now or earlier[code])["title"], tuple(fields))


def _numbered(contacts: list[Content]) -> dict[tuple[str, int], Content]:
    """Return contacts by role, and by number where a role has several."""
    found: dict[tuple[str, int], Content] = {}
    for contact in contacts:
        found[contact["role"], sum(role == contact["role"] for role, _ in found)] = contact
    return found


def _roles(old: Content, new: Content, names: Names) -> Iterator[Change]:
    for name in PLAN_ROLES:
        if old[name] != new[name]:
            values = (names.roles.get(one, "") if one else "" for one in (old[name], new[name]))
            yield Change("changed", say(f"change_{name}"), (Field(say("change_role"), _pieces(*values)),))


def _kind(was: Content | None, now: Content | None) -> Kind:
    return "added" if was is None else "removed" if now is None else "changed"


def _spoken(row: Content | None, fields: tuple[str, ...], names: Names) -> dict[str, str]:
    """Return the fields as a person reads them; none for a row that is not there."""
    return {} if row is None else {name: _value(name, row[name], names) for name in fields}


def _value(name: str, value: Any, names: Names) -> str:
    if name in ("role", "deputy_role"):
        return names.roles.get(value, value) if value else ""
    if name == "topics":
        return ", ".join(names.topics.get(code, code) for code in value) or say("change_all_topics")
    return value or ""


def _fields(before: Mapping[str, str], after: Mapping[str, str]) -> list[Field]:
    """Return the fields that differ; of a new or removed row all that say anything."""
    found = []
    for name in after or before:
        was, now = before.get(name, ""), after.get(name, "")
        if was != now:
            found.append(Field(say(f"change_{name}"), _pieces(was, now)))
    return found


def _pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return both texts as one, word by word."""
    old, new = before.split(), after.split()
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", " ".join(old[a:b])))
            continue
        if a < b:
            found.append(Piece("gone", " ".join(old[a:b])))
        if c < d:
            found.append(Piece("new", " ".join(new[c:d])))
    return tuple(found)
