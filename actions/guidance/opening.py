"""Whether a municipality and a doctor are likely to be open: Danish working days, public holidays and hours.

The one place that knows the package `holidays`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from holidays import country_holidays

from actions.guidance.knowledge import Json

COUNTRY = "DK"


@dataclass(frozen=True)
class Opening:
    """What is likely to be open at one moment (local time), and the day on which the municipality opens next."""

    today: date
    municipality: bool
    doctor: bool
    next_open: date
    moment: datetime


def opening(moment: datetime, hours: Json) -> Opening:
    """Tell what is likely to be open.

    Args:
        moment: a local time in Denmark.
        hours: the content of knowledge/opening_hours.yml; its hours are our own judgement, of low confidence.
    """
    day, clock = moment.date(), moment.time()
    span = _span("municipality", day, hours)
    later_today = span is not None and clock < span[0]
    next_open = day if later_today else workday_from(day + timedelta(days=1), hours)
    return Opening(day, _within(clock, span), _within(clock, _span("doctor", day, hours)), next_open, moment)


def workday_from(day: date, hours: Json) -> date:
    """Return the day itself, or the first day after it on which a municipality is open."""
    while _span("municipality", day, hours) is None:
        day += timedelta(days=1)
    return day


def day_off(day: date, hours: Json) -> str | None:
    """Tell whether a day is a public holiday (`holiday`), or one on which many are closed (`day_off`); else None."""
    if day in _holidays(day.year):
        return "holiday"
    return "day_off" if day.strftime("%m-%d") in hours["closed"] else None


def _span(who: str, day: date, hours: Json) -> tuple[time, time] | None:
    span = hours[who][day.weekday()]
    if span is None or day_off(day, hours):
        return None
    return time.fromisoformat(span[0]), time.fromisoformat(span[1])


def _within(clock: time, span: tuple[time, time] | None) -> bool:
    return span is not None and span[0] <= clock < span[1]


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays(COUNTRY, years=[year]))
