"""Whether somebody is open at a moment, by hours that are told as days and times. Pure.

Hours are what a clock on the wall in Denmark shows, so summer time needs no care of its own: from 22 to 5 is from 22 to
5 also in the night in which the clocks are changed.

What is not told is not guessed. Where the hours say nothing of public holidays, such a day is read both ways, with the
hours and without them; only what holds in both readings is said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.guidance.knowledge import Json
from actions.guidance.opening import day_off

DENMARK = ZoneInfo("Europe/Copenhagen")
# The days of iCalendar (RFC 5545), in which HSDS writes them, from Monday.
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Long enough to see past Christmas and Easter; whoever is open for so long without a break never closes.
DAYS_AHEAD = 21
ONE_DAY = timedelta(days=1)

OPEN, CLOSED, MAYBE = "open", "closed", "maybe"
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Now:
    """What is known of a moment (local time in Denmark).

    `state` is `open`, `closed`, or `maybe` (a public holiday, of which the hours say nothing; `day_off` where it is no
    public holiday). `until` is when an open one closes, None when it never does. `opens` is when a closed one opens
    for certain, None when that is not within three weeks; `sooner` when it may be before that.
    """

    state: str
    at: datetime
    until: datetime | None = None
    opens: datetime | None = None
    sooner: bool = False
    day_off: bool = False


@dataclass(frozen=True)
class _Reading:
    """One way to read what the hours do not say."""

    unsaid_hold_on_holidays: bool
    days_off_are_holidays: bool


READINGS = (_Reading(True, False), _Reading(False, True))


def open_now(schedules: Sequence[Json], at: datetime, hours: Json) -> Now | None:
    """Return whether somebody is open.

    Args:
        schedules: rows of the directory (docs/contracts.md 4): `byday`, `opens_at`, `closes_at`, and where they are
            told `valid_from`, `valid_to` and `holidays` (open, closed, only). Rows in words alone are passed over.
        at: the moment; without a time zone it is local time in Denmark.
        hours: the content of knowledge/opening_hours.yml, for days on which many are closed.

    Returns:
        What is known; None when no row with times holds on that day.
    """
    moment = at.astimezone(DENMARK).replace(tzinfo=None) if at.tzinfo else at
    rows = [row for row in schedules if row.get("byday") and row.get("opens_at") and row.get("closes_at")]
    first, second = (_spans(rows, moment.date(), _holds(reading, hours)) for reading in READINGS)
    now = [_around(spans, moment) for spans in (first, second)]
    if all(now):
        ends = [span[1] for span in now if span]
        never = max(ends).date() >= moment.date() + timedelta(days=DAYS_AHEAD)
        return Now(OPEN, moment, until=None if never else min(ends))
    if not any(_is_valid(row, moment.date()) for row in rows):
        return None
    if any(now):
        return Now(MAYBE, moment, day_off=day_off(moment.date(), hours) == "day_off")
    return _closed(first, second, moment)


def _closed(first: Sequence[Span], second: Sequence[Span], moment: datetime) -> Now:
    """Return when it opens: for certain where one opens in both readings."""
    maybe = {start for start, _ in (*first, *second) if start > moment}
    certain = [start for start in sorted(maybe) if _around(first, start) and _around(second, start)]
    opens = certain[0] if certain else None
    return Now(CLOSED, moment, opens=opens, sooner=bool(opens and min(maybe) < opens))


def _spans(rows: Sequence[Json], today: date, holds: Callable[[Json, date], bool]) -> list[Span]:
    """Return when somebody is open from yesterday on, in order, with no two that touch."""
    found: list[Span] = []
    for ahead in range(-1, DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        found += [_span(row, day) for row in rows if holds(row, day)]
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _span(row: Json, day: date) -> Span:
    """Return a row's hours of a day; those that do not end later than they begin end the next day."""
    opens, closes = time.fromisoformat(row["opens_at"]), time.fromisoformat(row["closes_at"])
    start = datetime.combine(day, opens)
    return start, datetime.combine(day if closes > opens else day + ONE_DAY, closes)


def _holds(reading: _Reading, hours: Json) -> Callable[[Json, date], bool]:
    def holds(row: Json, day: date) -> bool:
        if DAYS[day.weekday()] not in row["byday"].split(",") or not _is_valid(row, day):
            return False
        kind, said = day_off(day, hours), row.get("holidays")
        if kind == "holiday" or (kind == "day_off" and reading.days_off_are_holidays):
            return reading.unsaid_hold_on_holidays if not said else said in ("open", "only")
        return said != "only"

    return holds


def _is_valid(row: Json, day: date) -> bool:
    first, last = row.get("valid_from"), row.get("valid_to")
    return (not first or date.fromisoformat(first) <= day) and (not last or day <= date.fromisoformat(last))


def _around(spans: Sequence[Span], moment: datetime) -> Span | None:
    return next((span for span in spans if span[0] <= moment < span[1]), None)
