"""The first triage: how much a situation hurries, by when, and what is still to be asked. Of no pupil, and no score.

The rule stands in knowledge/triage.yml; the deadlines are the plan's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from actions.guidance.concern import Concern
from actions.guidance.conversation import SLOTS
from actions.guidance.deadline import deadline
from actions.guidance.knowledge import Knowledge
from actions.guidance.plan import Plan, plan
from actions.guidance.triage_rules import TriageRule

UNANSWERED = "unknown"


@dataclass(frozen=True)
class Missing:
    """What is not known: a slot of the conversation, its title, and what to ask the teacher for.

    `asked` tells that the teacher was asked already and does not know; then `ask` says where else to look.
    """

    slot: str
    title: str
    ask: str
    asked: bool


@dataclass(frozen=True)
class Triage:
    """What is seen at first: a colour (`red`, `yellow`, `green`) of the situation and its deadline.

    `name`, `word` and `icon` say the colour without the colour; `why` is the rule's id, `reason` its sentence; `about`
    says what a colour is and is not. The steps, and who else could help, are the plan's: make it with `whole=True`.
    """

    colour: str
    name: str
    word: str
    icon: str
    why: str
    reason: str
    by: date
    missing: tuple[Missing, ...]
    about: str


def triage(decided: Plan, knowledge: Knowledge, today: date) -> Triage:
    """Return the first triage of a plan.

    Args:
        decided: the plan, as it was decided for `today`.
        knowledge: all of `knowledge/`.
        today: the day on which somebody looks.
    """
    return triage_by(first_deadline(decided, knowledge, today), decided.concern, knowledge, today)


def triage_by(by: date, concern: Concern, knowledge: Knowledge, today: date) -> Triage:
    """Return the first triage where the day of the next step is known.

    Args:
        by: the plan's first deadline, or the day that somebody has set since.
        concern: what is known.
        knowledge: all of `knowledge/`.
        today: the day on which somebody looks.

    Returns:
        The colour of the first rule that holds. It is red for danger of today and for a deadline that is today or over.
    """
    rules = knowledge.triage
    rule = next(rule for rule in rules.rules if _holds(rule, concern, (by - today).days))
    colour = rules.colours[rule.colour]
    return Triage(
        colour=rule.colour,
        name=colour["name"],
        word=colour["word"],
        icon=colour["icon"],
        why=rule.id,
        reason=rule.text,
        by=by,
        missing=tuple(_missing(concern, knowledge)),
        about=rules.about,
    )


def first_deadline(decided: Plan, knowledge: Knowledge, today: date) -> date:
    """Return the first day on which somebody else than the teacher must have done something.

    Args:
        decided: the plan.
        knowledge: all of `knowledge/`.
        today: the day from which the plan's deadlines are counted.
    """
    # The steps that a doubt adds are about the doubt alone; the rule of the doubt says what it is worth.
    counted = decided if decided.concern.danger != "check" else _without_doubt(decided, knowledge, today)
    rules = knowledge.triage
    others = [step for step in counted.school if step.role not in rules.not_counted]
    steps = [step.within for step in others if step.about not in rules.not_counted_about]
    due = [_day(within, today, knowledge) for within in [*steps, counted.owner.within] if within]
    return min(day for day in [*due, decided.tovholder.follow_up] if day) if not decided.concern.is_danger else today


def _without_doubt(decided: Plan, knowledge: Knowledge, today: date) -> Plan:
    calm = replace(decided.concern, danger="none")
    return plan(calm, decided.school_plan, None, knowledge, today, decided.municipality)


def _day(within: str, today: date, knowledge: Knowledge) -> date | None:
    """Return the last day of a deadline; before closed days a code's "tomorrow" is today, never later."""
    found = deadline(within, today, knowledge.hours, knowledge.wording)
    return today if found is None and within in ("now", "tomorrow") else found


def _holds(rule: TriageRule, concern: Concern, days_left: int) -> bool:
    return (
        (not rule.danger or concern.danger in rule.danger)
        and (not rule.help_here or concern.help_here)
        and (rule.due_within_days is None or days_left <= rule.due_within_days)
        and (rule.safety != UNANSWERED or not (concern.is_danger or concern.safety_answered))
    )


def _missing(concern: Concern, knowledge: Knowledge) -> Iterator[Missing]:
    # By slot: whether it is missing, and whether the teacher was asked.
    gaps = {
        "safety": (concern.danger == "check" or not (concern.is_danger or concern.safety_answered), "safety_answered"),
        "topics": (concern.is_vague, "topics_answered"),
        "age_group": (concern.age_group == "unknown", "age_unknown"),
        "municipality": (concern.municipality is None, "municipality_unknown"),
        "tried": (not concern.tried_answered, "tried_answered"),
    }
    for slot in SLOTS:
        is_missing, was_asked = gaps[slot]
        # While the danger lasts there is nothing to ask.
        if is_missing and not concern.acute_now:
            words, asked = knowledge.triage.missing[slot], bool(getattr(concern, was_asked))
            yield Missing(slot, words["title"], words["unknown" if asked else "ask"], asked)
