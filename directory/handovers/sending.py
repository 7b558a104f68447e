"""Mail to the school's mailbox: that there is something, how much it hurries, and where. Never what it is about."""

import logging
from collections.abc import Sequence
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate

from directory.handovers.models import Handover, Urgency
from directory.handovers.saying import say

logger = logging.getLogger(__name__)

# The teacher is waiting for the answer; the command that tends the inbox tries again.
SECONDS = 4
SOON_DAYS = 2


def tell_of_new(handover: Handover, mailbox: str) -> bool:
    """Tell the mailbox of a new handover, and remember that it was told.

    Returns:
        Whether the mail went.
    """
    hurries = handover.urgency in (Urgency.ACUTE, Urgency.URGENT)
    subject = say("mail_new_hurries" if hurries else "mail_new", reference=handover.reference)
    lines = [(handover, say(_when_to_read(handover)))]
    if not send(mailbox, subject, say("mail_new_lead"), lines, hurries=hurries):
        return False
    handover.mailed = True
    handover.save(update_fields=["mailed"])
    return True


def _when_to_read(handover: Handover) -> str:
    """Return the words' code: what was told of danger, and where nothing was, the day of the plan's first step."""
    if handover.urgency == Urgency.NONE:
        left = (handover.next_date - localdate()).days
        if left <= SOON_DAYS:
            return "mail_due_today" if left <= 0 else "mail_due_soon"
    return f"mail_urgency_{handover.urgency}"


def send(mailbox: str, subject: str, lead: str, lines: Sequence[tuple[Handover, str]], *, hurries: bool) -> bool:
    """Send one mail with a link for each handover.

    Args:
        mailbox: the school's shared mailbox.
        subject: it may name a reference, and nothing else of a handover.
        lead: the first sentence.
        lines: the handovers, each with a sentence of fixed words.
        hurries: whether it is marked as urgent.

    Returns:
        Whether it went; why not stands in the log, without an address.
    """
    if not (settings.EMAIL_HOST and settings.MAIL.admin_url and mailbox):
        return False
    words: dict[str, Any] = {
        "lead": lead,
        "hurries": hurries,
        "lines": [{"reference": one.reference, "why": why, "url": link(one)} for one, why in lines],
    }
    marks = {"X-Priority": "1", "Importance": "high"} if hurries else {}
    mail = EmailMultiAlternatives(
        subject,
        render_to_string("handovers/letter.txt", words),
        to=[mailbox],
        # RFC 3834: no machine should answer it.
        headers={"Auto-Submitted": "auto-generated", **marks},
        connection=_connection(),
    )
    mail.attach_alternative(render_to_string("handovers/letter.html", words), "text/html")
    try:
        mail.send()
    except (SMTPException, OSError, ValueError) as error:
        logger.warning("the mail of a handover did not go: %s", type(error).__name__)
        return False
    return True


def _connection() -> Any:
    return get_connection(timeout=min(SECONDS, settings.EMAIL_TIMEOUT))


def link(handover: Handover) -> str:
    """Return the address of its page."""
    return str(settings.MAIL.admin_url) + reverse("handover", args=[handover.pk])
