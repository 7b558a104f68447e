"""The note on its way to the school's own counsellor: what every channel does before it goes, and says when it has."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.channels.desk import NotDelivered, Receipt
from bot.channels.door import DANGER_LIMIT, clean
from bot.channels.handover_facts import are_facts
from bot.redaction import redact
from bot.safety import assess
from deploy.messages import Messages

say = Messages(Path(__file__).with_name("handover.yml"))

NOTE_LIMIT = 8000
LEVELS = ("none", "check", "urgent", "acute")
HURRIES = ("urgent", "acute")
# A teacher sends one note, and perhaps a better one. More is somebody who plays, or a page gone wrong.
MOST_IN_AN_HOUR = 10
# The school of an installation that names none, as the action server has it (actions/house.py).
DEFAULT_SCHOOL = "eksempelskolen"

_ID = re.compile(r"[A-Za-z0-9-]{16,64}")
# Sentences of the note that would no longer be true of one that was sent.
UNSENT = ("unsent", "unsent_file")


class Unusable(Exception):
    """The note is `empty` or `too_long`."""


@dataclass(frozen=True)
class Ready:
    """A note as it would be read: redacted, whether something was taken out, and how much it hurries."""

    text: str
    removed: bool
    urgency: str


def ready(words: str, urgency: str, topics: Sequence[str] = ()) -> Ready:
    """Return what would be sent.

    The rules of danger read the words before anything is taken out: a teacher may have written of a danger into the
    note that she did not tell in the conversation.

    Args:
        words: the note as the teacher has left it.
        urgency: how much the conversation's plan says that it hurries.
        topics: the names of the topics, as the note's own line has them: it tells the plan again, and is no new danger.

    Raises:
        Unusable: nothing is left to send, or it is too long.
    """
    typed = clean(words)
    ours = ": " + ", ".join(topics)
    told = "\n".join(line for line in typed.split("\n") if not (topics and line.endswith(ours)))
    level = assess(told[:DANGER_LIMIT]).level
    untrue = {say(code) for code in UNSENT}
    body = "\n".join(line for line in typed.split("\n") if line.strip() not in untrue).strip()
    if not body:
        raise Unusable("empty")
    if len(body) > NOTE_LIMIT:
        raise Unusable("too_long")
    safe = redact(body)
    hurries = level if level in HURRIES else "none"
    return Ready(safe.text, bool(safe.removed), max(urgency, hurries, key=LEVELS.index))


def is_id(given: object) -> bool:
    """Tell whether something can be a sending's own id: the same one is sent once."""
    return isinstance(given, str) and _ID.fullmatch(given) is not None


def school_of(chosen: str | None) -> str:
    """Return the school whose counsellor gets the note: the conversation's, or that of the installation."""
    return chosen or os.environ.get("VEJVISER_SCHOOL") or DEFAULT_SCHOOL


def codes(handover: object) -> dict[str, Any]:
    """Return what goes with the note: its `handover` (contracts.md, 5) without the names. The directory checks it too.

    Raises:
        ValueError: it is no such thing, or its facts hold anything but known codes.
    """
    if (
        not isinstance(handover, Mapping)
        or handover.get("urgency") not in LEVELS
        or not isinstance(handover.get("topics"), list)
    ):
        raise ValueError
    told = {key: handover.get(key) for key in ("topics", "municipality", "urgency", "next_date")}
    facts = handover.get("facts")
    if facts is None:
        # A page or a card from before there were any: the counsellor asks instead.
        return told
    if not are_facts(facts):
        raise ValueError
    return {**told, "facts": facts}


def topic_names(handover: Mapping[str, Any]) -> list[str]:
    """Return the names of the topics, to show and for `ready`."""
    names = handover.get("topic_names")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def fact_names(handover: Mapping[str, Any]) -> list[str]:
    """Return the facts that go, in the words in which the teacher is shown them before."""
    names = handover.get("fact_names")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def warning(made: Ready) -> str | None:
    """Return what to do in danger, which comes before everything else; None when nothing hurries."""
    return say("danger_first") if made.urgency in HURRIES else None


def line_of(receipt: Receipt) -> str:
    """Return the sentence of a note that was sent."""
    named = {"role": receipt.role_name, "school": receipt.school_name, "reference": receipt.reference}
    return say("sent" if receipt.mailed else "sent_unmailed", **named)


def why_not(failed: NotDelivered) -> str:
    """Return the sentence of a note that was not sent, or that perhaps was not."""
    return say(failed.code, why=failed.why)
