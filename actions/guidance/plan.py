"""Decides: from what is known of a worry to one plan with one owner. Pure; nothing is fetched or stored here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from actions.guidance.concern import Concern
from actions.guidance.contacts import Contact, fits_age, fits_area, municipal_contacts, national_contact
from actions.guidance.hours_words import contact_now
from actions.guidance.knowledge import WITHIN_DAYS, Json, Knowledge, Rule, Source
from actions.guidance.match import Chosen, matching_entries, matching_rules, steps_of
from actions.guidance.onsite import TEAM, Onsite, onsite
from actions.guidance.open_now import CLOSED, OPEN
from actions.guidance.opening import Opening, workday_from
from actions.guidance.school import SchoolStep, acute_steps, school_steps

# A teacher has two minutes: no section of what she is shown is longer than this.
MOST_OPTIONAL = 4
MOST_REGIONAL = 6
MOST_RULES = 4
MOST_AVOID = 4
MOST_EXPECT = 3
FOLLOW_UP_DAYS = {"acute": 1, "urgent": 1, "check": 2, "none": 7}
DUTY_DOCTOR, OWN_DOCTOR = "laegevagt", "praktiserende_laege"
DEFAULT_TOVHOLDER = "studievejleder"


@dataclass(frozen=True)
class Helper:
    """A role outside the school, why it is named here, and its contacts in the home municipality."""

    role: str
    text: str
    within: str | None
    contacts: tuple[Contact, ...]
    source: Source
    confidence: str


@dataclass(frozen=True)
class Remark:
    """A sentence with its source: what to avoid, or what to expect."""

    text: str
    source: Source


@dataclass(frozen=True)
class Service:
    """A doctor's, regional or national service. `contact` is None where only the role can be named."""

    role: str | None
    text: str | None
    contact: Contact | None
    source: Source


@dataclass(frozen=True)
class Tovholder:
    """Who keeps the thread, and the day to look again."""

    role: str
    deputy_role: str | None
    follow_up: date
    from_school_plan: bool


@dataclass(frozen=True)
class Plan:
    """Everything that an answer says, before it is said.

    `as_of` is when the directory last said what is used here, if it is away; None when it has just said it.
    """

    concern: Concern
    acute: tuple[SchoolStep, ...]
    school: tuple[SchoolStep, ...]
    owner: Helper
    optional: tuple[Helper, ...]
    regional: tuple[Service, ...]
    rules: tuple[Rule, ...]
    avoid: tuple[Remark, ...]
    expect: tuple[Remark, ...]
    tovholder: Tovholder
    municipality: Json | None
    school_plan: Json | None
    directory_answered: bool
    opening: Opening | None
    onsite: Onsite | None
    as_of: datetime | None = None


def plan(
    concern: Concern,
    school_plan: Json | None,
    services: Sequence[Json] | None,
    knowledge: Knowledge,
    today: date,
    municipality: Json | None = None,
    opening: Opening | None = None,
    *,
    whole: bool = False,
) -> Plan:
    """Return the one plan for a concern, with exactly one owner and at least one step inside the school.

    Args:
        concern: what is known.
        school_plan: the directory's `/api/schools/<slug>/plan`, or None when the school has none or none is known.
        services: the directory's services for the home municipality, or None when the directory did not answer.
        knowledge: all of `knowledge/`.
        today: the day from which dates are counted.
        municipality: `{code, name, region, website}` of the home municipality; None takes it from `knowledge`.
        opening: what is likely to be open now; None says nothing of it, nor of a team at the school.
        whole: with all there is, for whoever sees through a case and has more than two minutes.
    """
    home = municipality or knowledge.municipalities.get(concern.municipality or "")
    made = _whole(concern, school_plan, services, knowledge, today, home, opening)
    return made if whole else _in_two_minutes(made)


def _whole(
    concern: Concern,
    school_plan: Json | None,
    services: Sequence[Json] | None,
    knowledge: Knowledge,
    today: date,
    municipality: Json | None,
    opening: Opening | None,
) -> Plan:
    chosen = _chosen(concern, knowledge)
    found = list(services or [])
    owner, rest = _owner_and_rest(chosen)
    school = _tightened(school_steps(chosen, school_plan, concern, knowledge), concern)
    team = onsite(school_plan, concern, opening.moment if opening else None, knowledge)
    owned = _helper(owner, found, concern, knowledge, today)
    return Plan(
        concern=concern,
        acute=() if concern.help_here else tuple(acute_steps(chosen, school_plan, concern, knowledge)),
        school=tuple(school),
        owner=owned,
        optional=tuple(_helper(item, found, concern, knowledge, today) for item in _once_each(rest, owner, team)),
        regional=tuple(_by_hour(_regional(chosen, found, concern, knowledge, municipality, today), concern, opening)),
        rules=tuple(matching_rules(knowledge.rules, concern)),
        avoid=tuple(_remarks(chosen, "avoid")),
        expect=tuple(_remarks(chosen, "expect")),
        tovholder=_tovholder(school_plan, school, concern, today, knowledge),
        municipality=municipality,
        school_plan=school_plan,
        directory_answered=services is not None,
        opening=_told(opening, owned, concern, knowledge),
        onsite=team,
    )


def _in_two_minutes(whole: Plan) -> Plan:
    return replace(
        whole,
        optional=whole.optional[:MOST_OPTIONAL],
        regional=whole.regional[:MOST_REGIONAL],
        rules=whole.rules[:MOST_RULES],
        avoid=whole.avoid[:MOST_AVOID],
        expect=whole.expect[:MOST_EXPECT],
    )


