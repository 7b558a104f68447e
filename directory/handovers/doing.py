"""What a counsellor does with a handover. Each thing is one transaction, counted and logged without a word of it."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from directory.handovers.counting import TAKEN, closed_step, contact_step, count
from directory.handovers.models import Ending, Handover, State, Urgency
from directory.handovers.saying import say
from directory.handovers.sealing import seal
from directory.handovers.triage import answered, first_day


class Late(Exception):
    """Somebody else was first: the page must be looked at again."""


def take_over(handover: Handover, user: Any, seen: str) -> None:
    """Make the user its tovholder.

    Args:
        handover: the handover.
        user: who takes it.
        seen: the id of the tovholder that the user saw on the page, "" for none.

    Raises:
        Late: somebody else has taken or closed it since.
    """
    with transaction.atomic():
        one = _locked(handover)
        if not one.is_open or str(one.taken_by_id or "") != seen:
            raise Late
        if one.taken_by_id is None and one.state == State.NEW:
            count(one, TAKEN)
        one.taken_by, one.state, one.touched = user, State.TAKEN, localdate()
        one.save(update_fields=["taken_by", "state", "touched"])
        log(one, user, "log_taken")


def plan_next(handover: Handover, user: Any, step: str, day: date) -> None:
    """Write what happens next and when somebody looks again.

    Raises:
        Late: it is closed.
    """
    with transaction.atomic():
        one = _locked(handover)
        if not one.is_open:
            raise Late
        one.sealed_step, one.next_date, one.touched = seal(step), day, localdate()
        one.save(update_fields=["sealed_step", "next_date", "touched"])
        log(one, user, "log_step")


def answer_missing(handover: Handover, user: Any, answers: Mapping[str, Any]) -> None:
    """Write what was missing, as codes and sealed. A danger is for today; else the plan may ask for an earlier day.

    Args:
        handover: the handover.
        user: who answers.
        answers: as `triage.answered` takes them.

    Raises:
        Late: it is closed.
    """
    with transaction.atomic():
        one = _locked(handover)
        if not one.is_open:
            raise Late
        facts, one.urgency = answered(one, answers)
        one.sealed_facts, one.touched = seal(json.dumps(facts, sort_keys=True)), localdate()
        if one.urgency in (Urgency.ACUTE, Urgency.URGENT):
            one.next_date = min(one.next_date, localdate())
        elif not one.sealed_step:
            one.next_date = min(one.next_date, first_day(one, localdate()))
        one.save(update_fields=["urgency", "sealed_facts", "touched", "next_date"])
        log(one, user, "log_answered")


def note_contact(handover: Handover, user: Any) -> None:
    """Write that there is contact with whoever can help; counted once, with how long it took."""
    with transaction.atomic():
        one = _locked(handover)
        if not one.is_open:
            raise Late
        if not one.contacted:
            count(one, contact_step(one))
        one.contacted, one.touched = True, localdate()
        one.save(update_fields=["contacted", "touched"])
        log(one, user, "log_contact")


def close(handover: Handover, user: Any, ending: str) -> None:
    """Close it with one of the fixed words. Who had taken it, and what was planned, is forgotten at once.

    Raises:
        Late: it is closed already.
    """
    with transaction.atomic():
        one = _locked(handover)
        if not one.is_open:
            raise Late
        count(one, closed_step(ending))
        one.ending, one.closed, one.state = Ending(ending), localdate(), State.CLOSED
        one.taken_by, one.sealed_step = None, ""
        one.save(update_fields=["ending", "closed", "state", "taken_by", "sealed_step"])
        log(one, user, "log_closed")


def log_reading(handover: Handover, user: Any) -> None:
    """Write down who has read a note, once a day for each: the next look is the same reading."""
    kind = ContentType.objects.get_for_model(Handover)
    words = say("log_read")
    today = LogEntry.objects.filter(
        content_type=kind, object_id=str(handover.pk), user=user, action_time__date=localdate(), change_message=words
    )
    if not today.exists():
        log(handover, user, "log_read")


def log(handover: Handover, user: Any, code: str) -> None:
    """Write a line in the log: who, when and which reference."""
    LogEntry.objects.create(
        action_time=timezone.now(),
        user=user,
        content_type=ContentType.objects.get_for_model(Handover),
        object_id=str(handover.pk),
        object_repr=handover.reference,
        action_flag=CHANGE,
        change_message=say(code),
    )


def _locked(handover: Handover) -> Handover:
    """Return the row as it is now, for this one alone until the end of the transaction (SQLite locks the whole)."""
    # Only the row itself: PostgreSQL locks no row of a table that may be missing (taken_by, municipality).
    locked = Handover.objects.select_related("school", "municipality", "to_role").select_for_update(of=("self",))
    return locked.get(pk=handover.pk)
