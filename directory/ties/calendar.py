"""The calendar file of a balkort: the counsellor adds it to her own mail."""

from datetime import UTC

from django.utils import timezone
from icalendar import Calendar, Event

from directory.ties.inviting import LASTS, subject
from directory.ties.models.invitation import Invitation


def calendar_file(invitation: Invitation) -> bytes:
    """Return the proposed time as an iCalendar file (RFC 5545), in UTC so that every program reads it the same."""
    starts = invitation.starts.astimezone(UTC)
    event = Event()
    event.add("uid", f"{invitation.pk}@vejviser")
    event.add("dtstamp", timezone.now().astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", starts)
    event.add("dtend", starts + LASTS)
    event.add("summary", subject(invitation))
    if invitation.where:
        event.add("location", invitation.where)
    if invitation.text:
        event.add("description", invitation.text)
    calendar = Calendar()
    calendar.add("prodid", "-//Vejviser//Balkort//DA")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
