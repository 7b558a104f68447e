"""To whom the digest speaks: the owner of plan and directory, or the deputy; and the group's next meeting."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format

from directory.digest.due import Due, Line
from directory.digest.saying import say
from directory.schools.charging import Told, charges_of, meeting_of, told
from directory.schools.models import School, Subject

# Which sections of the mail are whose.
SECTIONS_OF = {
    Subject.PLAN: ("plan",),
    Subject.DIRECTORY: ("crisis", "expired", "expiring", "ageing", "missing"),
}
# A meeting is called to mind two mails before it.
MEETING_DAYS = 14


def add_charges(due: Due, school: School, today: date) -> None:
    """Say who is to do what waits. A school that has chosen nobody is told by the guide, not in every mail.

    Args:
        due: what waits; `waiting` is filled, and the lines are added.
        school: whose it is.
        today: the day of the mail.
    """
    path = f"{reverse('charges')}?skole={school.slug}"
    known = charges_of(school)
    due.waiting = {one: sum(len(due.lines[name]) for name in sections) for one, sections in SECTIONS_OF.items()}
    meeting = _meeting(school, today, path)
    if meeting:
        due.lines["charge"].append(meeting)
        # Only a meeting that is missing waits for somebody; one that comes is only called to mind.
        day, _ = meeting_of(school)
        due.waiting[Subject.PLAN] += day is None or day < today
    for subject in Subject:
        charge, count = known.get(subject), due.waiting[subject]
        if charge is not None and count:
            due.lines["charge"].append(_line(told(charge, today), count, path))


def _line(found: Told, count: int, path: str) -> Line:
    code = "owner" if found.whom == "owner" else "gone" if found.gone else "late"
    since = found.charge.reminded_on
    why = say(f"charge_{code}", count=count, since=date_format(since, "j. F Y") if since else "")
    return Line(say("charge", subject=found.charge.get_subject_display(), role=found.role), why, path)


def _meeting(school: School, today: date, path: str) -> Line | None:
    """Return the line of the group's meeting, None when there is nothing to say."""
    day, is_group = meeting_of(school)
    if not is_group or (day is not None and (day - today).days > MEETING_DAYS):
        return None
    code = "none" if day is None else "over" if day < today else "soon"
    return Line(say("meeting"), say(f"meeting_{code}", day=date_format(day, "j. F Y") if day else ""), path)
