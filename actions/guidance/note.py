"""The handover note: what the teacher has told, in her own redacted words, with clear blanks for the rest.

With it goes what the school's inbox sorts by, should the teacher choose to send it: codes, never words of hers.
"""

from __future__ import annotations

from datetime import date

from actions.guidance.answer import age_words
from actions.guidance.concern import Concern
from actions.guidance.facts import fact_names, facts_of
from actions.guidance.items import answer_of, danish_date
from actions.guidance.knowledge import Json, Knowledge
from actions.guidance.outside import role_short
from actions.guidance.plan import plan
from actions.guidance.quote import quotes


def write_note(concern: Concern, knowledge: Knowledge, today: date, municipality: Json | None = None) -> Json:
    """Return the Answer that holds the note, to be copied by hand; nothing is sent or stored.

    Args:
        concern: what is known, with the conversation's redacted messages.
        knowledge: all of `knowledge/`.
        today: the day that the note is written.
        municipality: the home municipality; None takes it from `knowledge`.
    """
    wording = knowledge.wording
    decided = plan(concern, None, None, knowledge, today, municipality)
    text = "\n".join(_lines(concern, knowledge, today, municipality, decided.owner.role))
    note = {
        "heading": wording("note.heading"),
        "text": text,
        "hint": wording("note.hint"),
        "handover": _handover(concern, knowledge, municipality, decided.tovholder.follow_up),
    }
    return answer_of("note", wording("note.lead"), [], wording.get("choices.note"), note)


def _handover(concern: Concern, knowledge: Knowledge, municipality: Json | None, follow_up: date) -> Json:
    topics = [] if concern.is_vague else [*concern.subjects]
    home = municipality or knowledge.municipalities.get(concern.municipality or "")
    facts = facts_of(concern)
    return {
        "topics": topics,
        "topic_names": [knowledge.topics[topic] for topic in topics],
        "municipality": concern.municipality,
        "municipality_name": home["name"] if home and concern.municipality else None,
        "urgency": concern.danger,
        "next_date": follow_up.isoformat(),
        "facts": facts,
        "fact_names": fact_names(facts, knowledge),
    }


def _lines(concern: Concern, knowledge: Knowledge, today: date, municipality: Json | None, owner: str) -> list[str]:
    wording = knowledge.wording
    blank = wording("note.blank")
    home = municipality or knowledge.municipalities.get(concern.municipality or "")
    told = [wording("note.bullet", text=line) for line in quotes(concern.messages, wording("note.left_out"))]
    known_age = concern.age_group != "unknown"
    lines = [
        wording("note.written", date=danish_date(today, wording)),
        wording("note.age", value=age_words(concern, knowledge) if known_age else blank),
        wording("note.municipality", value=home["name"] if home and concern.municipality else blank),
        wording("note.topics", value=_topics(concern, knowledge, blank)),
        "",
        wording("note.told" if concern.told_to else "note.observed"),
        *(told or [wording("note.bullet", text=blank)]),
        "",
        wording("note.since", value=blank),
        wording("note.tried", value=_tried(concern, knowledge, blank)),
        wording("note.wish", value=blank),
        wording("note.consent", value=blank),
    ]
    if concern.age_group == "under18":
        lines.append(wording("note.no_consent_needed"))
    lines += [
        "",
        wording("note.question", value=wording("note.question_to", role=role_short(owner, knowledge))),
        wording("note.reason", value=blank),
        "",
        wording("note.nothing_sent"),
    ]
    return lines


def _topics(concern: Concern, knowledge: Knowledge, blank: str) -> str:
    if concern.is_vague:
        return blank
    return ", ".join(knowledge.topics[topic] for topic in concern.subjects)


def _tried(concern: Concern, knowledge: Knowledge, blank: str) -> str:
    names = [knowledge.wording(f"tried.{code}") for code in sorted(concern.tried)]
    return ", ".join(names) or blank
