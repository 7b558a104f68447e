"""Says opening hours: whether somebody answers at this moment, and the hours. All words come from `wording.yml`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from actions.guidance.contacts import Contact
from actions.guidance.items import danish_date
from actions.guidance.knowledge import Json, Knowledge, Wording
from actions.guidance.open_now import CLOSED, DAYS, MAYBE, OPEN, Now, open_now
from actions.guidance.opening import Opening

MIDNIGHT = time(0)
A_WEEK = timedelta(days=7)
# So many days in a row are said by the first and the last.
A_RUN = 3


def contact_now(contact: Contact, opening: Opening | None, knowledge: Knowledge) -> Now | None:
    """Return whether a contact answers now, None where that is not known or nobody has confirmed the contact."""
    if opening is None or not contact.is_usable or not contact.schedules:
        return None
    return open_now(contact.schedules, opening.moment, knowledge.hours)


def contact_hours(contact: Contact | None, opening: Opening | None, knowledge: Knowledge) -> Json | None:
    """Return what an item says of this moment, None where it is not certain that anything holds.

    Args:
        contact: whose hours; one that nobody has confirmed says nothing of now.
        opening: the hour of the answer; None where no clock is known.
        knowledge: all of `knowledge/`, for the words and the public holidays.
    """
    if contact is None or not contact.is_usable:
        return None
    wording = knowledge.wording
    now = contact_now(contact, opening, knowledge)
    if now is None:
        # Hours in words are not guessed at: only "round the clock" is certain.
        always = contact.hours[0].casefold() if len(contact.hours) == 1 and not contact.schedules else ""
        known = always in wording.get("contact.always_hours")
        return {"open": True, "text": wording("hours.always")} if known else None
    return {"open": None if now.state == MAYBE else now.state == OPEN, "text": now_words(now, wording)}


def now_words(now: Now, wording: Wording) -> str:
    """Return what is known of the moment, with its time: an answer is read later too, and "now" has passed then."""
    at = clock(now.at)
    if now.state == MAYBE:
        return wording("hours.day_off" if now.day_off else "hours.holiday", at=at)
    if now.state == CLOSED:
        frame = "closed" if now.opens is None else "closed_sooner" if now.sooner else "closed_until"
        return wording(f"hours.{frame}", at=at, opens=_moment(now.opens, now.at, wording) if now.opens else "")
    if now.until is None:
        return wording("hours.always")
    return wording("hours.open", at=at, closes=_closing(now.until, now.at, wording))


def contact_details(contact: Contact, today: date | None, wording: Wording) -> list[str]:
    """Return the hours, and the number as text where it is shown but not confirmed.

    Hours in words are shown as they stand; those in days and times are written out where there are no words.
    """
    shown = contact.state == "unconfirmed"
    numbers = [wording("contact.number", number=number) for number in contact.numbers if shown]
    told = list(contact.hours) or week_words(contact.schedules, today, wording)
    return [*numbers, *(wording("contact.hours", text=text) for text in told)]


def week_words(schedules: Sequence[Json], today: date | None, wording: Wording) -> list[str]:
    """Return hours in days and times as one text, none when no row holds on that day."""
    rows = [row for row in schedules if _holds_on(row, today)]
    always = [row for row in rows if _is_always(row)]
    if always:
        return [wording("hours.round_the_clock")]
    return [", ".join(_row_words(row, wording) for row in sorted(rows, key=_order))] if rows else []


def clock(moment: datetime | time) -> str:
    """Return a time of day as Danes write it: 9, 15.30, 14.05."""
    return f"{moment.hour}.{moment.minute:02}" if moment.minute else str(moment.hour)


def _row_words(row: Json, wording: Wording) -> str:
    days = _days_words([DAYS.index(day) for day in row["byday"].split(",")], wording)
    opens, closes = time.fromisoformat(row["opens_at"]), time.fromisoformat(row["closes_at"])
    frame = row.get("holidays") or "plain"
    ends = "24" if closes == MIDNIGHT else clock(closes)
    return wording(f"hours.row.{frame}", days=days, opens=clock(opens), closes=ends)


def _days_words(days: Sequence[int], wording: Wording) -> str:
    """Return days in words; `days` are numbers from Monday, 0, in order."""
    names = wording.get("weekdays")
    if len(days) == len(DAYS):
        return wording("hours.every_day")
    if len(days) >= A_RUN and days[-1] - days[0] == len(days) - 1:
        return wording("hours.run", first=names[days[0]], last=names[days[-1]])
    *rest, last = (names[day] for day in days)
    return wording("hours.and", rest=", ".join(rest), last=last) if rest else str(last)


def _closing(until: datetime, at: datetime, wording: Wording) -> str:
    """Return when it closes; the night after today counts as today."""
    if until.time() == MIDNIGHT:
        evening = until - timedelta(minutes=1)
        return wording("hours.midnight") if evening.date() == at.date() else _moment(until, at, wording)
    soon = until.date() == at.date() or until - at < timedelta(hours=12)
    return wording("hours.at", time=clock(until)) if soon else _moment(until, at, wording)


def _moment(then: datetime, at: datetime, wording: Wording) -> str:
    """Return a coming moment: the hour, with the day when it is not today."""
    ahead = (then.date() - at.date()).days
    if ahead <= 1:
        return wording("hours.tomorrow" if ahead else "hours.at", time=clock(then))
    near = then.date() - at.date() < A_WEEK
    day = wording.get("weekdays")[then.weekday()] if near else danish_date(then.date(), wording)
    return wording("hours.on_day", day=day, time=clock(then))


def _holds_on(row: Json, today: date | None) -> bool:
    if today is None:
        return True
    return (row.get("valid_from") or "") <= today.isoformat() <= (row.get("valid_to") or "9999")


def _is_always(row: Json) -> bool:
    """Tell whether a row alone is round the clock, all days."""
    return len(row["byday"].split(",")) == len(DAYS) and row["opens_at"] == row["closes_at"] == "00:00"


def _order(row: Json) -> tuple[int, str]:
    return DAYS.index(row["byday"].split(",")[0]), str(row["opens_at"])
