"""Folds the events of a conversation into what is known, and names the next question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.guidance.concern import Concern, higher_danger
from actions.guidance.told import add, with_danger
from actions.guidance.turn import DIGRESSIONS, Event, Turn, turn_of

SLOTS = ("safety", "topics", "age_group", "municipality", "tried")
MISSES_BEFORE_LETTING_GO = 2
PLAN_ACTION = "action_suggest_next_steps"


def fold(events: Iterable[Event]) -> Concern:
    """Return all that is known since the last fresh start.

    Args:
        events: Rasa's event dicts in order, as in `tracker.events` or `tracker.current_state()["events"]`.

    Returns:
        The concern; an empty one when the conversation has told nothing.
    """
    concern, requested = Concern(), None
    for event in events:
        kind = event.get("event")
        if kind in ("restart", "session_started") or (kind == "action" and event.get("name") == "action_session_start"):
            concern, requested = Concern(), None
        elif kind == "slot" and event.get("name") == "requested_slot":
            value = event.get("value")
            requested = str(value) if value else None
        elif kind == "action" and event.get("name") == PLAN_ACTION:
            # In acute danger that action says only what to do now; the plan is still to come.
            concern = replace(concern, plan_given=concern.plan_given or not concern.acute_now)
        elif kind == "user":
            concern = _next(concern, turn_of(event, requested))
        for undone in (event.get("metadata") or {}).get("undone") or ():
            concern = _keep_danger(concern, turn_of({"parse_data": undone}, requested))
    return concern


def next_question(concern: Concern) -> str | None:
    """Return the slot to ask for next, or None when nothing is missing or danger now comes first."""
    return next(iter(open_questions(concern)), None)


def open_questions(concern: Concern) -> list[str]:
    """Return the slots that are still to be asked for, in order; none while danger now comes first."""
    if concern.acute_now:
        return []
    is_open = {
        "safety": not concern.is_danger and not concern.safety_answered,
        "topics": concern.is_vague and not concern.topics_answered,
        "age_group": concern.age_group == "unknown" and not concern.age_unknown,
        "municipality": concern.municipality is None and not concern.municipality_unknown,
        "tried": not concern.tried_answered,
    }
    return [slot for slot in SLOTS if is_open[slot]]


def _keep_danger(concern: Concern, turn: Turn) -> Concern:
    """Return what was known before a message that was taken back, with the danger that it told."""
    told = with_danger(concern, turn)
    if turn.danger == "none" and turn.intent != "affirm" and not told.about_self:
        return concern
    danger = higher_danger(concern.danger, told.danger)
    certain = danger in ("urgent", "acute") and danger == told.danger
    return replace(
        concern,
        danger=danger,
        kinds=tuple(dict.fromkeys([*concern.kinds, *told.kinds])),
        safety_answered=concern.safety_answered or certain,
        about_self=concern.about_self or told.about_self,
    )


def _next(concern: Concern, turn: Turn) -> Concern:
    if turn.intent == "restart":
        return Concern()
    if concern.plan_given and _is_another_pupil(concern, turn):
        concern = Concern()
    after = add(concern, turn)
    brought = replace(after, acute_now=False) != replace(concern, acute_now=False) or after.acute_now
    after = replace(after, latest_brought_something=brought)
    requested = turn.requested
    if requested not in SLOTS or turn.intent in DIGRESSIONS:
        return after
    # A story in place of a yes or no leaves the safety question open: it is asked once more, not for ever.
    dodged = requested == "safety" and not after.safety_answered
    if brought and not dodged:
        return after
    misses = {**after.misses, requested: after.misses.get(requested, 0) + 1}
    after = replace(after, misses=misses)
    return _let_go(after, requested) if misses[requested] >= MISSES_BEFORE_LETTING_GO else after


def _is_another_pupil(concern: Concern, turn: Turn) -> bool:
    """Tell whether a message after a plan is about somebody else: it says so, or age or home differ."""
    if not turn.is_report:
        return False
    told = turn.understanding
    group, age = told.get("age_group", "unknown"), told.get("age")
    other_group = "unknown" not in (group, concern.age_group) and group != concern.age_group
    other_age = age is not None and concern.age is not None and age != concern.age
    homes = {code for place in turn.places if place.get("role") == "home" for code in place.get("codes") or ()}
    other_home = bool(homes) and concern.municipality is not None and concern.municipality not in homes
    return bool(told.get("new_pupil")) or other_group or other_age or other_home


def _let_go(concern: Concern, slot: str) -> Concern:
    """Count a question as answered with "don't know", so that the form lets go."""
    if slot == "safety":
        return replace(concern, safety_answered=True, danger=higher_danger(concern.danger, "check"))
    if slot == "topics":
        return replace(concern, topics_answered=True)
    if slot == "age_group":
        return replace(concern, age_unknown=True)
    if slot == "municipality":
        return replace(concern, municipality_unknown=True, candidates=())
    return replace(concern, tried_answered=True)
