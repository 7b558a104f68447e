"""When the one who writes was told of the pupil by a teacher: who she is, and what an answer then says differently.

The decisions are the same; they are said from her side. She is known by the page that she opened, or by her own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from actions.guidance.concern import Concern
from actions.guidance.conversation import fold
from actions.guidance.items import capital, danish_date, item
from actions.guidance.knowledge import Json, Knowledge
from actions.guidance.plan import Plan
from actions.guidance.school import TEACHER, SchoolStep
from actions.guidance.told import FEW_WORDS
from actions.guidance.triage import triage
from actions.guidance.turn import Event

LEADER = "skoleleder"


def told_to(events: Iterable[Event], knowledge: Knowledge) -> str | None:
    """Return the role of the writer when she is one whom teachers tell of pupils; None for a teacher.

    Args:
        events: Rasa's event dicts in order. What she says of herself goes before what her page says, and holds for
            all pupils of the conversation.
        knowledge: all of `knowledge/`.
    """
    page: str | None = None
    own: str | None = None
    for event in events:
        if event.get("event") == "session_started":
            own = None
        if event.get("event") != "user":
            continue
        given = (event.get("metadata") or {}).get("role")
        page = given if given in knowledge.wording.get("told_to.roles") else page
        own = _says(str(event.get("text") or ""), knowledge) or own
    found = own or page
    return None if found == TEACHER else found


def concern_told(events: Sequence[Event], knowledge: Knowledge) -> Concern:
    """Return the conversation, folded, with the role of its writer.

    That she says who she is tells nothing of the pupil: neither that a counsellor has been spoken to, nor a sign.

    Args:
        events: Rasa's event dicts in order.
        knowledge: all of `knowledge/`.
    """
    role = told_to(events, knowledge)
    if role is None:
        return fold(events)
    return replace(fold(_without_herself(event, knowledge) for event in events), told_to=role)


def _without_herself(event: Event, knowledge: Knowledge) -> Event:
    text = str(event.get("text") or "")
    if event.get("event") != "user" or not _says(text, knowledge):
        return event
    parsed = event.get("parse_data") or {}
    told = parsed.get("understanding") or {}
    tried = [code for code in told.get("tried") or () if code != "counsellor"]
    kept = text if len(text.split()) > FEW_WORDS else ""
    return {**event, "text": kept, "parse_data": {**parsed, "understanding": {**told, "tried": tried}}}


def _says(text: str, knowledge: Knowledge) -> str | None:
    """Return the role that a message says its writer has."""
    words = " ".join(text.casefold().split())
    frames = knowledge.wording.get("told_to")
    looked_for = [*((role, frames["said"]) for role in frames["roles"]), (TEACHER, frames["teacher_said"])]
    for role, phrases in looked_for:
        names = "|".join(map(re.escape, knowledge.roles[role].aliases))
        if any(re.search(rf"(?<!\w){phrase.format(role=f'(?:{names})')}(?!\w)", words) for phrase in phrases):
            return str(role)
    return None


def hers(steps: Sequence[SchoolStep], plan: Plan, knowledge: Knowledge) -> list[SchoolStep]:
    """Return the steps inside the school as they are for whoever was told: nobody goes to her, for somebody has.

    Args:
        steps: the plan's own.
        plan: the plan, with its concern's `told_to`.
        knowledge: all of `knowledge/`.
    """
    role = plan.concern.told_to
    if role is None:
        return list(steps)
    return [_from_her_side(step, role, knowledge) for step in steps if not _is_telling(step, role, knowledge)]


def _is_telling(step: SchoolStep, role: str, knowledge: Knowledge) -> bool:
    """Tell whether a step is to share the worry: it has been shared with her, who may be the leader herself."""
    phrases = tuple(knowledge.wording.get("plan_words.share"))
    if role == LEADER and step.about == "leader" and step.role == TEACHER:
        return True
    return step.about == "share" and step.text.casefold().startswith(phrases)


def _from_her_side(step: SchoolStep, role: str, knowledge: Knowledge) -> SchoolStep:
    # The teacher has gone to somebody; that the leader gets to know of it is now hers.
    if step.role == TEACHER and step.about == "leader":
        return replace(step, role=role, text=knowledge.wording("told_to.leader"), deputy_role=None)
    return step


def doer(role: str, plan: Plan, knowledge: Knowledge, *, now: bool = False) -> tuple[str, str] | None:
    """Return what the doer of a step is called, and the step's title, where she is no third person.

    She is the reader herself, or the teacher who told her; the words of a teacher's step are said to the teacher.

    Args:
        role: the step's.
        plan: the plan, with its concern's `told_to`.
        knowledge: all of `knowledge/`.
        now: in danger now there is one reader: whoever is there does what is to be done.
    """
    reader = plan.concern.told_to or TEACHER
    if role == reader or (now and role == TEACHER):
        return (knowledge.wording("step.you"),) * 2
    return (knowledge.wording("told_to.teacher"), knowledge.wording("told_to.tell")) if role == TEACHER else None


def triage_items(plan: Plan, knowledge: Knowledge) -> list[Json]:
    """Return the first triage: the colour in words, why, by when, and what a colour is not."""
    if not plan.concern.told_to or plan.opening is None:
        return []
    wording, today = knowledge.wording, plan.opening.today
    found = triage(plan, knowledge, today)
    by = wording("told_to.today") if found.by <= today else wording("told_to.by", date=danish_date(found.by, wording))
    return [item(f"{found.icon} {found.name}: {found.word}", found.reason, details=[by, found.about])]


def missing_items(plan: Plan, knowledge: Knowledge) -> list[Json]:
    """Return what is not known, and what to ask the teacher for."""
    return list(_missing(plan, knowledge))


def _missing(plan: Plan, knowledge: Knowledge) -> Iterator[Json]:
    if not plan.concern.told_to or plan.opening is None:
        return
    for one in triage(plan, knowledge, plan.opening.today).missing:
        # That she does not know does not mean that the teacher does not.
        yield item(capital(one.title), knowledge.triage.missing[one.slot]["ask"])
