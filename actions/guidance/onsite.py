"""The team that sits at the school on fixed days: whether it is there now, and when it is there next. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from actions.guidance.concern import Concern
from actions.guidance.hours_words import clock
from actions.guidance.items import capital, danish_date, item
from actions.guidance.knowledge import Json, Knowledge
from actions.guidance.opening import workday_from

# The role that stands for such a team where a school's own is not known.
TEAM = "elevtjeneste"
# Long enough to see past Christmas and Easter; the summer holidays are what `valid_to` is for.
DAYS_AHEAD = 21


@dataclass(frozen=True)
class Onsite:
    """When a team is at the school: now (`here`), or next. `roles` are there at that time, `members` at some time.

    `at` is the moment that "now" means.
    """

    name: str
    roles: tuple[str, ...]
    members: tuple[str, ...]
    day: date
    opens_at: time
    closes_at: time
    where: str
    phone: str | None
    valid_to: date
    here: bool
    today: bool
    at: datetime


def onsite(school_plan: Json | None, concern: Concern, moment: datetime | None, knowledge: Knowledge) -> Onsite | None:
    """Return when the school's team can be met, None when it has none that may be sent to.

    Args:
        school_plan: the directory's `/api/schools/<slug>/plan`.
        concern: what is known. In danger now nobody is sent anywhere; in urgent danger only to a team that comes today.
        moment: the local time in Denmark; None says nothing of a team.
        knowledge: all of `knowledge/`, for the public holidays.
    """
    team = ((school_plan or {}).get("school") or {}).get("onsite_team")
    acute_now = concern.danger == "acute" and not concern.help_here
    if not team or moment is None or acute_now or not _helps_with(team, concern):
        return None
    found = min(_hours(team, moment, knowledge), key=lambda one: (not one.here, one.day, one.opens_at), default=None)
    return None if found and concern.is_danger and not found.today else found


def _helps_with(team: Json, concern: Concern) -> bool:
    return not team["topics"] or bool(set(team["topics"]) & set(concern.subjects))


def _hours(team: Json, moment: datetime, knowledge: Knowledge) -> Iterator[Onsite]:
    """Yield the team's hours that are not over yet; the whole team before one of its roles."""
    last = date.fromisoformat(team["valid_to"])
    presence = sorted(team["presence"], key=lambda hours: hours["role"] is not None)
    for ahead in range(DAYS_AHEAD):
        day = moment.date() + timedelta(days=ahead)
        if day > last or workday_from(day, knowledge.hours) != day:
            continue
        for hours in presence:
            opens, closes = time.fromisoformat(hours["opens_at"]), time.fromisoformat(hours["closes_at"])
            if hours["weekday"] == day.isoweekday() and (ahead or moment.time() < closes):
                here = not ahead and opens <= moment.time()
                members = tuple(team["roles"])
                roles = (hours["role"],) if hours["role"] else members
                place = (hours["where"], team["phone"])
                yield Onsite(team["name"], roles, members, day, opens, closes, *place, last, here, not ahead, moment)


def placed(steps: list[Json], shown: Json, found: Onsite, *, danger: bool) -> list[Json]:
    """Return the items inside the school with the team's: first when it is there now, else last.

    In danger the first step, the way to the leader, stays first.
    """
    if not found.here:
        return [*steps, shown]
    first = 1 if danger else 0
    return [*steps[:first], shown, *steps[first:]]


def onsite_item(found: Onsite, school: Json, knowledge: Knowledge, *, danger: bool) -> Json:
    """Return what an answer says of the team: where it is, until when, and who is there."""
    wording = knowledge.wording
    example = bool(school.get("example"))
    state = ("here_danger" if danger else "here") if found.here else "away"
    roles = ", ".join(knowledge.roles[role].short for role in found.roles if role in knowledge.roles)
    details = [
        wording(f"onsite.{_when(found)}", date=danish_date(found.day, wording), **_clock(found), where=found.where),
        wording("onsite.roles", roles=roles) if roles else "",
        wording("step.phone", phone=found.phone) if found.phone else "",
    ]
    return item(
        capital(found.name),
        wording(f"onsite.{state}"),
        details=details,
        hours={"open": found.here, "text": wording(f"onsite.{_now(found)}", at=clock(found.at))},
        status="example" if example else None,
        status_text=wording("onsite.example") if example else None,
        source={"text": wording("onsite.source", school=school["name"]), "url": None, "date": str(found.valid_to)},
    )


def is_member(role: str, found: Onsite | None, school_plan: Json | None, concern: Concern) -> bool:
    """Tell whether somebody of that role comes to the school from the pupil's own municipality.

    A team is its own municipality's; for pupils from elsewhere the home municipality has other people.
    """
    school = (school_plan or {}).get("school") or {}
    return found is not None and role in found.members and concern.municipality == school.get("municipality")


def _now(found: Onsite) -> str:
    return "here_now" if found.here else "away_now"


def _when(found: Onsite) -> str:
    if found.here:
        return "until"
    return "later_today" if found.today else "next"


def _clock(found: Onsite) -> dict[str, str]:
    return {"opens": found.opens_at.strftime("%H.%M"), "closes": found.closes_at.strftime("%H.%M")}


def onsite_week(team: Json, knowledge: Knowledge) -> list[Json]:
    """Return one item for each of the team's weekly hours, for whoever asks to see the school's plan."""
    wording, days = knowledge.wording, knowledge.wording.get("weekdays")
    items = []
    for hours in team["presence"]:
        role = knowledge.roles.get(hours["role"] or "")
        who = capital(role.short) if role else team["name"]
        times = {"opens": hours["opens_at"].replace(":", "."), "closes": hours["closes_at"].replace(":", ".")}
        text = wording("onsite.week", day=capital(days[hours["weekday"] - 1]), where=hours["where"], **times)
        items.append(item(who, text))
    return items
