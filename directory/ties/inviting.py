"""Balkort: why a tie needs a talk, what the draft says, and the way from draft to new answers."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localdate, make_aware

from directory.api.parameters import areas
from directory.api.queries import services
from directory.api.shapes import service_shapes
from directory.resources.models import Municipality, TaxonomyTerm
from directory.schools.models import School
from directory.ties.counting import Sides, answers_since
from directory.ties.models.invitation import ONE_SIDED, UNKNOWN, UNREACHED, Invitation, State
from directory.ties.questions import QUALITIES, roles
from directory.ties.relations import Cell
from directory.ties.saying import say
from directory.ties.strength import FEWEST, REACHED_FROM, Counts, Level, level, weakest

# What may follow what. New answers can only be asked for when the talk was held.
STEPS: Mapping[State, tuple[State, ...]] = MappingProxyType(
    {
        State.DRAFTED: (State.SENT, State.CANCELLED),
        State.SENT: (State.ACCEPTED, State.DECLINED, State.CANCELLED),
        State.ACCEPTED: (State.HELD, State.CANCELLED),
        State.HELD: (State.RATED,),
        State.RATED: (),
        State.DECLINED: (),
        State.CANCELLED: (),
    }
)
# The date that each state has.
DATES = {
    State.SENT: "sent_on",
    State.ACCEPTED: "accepted_on",
    State.HELD: "held_on",
    State.RATED: "rated_on",
    State.DECLINED: "ended_on",
    State.CANCELLED: "ended_on",
}
# Two weeks to answer, a Tuesday after the lessons, as long as a lesson; our own choices, and the draft can be changed.
NOTICE = timedelta(days=14)
TUESDAY = 2
AT = time(14)
LASTS = timedelta(minutes=45)
INVITES = "studievejleder"
CONTACT_STATES = ("confirmed", "ageing")


class NotPossible(Exception):
    """The balkort cannot go there; the text says why."""


def may_invite(cell: Cell) -> bool:
    """Tell whether a talk is offered: the tie is weak, one-sided, or not there."""
    return cell.needs_a_talk or cell.level == Level.NONE


def reason(sides: Sides) -> str:
    """Return what to talk about: one of REASONS.

    Not known at all; hard to reach; then the lowest quality of the weaker side that may be shown; one-sided when none
    is weak. Our own choice of order: who cannot be reached cannot be talked with.
    """
    out, back = level(sides.out), level(sides.back)
    if not (out.is_known or back.is_known):
        return UNKNOWN
    if any(_unreached(side) for side in (sides.out, sides.back)):
        return UNREACHED
    known = [(one, side) for one, side in ((out, sides.out), (back, sides.back)) if one.is_known]
    lowest, side = min(known, key=lambda pair: list(Level).index(pair[0]))
    if lowest != Level.WEAK:
        return ONE_SIDED
    return weakest(side) or QUALITIES[0]


def _unreached(counts: Counts) -> bool:
    return counts.answers >= FEWEST and counts.reached / counts.answers < REACHED_FROM


def proposed(today: date) -> datetime:
    """Return the time that a draft proposes: the first Tuesday after two weeks, at two o'clock."""
    day = today + NOTICE
    return make_aware(datetime.combine(day + timedelta(days=(TUESDAY - day.isoweekday()) % 7), AT))


def draft(school: School, cell: Cell, why: str) -> Invitation:
    """Make and keep the draft of a balkort about a tie."""
    today = localdate()
    found = roles()
    own = found["skoleleder" if cell.role.id == INVITES else INVITES]
    both = TaxonomyTerm.objects.filter(taxonomy="role", code__in=(own.id, cell.role.id))
    terms = {term.code: term for term in both}
    starts = proposed(today)
    return Invitation.objects.create(
        school=school,
        municipality=Municipality.objects.get(code=cell.place.code) if cell.place.code else None,
        role=terms[cell.role.id],
        own_role=terms[own.id],
        reason=why,
        starts=starts,
        drafted_on=today,
        text=say(
            "invitation_text",
            role=cell.role.name,
            own=own.name,
            own_title=own.title,
            place=say("invitation_at", place=cell.place.name) if cell.place.code else say("invitation_here"),
            school=school.name,
            why=say(f"reason_{why}"),
            day=date_format(starts, "l j. F"),
            time=date_format(starts, "H.i"),
            minutes=int(LASTS.total_seconds() // 60),
        ),
    )


def role_name(invitation: Invitation) -> str:
    """Return the word for who is invited."""
    found = roles().get(invitation.role.code)
    return found.title if found else invitation.role.name


def subject(invitation: Invitation) -> str:
    """Return the subject of the mail and the name of the calendar entry."""
    return say("invitation_subject", role=role_name(invitation), school=invitation.school.name)


def recipient(invitation: Invitation) -> str:
    """Return the confirmed mail of the role in the municipality, as the school sees it; "" when there is none."""
    place = invitation.municipality
    if place is None:
        return ""
    found = services(
        areas(place.code),
        [],
        [invitation.role.code],
        None,
        scopes=[],
        school=invitation.school,
        with_examples=not settings.PRODUCTION,
    )
    shapes = service_shapes(found, localdate())
    mails = [one["email"] for one in shapes if one["contact_state"] in CONTACT_STATES and one.get("email")]
    return str(mails[0]) if mails else ""


def next_states(invitation: Invitation) -> tuple[State, ...]:
    """Return where a balkort may go from where it is."""
    return STEPS[State(invitation.state)]


def move(invitation: Invitation, to: State) -> None:
    """Take a balkort one step on, today. From the sending on, and when it is given up, its text and place are gone.

    Raises:
        NotPossible: that step does not follow, or too few have answered since the talk.
    """
    if to not in next_states(invitation):
        raise NotPossible(say("not_next", state=to.label))
    if to == State.RATED and new_answers(invitation) < FEWEST:
        raise NotPossible(say("too_few_since", fewest=FEWEST))
    invitation.state = to
    setattr(invitation, DATES[to], localdate())
    invitation.text = invitation.where = ""
    invitation.save()


def new_answers(invitation: Invitation) -> int:
    """Return how many have answered about the tie in the month of the talk or later."""
    if invitation.held_on is None:
        return 0
    code = invitation.municipality.code if invitation.municipality else ""
    return answers_since(invitation.school, code, invitation.role.code, invitation.held_on.replace(day=1))
