"""Deleting what has had its time, and reminding before a date passes. Called by the command, and on every new one."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.timezone import localdate

from directory.emptying import empty_log
from directory.handovers.counting import EXPIRED, count
from directory.handovers.environment import LONGEST_DAYS, UNTOUCHED_DAYS
from directory.handovers.models import Handover, State, Urgency
from directory.handovers.offering import mailbox_of
from directory.handovers.saying import say
from directory.handovers.sealing import Unreadable, reseal
from directory.handovers.sending import send, tell_of_new
from directory.schools.models import School

logger = logging.getLogger(__name__)

# Who read and did what is kept as long as sign-ins are (accounts/management/commands/forget_old_logs.py).
LOG_DAYS = 365
# Days before an open one is deleted because nobody touches it.
WARN_DAYS = (30, 7)
FRIDAY = 4
SEALED = ("sealed_note", "sealed_step", "sealed_facts")
# How long nobody may have taken one over before the mailbox is reminded.
UNTAKEN_DAYS = {Urgency.ACUTE: 0, Urgency.URGENT: 0, Urgency.CHECK: 1, Urgency.NONE: 2}


@dataclass(frozen=True)
class Tended:
    """What one run did: deleted, reminded of, told of late, and what could not be sent."""

    deleted: int
    reminded: int
    told: int
    unsent: int


def forget_expired(today: date | None = None) -> int:
    """Delete what has had its time, with what the log says of it beyond its own time; return how many.

    One that nobody closed is counted as such. Nothing but the counts is left.
    """
    now = today or localdate()
    closed = Q(closed__lt=now - timedelta(days=settings.HANDOVERS.days))
    untouched = Q(closed=None, touched__lt=now - timedelta(days=UNTOUCHED_DAYS))
    old = Q(closed=None, created__date__lt=now - timedelta(days=LONGEST_DAYS))
    gone = list(Handover.objects.filter(closed | untouched | old).select_related("school", "municipality"))
    for one in gone:
        with transaction.atomic():
            if one.is_open:
                count(one, EXPIRED)
            one.delete()
    kind = ContentType.objects.get_for_model(Handover)
    LogEntry.objects.filter(content_type=kind, action_time__lt=timezone.now() - timedelta(days=LOG_DAYS)).delete()
    if gone:
        logger.info("handovers deleted: %s", len(gone))
    return len(gone)


def tend(today: date | None = None) -> Tended:
    """Do all that time asks for: delete, tell late, remind. It can be run as often as one likes."""
    now = today or localdate()
    deleted, told, reminded, unsent = forget_expired(now), 0, 0, 0
    known = School.objects.filter(is_example=False) if settings.PRODUCTION else School.objects.all()
    for school in known.filter(handovers__closed=None, handovers__isnull=False).distinct():
        mailbox = mailbox_of(school)
        waiting = list(Handover.objects.filter(school=school).exclude(state=State.CLOSED))
        for late in (one for one in waiting if not one.mailed):
            went = tell_of_new(late, mailbox)
            told, unsent = told + went, unsent + (not went)
        due = list(reminders((one for one in waiting if one.mailed), now))
        went = remind(mailbox, due) if due else True
        reminded, unsent = reminded + len(due) * went, unsent + len(due) * (not went)
    empty_log()
    return Tended(deleted, reminded, told, unsent)


def reminders(waiting: Iterable[Handover], today: date) -> Iterator[tuple[Handover, str, str]]:
    """Give what the mailbox is to be reminded of: the handover, a mark so that it is said once, and the words' code."""
    for one in waiting:
        found = _reminder(one, today)
        if found and found[0] not in one.reminded:
            yield one, *found


def _reminder(one: Handover, today: date) -> tuple[str, str] | None:
    left = (one.last_day - today).days
    for days in sorted(WARN_DAYS):
        if left <= days:
            return f"deleted {days} {one.last_day}", "remind_deleted"
    if one.next_date < today:
        # Once when it has passed, and then each week until somebody does something.
        return f"passed {one.next_date} {(today - one.next_date).days // 7}", "remind_passed"
    if one.next_date == today:
        return f"today {one.next_date}", "remind_today"
    # On a Friday also for Monday: nobody reads the mail on a Sunday.
    if (one.next_date - today).days <= (3 if today.weekday() == FRIDAY else 1):
        return f"soon {one.next_date}", "remind_soon"
    waited = (today - localdate(one.created)).days
    if one.state == State.NEW and waited > UNTAKEN_DAYS[Urgency(one.urgency)]:
        return "untaken", "remind_untaken"
    return None


def remind(mailbox: str, due: list[tuple[Handover, str, str]]) -> bool:
    """Send one mail with all of it; return whether it went."""
    hurries = any(one.urgency in (Urgency.ACUTE, Urgency.URGENT) for one, _, _ in due)
    lines = [(one, say(code, last=f"{one.last_day:%d.%m.%Y}", day=f"{one.next_date:%d.%m.%Y}")) for one, _, code in due]
    subject = say("mail_remind_hurries" if hurries else "mail_remind", count=len(due))
    if not send(mailbox, subject, say("mail_remind_lead"), lines, hurries=hurries):
        return False
    for one, mark, _ in due:
        one.reminded = [*one.reminded, mark]
        one.save(update_fields=["reminded"])
    return True


def renew_keys() -> tuple[int, int]:
    """Seal every note anew with the newest key; return how many were, and how many no key of today opens."""
    renewed = lost = 0
    for pk in list(Handover.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            one = Handover.objects.select_for_update().filter(pk=pk).first()
            if one is None:
                continue
            try:
                for field in SEALED:
                    setattr(one, field, reseal(getattr(one, field)))
            except Unreadable:
                lost += 1
                continue
            one.save(update_fields=list(SEALED))
            renewed += 1
    return renewed, lost
