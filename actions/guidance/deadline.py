"""From the words of a deadline to a day, where the words are a plain rule. The rest keeps its words."""

from __future__ import annotations

import re
from datetime import date, timedelta

from actions.guidance.items import danish_date
from actions.guidance.knowledge import WITHIN_DAYS, Json, Knowledge, Wording
from actions.guidance.opening import workday_from

_PLAIN = re.compile(r"(?:(?:senest|inden|for) )*(\w+) (\w+)")
ONE_DAY = timedelta(days=1)


def deadline(within: str, today: date, hours: Json, wording: Wording) -> date | None:
    """Return the last day of a deadline, never later than the rule says and never a day on which schools are closed.

    Args:
        within: a code of next_steps.yml, or the words of a school's plan ("Inden 3 skoledage").
        today: the day from which is counted.
        hours: the content of knowledge/opening_hours.yml, for weekends and public holidays.
        wording: how deadlines are written in Danish.

    Returns:
        The day; None for "now", for words that are no plain rule, and where only closed days are left.
    """
    words = within.casefold().strip().rstrip(".")
    if words in ("today", *wording.get("deadline.same_day")):
        return today
    if words in wording.get("deadline.next_day"):
        return _school_days(1, today, hours)
    if words in WITHIN_DAYS:
        return _open_until(WITHIN_DAYS[words], today, hours)
    found = _PLAIN.fullmatch(words)
    count = _number(found[1], wording) if found else None
    if not found or not count:
        return None
    if found[2].startswith(tuple(wording.get("deadline.school_days"))):
        return _school_days(count, today, hours)
    size = next((int(days) for start, days in wording.get("deadline.units").items() if found[2].startswith(start)), 0)
    return _open_until(count * size, today, hours)


def due_of(within: str, today: date | None, knowledge: Knowledge) -> Json:
    """Return a deadline as an Answer carries it: in words, and as a day where that follows from the words.

    Args:
        within: a code of next_steps.yml, or the words of a school's plan.
        today: None where no clock is known; then there is no day.
        knowledge: all of `knowledge/`.
    """
    wording, words = knowledge.wording, within_words(within, knowledge)
    day = deadline(within, today, knowledge.hours, wording) if today else None
    text = wording("step.within", within=words)
    if day and day != today:
        text = wording("step.within_date", within=words, date=danish_date(day, wording))
    return {"text": text, "date": day.isoformat() if day else None}


def within_words(within: str, knowledge: Knowledge) -> str:
    """Return the words for a code of next_steps.yml; the words of a school's plan stay as they are."""
    return str(knowledge.wording.get("within").get(within, within))


def _number(word: str, wording: Wording) -> int | None:
    return int(word) if word.isdecimal() else wording.get("deadline.numbers").get(word)


def _school_days(count: int, today: date, hours: Json) -> date:
    day = today
    for _ in range(min(count, 100)):
        day = workday_from(day + ONE_DAY, hours)
    return day


def _open_until(days: int, today: date, hours: Json) -> date | None:
    """Return the last open day within so many days from today, today itself not counted."""
    day = today + timedelta(days=days)
    while day > today and workday_from(day, hours) != day:
        day -= ONE_DAY
    return day if day > today else None
