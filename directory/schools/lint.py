"""What is wrong with a plan before a leader approves it. Pure: the plan as data in, findings out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from directory.schools.content import TRIGGERS, Content
from directory.schools.saying import say

# The house's rule for all Danish (docs/contracts.md); the length is what fits a line of the printed page.
MOST_WORDS = 15
MOST_LETTERS = 300
# Who reads the plan needs no directions to herself.
READER = "underviser"
WANTED_MAILBOXES = ("bekymring", "tovholder")
PLAN_ROLES = ("owner_role", "tovholder_role", "tovholder_deputy_role")

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing to mend. An error keeps the plan from being approved, a warning does not."""

    code: str
    level: Level
    text: str


@dataclass(frozen=True)
class Around:
    """What the lint needs besides the plan itself."""

    today: date
    roles: Mapping[str, str]  # the Danish name of each code
    topics: Mapping[str, str]
    triggers: Mapping[str, str]
    purposes: Mapping[str, str]
    mailboxes: Mapping[str, str] = field(default_factory=dict)  # the address of each purpose
    digest_mailbox: str = ""
    first_names: frozenset[str] = frozenset()
    approved: date | None = None
    team: Content | None = None
    headings: Mapping[str, str] = field(default_factory=dict)  # the skeleton's titles


def lint(content: Content, around: Around) -> list[Finding]:
    """Return what is wrong, errors first.

    Args:
        content: the plan (content.py).
        around: names, mailboxes, team, and when the plan was approved last.
    """
    found = [
        *_of_triggers(content, around),
        *(finding for step in content["steps"] for finding in _of_step(step, around)),
        *_of_topics(content, around),
        *_of_roles(content, around),
        *_of_mailboxes(around),
        *_of_time(around),
        *_of_skeleton(content, around),
    ]
    return sorted(found, key=lambda finding: finding.level != "error")


def blocks(findings: Iterable[Finding]) -> bool:
    """Tell whether a plan with these findings may not be approved."""
    return any(finding.level == "error" for finding in findings)


def _error(code: str, **values: object) -> Finding:
    return Finding(code, "error", say(f"lint_{code}", **values))


def _warning(code: str, **values: object) -> Finding:
    return Finding(code, "warning", say(f"lint_{code}", **values))


def _of_triggers(content: Content, around: Around) -> Iterator[Finding]:
    for trigger in TRIGGERS:
        steps = [step for step in content["steps"] if step["trigger"] == trigger]
        if not steps:
            yield _error("no_steps", trigger=around.triggers[trigger])
        elif trigger == TRIGGERS[0] and not re.search(r"\bring\w*\b[^.]*\b112\b", _first_sentence(steps[0]), re.I):
            yield _error("acute_112")


def _first_sentence(step: Content) -> str:
    return str(step["text"]).split(".")[0]


def _of_step(step: Content, around: Around) -> Iterator[Finding]:
    name = f"{around.triggers[step['trigger']]} {step['order']}"
    role, deputy = step["role"], step["deputy_role"]
    if not role:
        yield _error("no_role", step=name)
    if not deputy:
        yield _error("no_deputy", step=name)
    elif deputy == role:
        yield _error("deputy_is_role", step=name)
    if not step["within"].strip():
        yield _error("no_within", step=name)
    if len(step["text"]) > MOST_LETTERS:
        yield _error("too_long", step=name, length=len(step["text"]), most=MOST_LETTERS)
    longest = max(len(re.findall(r"[^\W_][\w-]*", part)) for part in re.split(r"(?<=[.!?])\s+", step["text"]))
    if longest > MOST_WORDS:
        yield _warning("long_sentence", step=name, words=longest, most=MOST_WORDS)


def _of_topics(content: Content, around: Around) -> Iterator[Finding]:
    """A topic is covered by a step of an ordinary concern that is about it, or about everything."""
    steps = [step for step in content["steps"] if step["trigger"] == "concern"]
    if not steps or any(not step["topics"] for step in steps):
        return
    covered = {topic for step in steps for topic in step["topics"]}
    bare = [name for code, name in around.topics.items() if code not in covered]
    if bare:
        yield _error("topic_uncovered", topics=", ".join(bare))


def _of_roles(content: Content, around: Around) -> Iterator[Finding]:
    used = [content[name] for name in PLAN_ROLES]
    used += [role for step in content["steps"] for role in (step["role"], step["deputy_role"])]
    present = {contact["role"] for contact in content["contacts"]}
    for role in dict.fromkeys(used):
        if role and role != READER and role not in present:
            name = around.roles.get(role, role)
            yield _error("no_contact", role=name, role_small=small(name))
    for contact in content["contacts"]:
        if not contact["where"].strip() and not contact["phone"]:
            yield _error("contact_empty", name=contact["name"])
    if content["tovholder_role"] == content["tovholder_deputy_role"]:
        yield _error("tovholder_deputy")


def _of_mailboxes(around: Around) -> Iterator[Finding]:
    for purpose in WANTED_MAILBOXES:
        if not around.mailboxes.get(purpose):
            yield _warning("no_mailbox", purpose=around.purposes[purpose])
    if not around.digest_mailbox:
        yield _warning("no_digest")
    for address in filter(None, [*around.mailboxes.values(), around.digest_mailbox]):
        if set(re.split(r"[^\w]|_|\d", address.rpartition("@")[0].casefold())) & around.first_names:
            yield _warning("mailbox_person", address=address)


def _of_time(around: Around) -> Iterator[Finding]:
    if around.approved and a_year_after(around.approved) < around.today:
        yield _warning("old", date=f"{around.approved:%d.%m.%Y}")
    team: Any = around.team
    if team and date.fromisoformat(team["valid_to"]) < around.today:
        yield _warning("team_over", team=team["name"], date=f"{date.fromisoformat(team['valid_to']):%d.%m.%Y}")
    if team and not team["presence"]:
        yield _warning("team_empty", team=team["name"])


def _of_skeleton(content: Content, around: Around) -> Iterator[Finding]:
    """Who has begun to answer the skeleton's headings is told of the rest."""
    sections = content.get("sections", [])
    done = {row["code"] for row in sections if row["role"]}
    left = [title for code, title in around.headings.items() if code not in done]
    if sections and left:
        yield _warning("skeleton", titles=", ".join(left))


def a_year_after(day: date) -> date:
    """Return the same day the year after; 28 February after a leap day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def small(name: str) -> str:
    """Return a role's name as it stands inside a sentence; a short form such as SSP keeps its capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
