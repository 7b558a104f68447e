"""Opening hours as one text, as a sheet has them: "man-tor 9-15; fre 9-13 (ikke på helligdage)".

Only what can mean one thing is read as days and times; every other text stays the words that it is.
"""

import re
from collections.abc import Iterable
from datetime import time

from directory.resources.models.schedule import DAYS, Holidays, Schedule

SHORT = {name[:3]: code for code, name in DAYS.items()}
DAY = rf"(?:{'|'.join(SHORT)})(?:dag|sdag)?"
EVERY_DAY = "alle dage"
CLOCK = r"(\d{1,2})(?:[.:](\d\d))?"
ONE = re.compile(
    rf"({EVERY_DAY}|{DAY}(?:\s*(?:-|–|,|til|og)\s*{DAY})*)\s+(?:kl\.?\s*)?{CLOCK}\s*[-–]\s*{CLOCK}"
    r"(?:\s*\(((?:også|ikke|kun) på helligdage)\))?"
)
# What stands between two groups of days: after an hour or a bracket.
BETWEEN = re.compile(r"(?<=[\d)])\s*[;,\n]\s*")
HOLIDAYS = {label.lower(): value for value, label in Holidays.choices}
# From nine to three is more likely an afternoon than a night.
NIGHT_BEGINS, NIGHT_ENDS = time(16), time(8)


def rows_of(text: str) -> list[Schedule]:
    """Return the rows, without their service, that a text stands for: days and times, or the words themselves."""
    return _read(text) or ([Schedule(description=text)] if text else [])


def text_of(rows: Iterable[Schedule]) -> str:
    """Return opening hours as one text: the words, or where there are none the days and times."""
    listed = list(rows)
    words = sorted(row.description for row in listed if row.description)
    told = sorted((row for row in listed if not row.description), key=lambda row: (_days(row), str(row.opens_at)))
    return "\n".join(words) if words else "; ".join(row.times() for row in told)


def same_form(text: str) -> str:
    """Return the one form of a text that says days and times, so that it can be compared; words as they are."""
    rows = _read(text)
    return text_of(rows) if rows else text


def _read(text: str) -> list[Schedule]:
    """Return days and times; nothing when some part of the text is anything else."""
    rows = []
    for part in BETWEEN.split(text.strip().casefold()):
        found = ONE.fullmatch(part)
        days = _ticked(found[1]) if found else ""
        hours = _times(*found.group(2, 3, 4, 5)) if found else None
        if found is None or hours is None or not days:
            return []
        rows.append(Schedule(byday=days, opens_at=hours[0], closes_at=hours[1], holidays=HOLIDAYS.get(found[6], "")))
    return rows


def _ticked(text: str) -> str:
    """Return the days of "man-ons og fre" as HSDS writes them; "" when a run ends before it begins."""
    codes, ticked = list(DAYS), set()
    if text == EVERY_DAY:
        return ",".join(codes)
    for part in re.split(r"\s*(?:,|\bog\b)\s*", text):
        first, *last = [codes.index(SHORT[day[:3]]) for day in re.split(r"\s*(?:-|–|\btil\b)\s*", part)]
        end = last[0] if last else first
        if len(last) > 1 or end < first:
            return ""
        ticked |= set(codes[first : end + 1])
    return ",".join(code for code in codes if code in ticked)


def _times(*told: str | None) -> tuple[time, time] | None:
    """Return when it opens and closes; None for what is no such hours. Midnight at the end is 24, or 0."""
    hours = [int(one or 0) for one in told]
    if hours[2:] == [24, 0]:
        hours[2] = 0
    try:
        opens, closes = time(hours[0], hours[1]), time(hours[2], hours[3])
    except ValueError:
        return None
    by_night = closes == time(0) or (closes < NIGHT_ENDS and opens >= NIGHT_BEGINS)
    return (opens, closes) if closes > opens or by_night else None


def _days(row: Schedule) -> list[int]:
    codes = list(DAYS)
    return [codes.index(code) for code in row.byday.split(",") if code]