def _chosen(concern: Concern, knowledge: Knowledge) -> list[Chosen]:
    entries = matching_entries(knowledge.entries, concern)
    return [item for entry in entries for item in steps_of(entry, concern, knowledge.roles)]


def _owner_and_rest(chosen: Sequence[Chosen]) -> tuple[Chosen, list[Chosen]]:
    """Return the owner's step, and the other steps that name a helper; of one entry only the first owner counts."""
    first_of_entry: dict[str, Chosen] = {}
    for item in chosen:
        if item.step.kind == "owner":
            first_of_entry.setdefault(item.entry.id, item)
    owners = list(first_of_entry.values())
    if not owners:
        raise LookupError("no entry of next_steps.yml names an owner for this concern")
    rest = [item for item in chosen if item in owners[1:] or item.step.kind == "optional"]
    return owners[0], rest


def _helper(item: Chosen, services: Sequence[Json], concern: Concern, knowledge: Knowledge, today: date) -> Helper:
    role = str(item.step.role)
    contacts = municipal_contacts(role, services, concern)
    contacts += [national_contact(key, dict(knowledge.national), services, today) for key in item.step.services]
    within = "today" if concern.is_danger and item.step.within else item.step.within
    return Helper(role, item.step.text or "", within, tuple(contacts), item.entry.source, item.entry.confidence)


def _told(opening: Opening | None, owner: Helper, concern: Concern, knowledge: Knowledge) -> Opening | None:
    """Return what is open, with the owner's own hours in the place of what municipalities most often have.

    That one phone is closed does not close a municipality; in danger it is what counts.
    """
    best = owner.contacts[0] if owner.contacts else None
    municipal = knowledge.roles[owner.role].sector == "kommune"
    now = contact_now(best, opening, knowledge) if best and municipal else None
    if opening is None or now is None:
        return opening
    if now.state == OPEN:
        return replace(opening, municipality=True)
    if now.state == CLOSED and now.opens and concern.is_danger:
        return replace(opening, municipality=False, next_open=now.opens.date())
    return opening


def _once_each(rest: Sequence[Chosen], owner: Chosen, team: Onsite | None) -> list[Chosen]:
    """Return the helpers besides the owner, each role once."""
    helpers: dict[str | None, Chosen] = {}
    # The school's own team is told of by its name, so the advice to look for one falls away.
    told = {owner.step.role, TEAM} if team else {owner.step.role}
    for item in rest:
        if item.step.role not in told:
            helpers.setdefault(item.step.role, item)
    return list(helpers.values())


def _regional(
    chosen: Sequence[Chosen],
    services: Sequence[Json],
    concern: Concern,
    knowledge: Knowledge,
    municipality: Json | None,
    today: date,
) -> list[Service]:
    found: dict[str, Service] = {}
    # Doctors and regions first: a line that nobody may answer is never what a teacher reads first.
    for item in sorted(chosen, key=lambda item: item.step.kind != "region"):
        step, source = item.step, item.entry.source
        if step.kind not in ("region", "national"):
            continue
        fitting = [
            key
            for key in step.services
            if fits_age(knowledge.national[key], concern) and fits_area(knowledge.national[key], municipality)
        ]
        for key in fitting:
            contact = national_contact(key, dict(knowledge.national), services, today)
            found.setdefault(contact.name, Service(step.role, step.text, contact, source))
        if not fitting and step.kind == "region":
            found.setdefault(f"role {step.role}", Service(step.role, step.text, None, source))
    return list(found.values())


def _by_hour(services: list[Service], concern: Concern, opening: Opening | None) -> list[Service]:
    """Return the services; in danger and out of hours the duty doctor takes the own doctor's place."""
    if opening is None or opening.doctor or not concern.is_danger:
        return services
    open_now = [service for service in services if service.role != OWN_DOCTOR or service.contact]
    return sorted(open_now, key=lambda service: service.role != DUTY_DOCTOR)


def _remarks(chosen: Sequence[Chosen], kind: str) -> list[Remark]:
    found = {
        item.step.text: Remark(item.step.text or "", item.entry.source) for item in chosen if item.step.kind == kind
    }
    return list(found.values())


def _tightened(steps: Sequence[SchoolStep], concern: Concern) -> list[SchoolStep]:
    """Return the steps with every deadline of ours at today at the latest when there is danger."""
    if not concern.is_danger:
        return list(steps)
    return [replace(step, within="today") if step.within in WITHIN_DAYS else step for step in steps]


def _tovholder(
    school_plan: Json | None, steps: Sequence[SchoolStep], concern: Concern, today: date, knowledge: Knowledge
) -> Tovholder:
    due = [WITHIN_DAYS[step.within] for step in steps if step.within in WITHIN_DAYS]
    days = min([FOLLOW_UP_DAYS[concern.danger], *(number for number in due if number > 0)])
    follow_up = workday_from(today + timedelta(days=days), knowledge.hours)
    if not school_plan:
        return Tovholder(DEFAULT_TOVHOLDER, None, follow_up, from_school_plan=False)
    own = school_plan["plan"]
    role, deputy = own.get("tovholder_role"), own.get("tovholder_deputy_role")
    present = {contact["role"] for contact in own.get("contacts") or []}
    # A role that the school has not filled keeps no thread: then it is the deputy's.
    if deputy and (not role or (present and role not in present and deputy in present)):
        role, deputy = deputy, None
    return Tovholder(role or DEFAULT_TOVHOLDER, deputy, follow_up, from_school_plan=bool(role))
