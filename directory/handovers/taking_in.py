"""Taking in what a teacher hands over: everything is checked before anything is kept, and the same one lands once."""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from directory.handovers.counting import SENT, count
from directory.handovers.models import Handover, Urgency
from directory.handovers.offering import Offer, offer
from directory.handovers.sealing import Unreadable, seal, unseal
from directory.handovers.triage import first_day, is_facts
from directory.resources.models import Municipality, TaxonomyTerm
from directory.schools.models import School

FIELDS = ("id", "school", "to_role", "topics", "municipality", "urgency", "next_date", "note")
# What an older page, or one whose conversation is over, does not send.
OPTIONAL = "facts"
LONGEST_NOTE = 8000
MOST_TOPICS = 10
MOST_IN_AN_HOUR = 40
# By when somebody must have looked: the same days as the plan's own (actions/guidance/plan.py, FOLLOW_UP_DAYS), but
# what must happen today is not put off till tomorrow.
DAYS = {Urgency.ACUTE: 0, Urgency.URGENT: 0, Urgency.CHECK: 2, Urgency.NONE: 7}
FURTHEST_DAYS = 60
# A letter, a digit, a letter, a digit: easy to say aloud, never a word, and nothing that looks like something else.
LETTERS, DIGITS = "ABCDEFGHJKLMNPRSTUVXYZ", "23456789"
TRIES = 20

_ID = re.compile(r"[A-Za-z0-9-]{16,64}")
_PERSONS_NUMBER = re.compile(r"(?<!\d)\d{6}[ -]?\d{4}(?!\d)")


class Refused(Exception):
    """It is not taken in; `code` is a line of messages.yml and of the API, `parameter` the field that is wrong."""

    def __init__(self, code: str, parameter: str | None = None, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.parameter = parameter
        self.status = status


@dataclass(frozen=True)
class Taken:
    """What was taken in, by whom it is read, and whether it is new."""

    handover: Handover
    offer: Offer
    is_new: bool


def take_in(body: Mapping[str, Any]) -> Taken:
    """Keep a handover, sealed.

    Args:
        body: FIELDS as the API got them, and perhaps OPTIONAL; `municipality` and `next_date` may be null.

    Raises:
        Refused: something is wrong with it, the school takes none, or too many have come.
    """
    if wrong := (set(body) - {OPTIONAL}) ^ set(FIELDS):
        raise Refused("bad_handover", min(wrong))
    school = find_school(body["school"])
    found = offer(school)
    if found.refused:
        raise Refused(found.refused, "school", 409)
    values = _checked(body, found)
    with transaction.atomic():
        earlier = Handover.objects.filter(school=school, client_id=values["client_id"]).first()
        if earlier is not None:
            return Taken(_the_same(earlier, values), found, is_new=False)
        hour_ago = timezone.now() - timedelta(hours=1)
        if Handover.objects.filter(school=school, created__gte=hour_ago).count() >= MOST_IN_AN_HOUR:
            raise Refused("too_many", None, 429)
    return Taken(*_keep(school, found, values))


def find_school(slug: object) -> School:
    """Return the school with that slug; an example is none in production.

    Raises:
        Refused: 404 `unknown_school`.
    """
    known = School.objects.filter(is_example=False) if settings.PRODUCTION else School.objects.all()
    plain = isinstance(slug, str) and re.fullmatch(r"[a-z0-9-]{1,60}", slug)
    school = known.filter(slug=slug).first() if plain else None
    if school is None:
        raise Refused("unknown_school", "school", 404)
    return school


def _checked(body: Mapping[str, Any], found: Offer) -> dict[str, Any]:
    client_id, note, topics = body["id"], body["note"], body["topics"]
    if not (isinstance(client_id, str) and _ID.fullmatch(client_id)):
        raise Refused("bad_handover", "id")
    if body["to_role"] != found.role.code:
        # The teacher agreed to somebody else than who would get it.
        raise Refused("other_receiver", "to_role", 409)
    if not (isinstance(note, str) and note.strip() and len(note) <= LONGEST_NOTE and "\0" not in note):
        raise Refused("bad_note", "note")
    if _PERSONS_NUMBER.search(note):
        raise Refused("persons_number", "note")
    if body["urgency"] not in Urgency.values:
        raise Refused("bad_handover", "urgency")
    return {
        "client_id": client_id,
        "to_role": found.role,
        "topics": _topics(topics),
        "municipality": _municipality(body["municipality"]),
        "urgency": Urgency(body["urgency"]),
        "next_date": _next_date(body["next_date"], Urgency(body["urgency"])),
        "sealed_facts": _facts(body.get(OPTIONAL)),
        "note": note.strip(),
    }


def _facts(given: object) -> str:
    if given is None:
        return ""
    if not is_facts(given):
        raise Refused("bad_handover", OPTIONAL)
    return seal(json.dumps(given, sort_keys=True))


def _topics(codes: object) -> list[str]:
    if not (isinstance(codes, list) and len(codes) <= MOST_TOPICS and all(isinstance(code, str) for code in codes)):
        raise Refused("bad_handover", "topics")
    known = set(TaxonomyTerm.objects.filter(taxonomy="topic").values_list("code", flat=True))
    if len(set(codes)) != len(codes) or not set(codes) <= known:
        raise Refused("bad_handover", "topics")
    return list(codes)


def _municipality(code: object) -> Municipality | None:
    if code is None:
        return None
    plain = isinstance(code, str) and re.fullmatch(r"[0-9]{4}", code)
    found = Municipality.objects.filter(code=code).first() if plain else None
    if found is None:
        raise Refused("bad_handover", "municipality")
    return found


def _next_date(given: object, urgency: Urgency) -> date:
    """Return by when somebody must have looked: the plan's day, or an earlier one where it hurries more."""
    today = localdate()
    latest = today + timedelta(days=DAYS[urgency])
    if given is None:
        return latest
    try:
        wanted = date.fromisoformat(str(given))
    except ValueError:
        raise Refused("bad_handover", "next_date") from None
    if not today <= wanted <= today + timedelta(days=FURTHEST_DAYS):
        raise Refused("bad_handover", "next_date")
    return min(wanted, latest) if urgency != Urgency.NONE else wanted


def _the_same(earlier: Handover, values: dict[str, Any]) -> Handover:
    """Return what was taken in under this id already.

    Raises:
        Refused: 409, other words came under the same id.
    """
    try:
        if unseal(earlier.sealed_note) != values["note"]:
            raise Refused("other_content", "id", 409)
    except Unreadable:
        raise Refused("other_content", "id", 409) from None
    return earlier


def _keep(school: School, found: Offer, values: dict[str, Any]) -> tuple[Handover, Offer, bool]:
    note = values.pop("note")
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                made = Handover(
                    school=school,
                    reference=_reference(),
                    sealed_note=seal(note),
                    created=timezone.now(),
                    **values,
                )
                made.next_date = min(made.next_date, first_day(made, localdate()))
                made.save(force_insert=True)
                count(made, SENT)
            return made, found, True
        except IntegrityError:
            # The same one came twice at once, or the reference is in use.
            earlier = Handover.objects.filter(school=school, client_id=values["client_id"]).first()
            if earlier is not None:
                return _the_same(earlier, {**values, "note": note}), found, False
    raise Refused("too_many", None, 429)


def _reference() -> str:
    return "".join(secrets.choice(signs) for signs in (LETTERS, DIGITS, LETTERS, DIGITS))
