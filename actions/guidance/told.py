"""What one message adds to, changes in or takes from what is known of a worry; one function per kind of fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.guidance.aftermath import is_aftermath, may_be_back
from actions.guidance.concern import VAGUE, Concern, higher_danger
from actions.guidance.turn import GENERAL, Turn

SELF = "self"
FEW_WORDS = 6
# Said in answer to the question about what the worry is, and yet no worry.
NO_WORRY = frozenset({"insult", "dont_know", "deny", "affirm"})


def with_danger(concern: Concern, turn: Turn) -> Concern:
    """Add the message's danger and its answer to the safety question.

    A yes means danger now. A no takes a `check` away, never a danger that a text has told. Not knowing leaves `check`.
    """
    level, kinds = turn.danger, tuple(kind for kind in turn.kinds if kind != SELF)
    if turn.intent == "disclose_self" or SELF in turn.kinds:
        concern = replace(concern, about_self=True)
    if SELF in turn.kinds and not kinds:
        return concern
    if is_aftermath(concern, turn):
        return replace(concern, help_here=True)
    asked = turn.answers("safety")
    if asked and turn.intent == "affirm" and level not in ("urgent", "acute"):
        level = "acute"
    if asked and turn.intent == "deny" and level not in ("urgent", "acute"):
        if concern.is_danger:
            return replace(concern, safety_answered=True)
        return replace(concern, danger="none", kinds=(), safety_answered=True)
    if asked and turn.intent == "dont_know":
        return replace(
            concern, danger=higher_danger(concern.danger, higher_danger("check", level)), safety_answered=True
        )
    if level == "check" and may_be_back(concern, turn):
        level = "acute"
    # A new sign opens the question again; an answer to it, or a danger that is certain, closes it.
    answered = concern.safety_answered and level != "check"
    return replace(
        concern,
        danger=higher_danger(concern.danger, level),
        kinds=tuple(dict.fromkeys([*concern.kinds, *kinds])) if level != "none" else concern.kinds,
        safety_answered=answered or level in ("urgent", "acute"),
        acute_now=level == "acute",
        help_here=concern.help_here and level != "acute",
    )


def with_topics(concern: Concern, turn: Turn) -> Concern:
    """Add the message's topics; something specific takes the place of `generelt`."""
    if turn.answers("topics") and turn.intent in ("report_concern", "dont_know", "deny"):
        concern = replace(concern, topics_answered=True)
    if turn.intent not in ("report_concern", "correct", "ask_talk", "ask_contact") and not turn.answers("topics"):
        return concern
    # "he is on his way to the hospital" is about the danger that is known, not about a topic of its own.
    told = () if turn.help_came == "only" else tuple(turn.understanding.get("topics") or ())
    before = () if turn.intent == "correct" and told else concern.topics
    topics = tuple(dict.fromkeys([*before, *told]))
    specific = tuple(topic for topic in topics if topic != VAGUE)
    heard = tuple(turn.understanding.get("heard") or ())
    return replace(concern, topics=specific or topics, heard=tuple(dict.fromkeys([*concern.heard, *heard])))


def with_age(concern: Concern, turn: Turn) -> Concern:
    """Set the age; the last one told counts."""
    group, age = turn.understanding.get("age_group", "unknown"), turn.understanding.get("age")
    if group in ("under18", "over18"):
        keeps_number = age is None and group == concern.age_group
        return replace(concern, age_group=group, age=concern.age if keeps_number else age, age_unknown=False)
    if turn.answers("age_group") and turn.intent == "dont_know":
        return replace(concern, age_unknown=True)
    return concern


def with_places(concern: Concern, turn: Turn) -> Concern:
    """Set the home municipality; the last home told counts, and a rejected one is taken away."""
    for place in turn.places:
        codes = tuple(place.get("codes") or ())
        if place.get("role") == "rejected":
            concern = _without_place(concern, codes)
        elif codes and _is_home(place, turn):
            concern = _with_home(concern, codes, str(place.get("text") or ""))
    if turn.answers("municipality") and turn.intent == "deny":
        concern = replace(concern, candidates=(), candidates_text="")
    if turn.answers("municipality") and turn.intent == "dont_know":
        concern = replace(concern, municipality_unknown=concern.municipality is None, candidates=())
    return concern


def with_tried(concern: Concern, turn: Turn) -> Concern:
    """Add what has been tried; `nothing` gives way to anything else."""
    told = frozenset(turn.understanding.get("tried") or ())
    tried = concern.tried | told
    asked = turn.answers("tried")
    if asked and turn.intent == "deny" and not tried:
        tried = frozenset({"nothing"})
    if len(tried) > 1:
        tried -= {"nothing"}
    answered = concern.tried_answered or bool(told) or (asked and turn.intent in ("deny", "dont_know"))
    return replace(concern, tried=tried, tried_answered=answered)


def with_message(concern: Concern, turn: Turn) -> Concern:
    """Keep the redacted text when it tells of the worry, for the handover note.

    An insult, an order to the program and a text in another language are no worry: the first is told by its intent, the
    others by having no topic, although they came after the question about what the worry is. A few words of what has
    been tried stand in the note's own line about that.
    """
    if turn.answers("tried") and _only_tried(turn):
        return concern
    answers = turn.answers("topics") and turn.intent not in NO_WORRY and bool(turn.understanding.get("topics"))
    tells = turn.is_report or answers
    if not tells or not turn.text.strip() or turn.text in concern.messages:
        return concern
    return replace(concern, messages=(*concern.messages, turn.text))


def _only_tried(turn: Turn) -> bool:
    told = turn.understanding
    return bool(told.get("tried")) and not told.get("topics") and len(turn.text.split()) <= FEW_WORDS


def add(concern: Concern, turn: Turn) -> Concern:
    """Return the concern with everything that the message tells."""
    concern = with_danger(replace(concern, acute_now=False), turn)
    if turn.intent in GENERAL:
        return concern
    for step in (with_topics, with_age, with_places, with_tried, with_message):
        concern = step(concern, turn)
    told = turn.understanding
    return replace(
        concern,
        expecting_child=concern.expecting_child or bool(told.get("expecting_child")),
        pupil_is_parent=concern.pupil_is_parent or bool(told.get("pupil_is_parent")),
    )


def _is_home(place: Mapping[str, Any], turn: Turn) -> bool:
    # A town named in answer to "which municipality" is the home, also where the words around it say less.
    answered = turn.answers("municipality") and turn.intent in ("inform_municipality", "correct")
    return place.get("role") == "home" or (answered and place.get("role") == "other")


def _with_home(concern: Concern, codes: tuple[str, ...], text: str) -> Concern:
    known = (concern.municipality, *concern.candidates)
    if len(codes) > 1 and concern.municipality in codes:
        return concern
    both = tuple(code for code in codes if code in known) or codes
    if len(both) == 1:
        return replace(concern, municipality=both[0], candidates=(), candidates_text="", municipality_unknown=False)
    return replace(concern, municipality=None, candidates=both, candidates_text=text, municipality_unknown=False)


def _without_place(concern: Concern, codes: tuple[str, ...]) -> Concern:
    municipality = None if concern.municipality in codes else concern.municipality
    return replace(
        concern, municipality=municipality, candidates=tuple(code for code in concern.candidates if code not in codes)
    )
