"""What the log shows: sign-ins from django-axes, changes from every row's history and the admin's notes."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from axes.models import AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, F, Model, Q, Value
from django.db.models.functions import Cast
from simple_history.utils import get_history_manager_for_model

from directory.accounts.models import Membership

ACTIONS = {"+": "Oprettet", "~": "Ændret", "-": "Slettet", "1": "Oprettet", "2": "Ændret", "3": "Slettet"}
COLUMNS = ("log_source", "log_id", "log_time", "log_user", "log_action")  # no field of ours is called so
NOTES = "notes"  # the admin's own LogEntry, in the column where the others have a model


@dataclass(frozen=True)
class Wanted:
    """What part of the log is asked for; None and "" mean all."""

    person: str = ""
    first: date | None = None
    last: date | None = None

    def days(self, field: str) -> Q:
        """Return the condition on a field with a time."""
        found = Q()
        if self.first:
            found &= Q(**{f"{field}__date__gte": self.first})
        if self.last:
            found &= Q(**{f"{field}__date__lte": self.last})
        return found


@dataclass(frozen=True)
class Line:
    """One line of changes, in words."""

    time: datetime
    person: str
    action: str
    kind: str
    row: str
    what: str


def sign_ins(wanted: Wanted) -> Any:
    """Return a query of successes and failures, newest first, as dicts of time, name, address, result and way."""
    common = {"name": F("username"), "address": F("ip_address"), "way": F("path_info"), "time": F("attempt_time")}
    chosen = wanted.days("attempt_time")
    if wanted.person:
        chosen &= Q(username__icontains=wanted.person)
    columns = ("time", "name", "address", "way", "result")
    good = AccessLog.objects.filter(chosen).annotate(**common, result=Value("ok")).order_by().values(*columns)
    bad = (
        AccessFailureLog.objects.filter(chosen)
        .annotate(**common, result=Cast("locked_out", CharField()))
        .order_by()
        .values(*columns)
    )
    return good.union(bad, all=True).order_by("-time")


@cache
def tracked() -> dict[str, type[Model]]:
    """Return the models whose rows keep a history, by their label."""
    found = (model for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute"))
    return {model._meta.label: model for model in found}


def changes(wanted: Wanted) -> Any:
    """Return a query of what people changed, newest first, as dicts with COLUMNS.

    What the loader wrote is left out: the files are its history. Roles are always there, also those that the school's
    sign-in gave, where nobody here was the one.
    """
    parts = []
    for label, model in tracked().items():
        chosen = wanted.days("history_date")
        if model is not Membership or wanted.person:
            chosen &= Q(history_user__username__icontains=wanted.person)
        rows = get_history_manager_for_model(model).filter(chosen).order_by()
        parts.append(
            rows.annotate(
                log_source=Value(label),
                log_id=F("history_id"),
                log_time=F("history_date"),
                log_user=F("history_user_id"),
                log_action=F("history_type"),
            ).values(*COLUMNS)
        )
    own = ContentType.objects.get_for_models(*tracked().values()).values()
    notes = LogEntry.objects.filter(wanted.days("action_time"), user__username__icontains=wanted.person)
    first, *rest = parts
    rest.append(
        notes.exclude(content_type__in=list(own))
        .order_by()
        .annotate(
            log_source=Value(NOTES),
            log_id=F("id"),
            log_time=F("action_time"),
            log_user=F("user_id"),
            log_action=Cast("action_flag", CharField()),
        )
        .values(*COLUMNS)
    )
    return first.union(*rest, all=True).order_by("-log_time", "-log_id")


def in_words(rows: list[dict[str, Any]]) -> list[Line]:
    """Return the lines of one page, with the names of people, rows and fields."""
    people = get_user_model().objects.in_bulk({row["log_user"] for row in rows})
    kept: dict[str, dict[int, Any]] = {}
    for source in {row["log_source"] for row in rows}:
        numbers = [row["log_id"] for row in rows if row["log_source"] == source]
        manager = LogEntry.objects if source == NOTES else get_history_manager_for_model(tracked()[source])
        kept[source] = {found.pk: found for found in manager.filter(pk__in=numbers)}
    lines = []
    for row in rows:
        found = kept[row["log_source"]][row["log_id"]]
        note = row["log_source"] == NOTES
        person = people.get(row["log_user"])
        lines.append(
            Line(
                time=row["log_time"],
                person=person.get_username() if person else "Automatisk",
                action=ACTIONS[row["log_action"]],
                kind=str(found.content_type.name if note else tracked()[row["log_source"]]._meta.verbose_name),
                row=found.object_repr if note else _name(found),
                what=found.get_change_message() if note else _fields(found),
            )
        )
    return lines


def _name(found: Any) -> str:
    """Return what the row was called then; a row it hung on may be gone."""
    try:
        return str(found.instance)
    except (AttributeError, LookupError, ValueError, get_user_model().DoesNotExist):
        return ""


def _fields(found: Any) -> str:
    """Return which fields a change changed."""
    before = found.prev_record if found.history_type == "~" else None
    if before is None:
        return ""
    names = {field.name: str(field.verbose_name) for field in found.instance_type._meta.fields}
    return ", ".join(names[name] for name in found.diff_against(before).changed_fields if name in names)
