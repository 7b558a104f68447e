"""The history of a row and of the tables below it, and the way back to an earlier version."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from simple_history.template_utils import HistoricalRecordContextHelper

from directory.loading.store import REASON as LOADED
from directory.resources.models import (
    Contact,
    Organization,
    Origin,
    Phone,
    Record,
    Schedule,
    Service,
    ServiceArea,
    Verification,
)
from directory.resources.saying import say

# The tables below a row, and the column by which they belong to it.
BELOW: dict[type[models.Model], tuple[str, tuple[type[models.Model], ...]]] = {
    Service: ("service", (Phone, Contact, Schedule, ServiceArea, Verification)),
    Organization: ("organization", (Phone, Verification)),
}
# A row and its tables are deleted in one transaction, but each writes its own time.
TOGETHER = timedelta(seconds=5)
# The library shortens longer texts, with a mark in English.
LONGEST = 5000


class CannotRestore(ValueError):
    """The version cannot come back; the text says why, in Danish."""


@dataclass(frozen=True)
class Change:
    """One entry: what happened to one row, and what its button does (`undo`, `remove`, `return` or "")."""

    record: Any
    what: str
    fields: list[dict[str, Any]] = field(default_factory=list)
    button: str = ""
    target: Any = None


def changes(owner_model: type[models.Model], pk: Any) -> list[Change]:
    """Return the history of a row and of the tables below it, newest first."""
    found = list(_of_rows(owner_model, {"id": pk}))
    column, below = BELOW[owner_model]
    for model in below:
        found += _of_rows(model, {f"{column}_id": pk})
    return sorted(found, key=lambda change: (change.record.history_date, change.record.history_id), reverse=True)


def _of_rows(model: Any, wanted: dict[str, Any]) -> Iterator[Change]:
    """Yield the changes of the rows of one model, each compared with the version before it."""
    by_row: dict[Any, list[Any]] = {}
    records = model.history.filter(**wanted).select_related("history_user").order_by("history_date", "history_id")
    for record in records:
        by_row.setdefault(record.id, []).append(record)
    for versions in by_row.values():
        for number, record in enumerate(versions):
            before = versions[number - 1] if number else None
            button, target = _way_back(record, before, newest=number == len(versions) - 1)
            yield Change(record, model._meta.verbose_name, _differences(model, record, before), button, target)


def _way_back(record: Any, before: Any, *, newest: bool) -> tuple[str, Any]:
    """Return the button of an entry, and the version that it leads to.

    The newest entry of a row is undone; an older one is returned to. What was deleted comes back as it was.
    """
    if record.history_type == "-":
        return ("undo", record) if newest else ("", None)
    if not newest:
        return "return", record
    if before is not None:
        return "undo", before
    return ("", None) if type(record.instance) in BELOW else ("remove", record)


def _differences(model: Any, record: Any, before: Any) -> list[dict[str, Any]]:
    """Return what was changed, as the names and values that a person reads; what was there, of a new or deleted row."""
    if before is None or record.history_type == "-":
        return [{"field": "", "old": "", "new": str(record.instance)}]
    # The loader writes no topics into the history: nothing to compare with.
    hidden = {"topics"} if model is Service and not knows_topics(before) else set()
    delta = record.diff_against(before, excluded_fields=hidden, foreign_keys_are_objs=True)
    readable = ReadableChanges(model, record, max_displayed_delta_change_chars=LONGEST)
    found: list[dict[str, Any]] = readable.context_for_delta_changes(delta)
    return found


class ReadableChanges(HistoricalRecordContextHelper):
    """Writes several topics as "Angst, Stress", not as Python does."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        """Return what is written of a value."""
        prepared = super().prepare_delta_change_value(change, value)
        return ", ".join(str(one) for one in prepared) if isinstance(prepared, list) else prepared


def knows_topics(record: Any) -> bool:
    """Tell whether a version of a service says which topics it had."""
    return bool(record.history_change_reason != LOADED and record.history_type != "-")


@transaction.atomic
def restore(record: Any, kept: Iterable[str] = ()) -> models.Model:
    """Bring a row back to a version of its history; the row is then a person's. The history goes on, nothing is lost.

    Args:
        record: the version.
        kept: names of fields that stay as they are today: what the user may not change goes back for nobody.

    A confirmation keeps what was confirmed then, so a number that comes back is confirmed only when the latest word was
    about that very number.

    Raises:
        CannotRestore: another row has taken its place, or something that it needs is gone.
    """
    row: models.Model = record.instance
    present = type(row)._default_manager.filter(pk=row.pk).first()
    if isinstance(row, Service) and isinstance(present, Service):
        # A row never changes hands by going back.
        for name in {"school_id", *kept}:
            setattr(row, name, getattr(present, name))
    if isinstance(row, Record):
        row.origin = Origin.PERSON
    # Not as a new row: a confirmation would then take today's contact for the confirmed one.
    row._state.adding = False
    _check(row)
    # Before saving, which adds to the history.
    topics = _topics_of(record) if isinstance(row, Service) else None
    row.save()
    _keep_age(row, record)
    if isinstance(row, Service) and topics is not None:
        row.topics.set(topics)
    if present is None:
        _restore_below(row, record)
    return row


def _check(row: models.Model) -> None:
    """Refuse a version that no longer fits in."""
    for one in row._meta.concrete_fields:
        key = getattr(row, one.attname)
        if one.related_model and key is not None and not one.related_model._default_manager.filter(pk=key).exists():
            raise CannotRestore(say("restore_missing", what=str(one.verbose_name).capitalize()))
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        raise CannotRestore(say("restore_refused", why=" ".join(error.messages))) from error


def _keep_age(row: models.Model, record: Any) -> None:
    """Give back when the row was first made: an old confirmation that comes back must not be the latest word."""
    made = [one.name for one in row._meta.concrete_fields if getattr(one, "auto_now_add", False)]
    if made:
        type(row)._default_manager.filter(pk=row.pk).update(**{name: getattr(record, name) for name in made})


def _topics_of(record: Any) -> list[Any] | None:
    """Return the topics of a version, or the newest known ones when it was deleted; None when nothing is known."""
    known = record if knows_topics(record) else None
    if record.history_type == "-":
        earlier = Service.history.filter(id=record.id).exclude(history_type="-").exclude(history_change_reason=LOADED)
        known = earlier.order_by("-history_date", "-history_id").first()
    return None if known is None else [one.taxonomyterm_id for one in known.topics.all() if one.taxonomyterm_id]


def _restore_below(row: models.Model, record: Any) -> None:
    """Bring back the rows that were deleted together with the one they belong to."""
    if type(row) not in BELOW:
        return
    column, below = BELOW[type(row)]
    around = (record.history_date - TOGETHER, record.history_date + TOGETHER)
    for model in below:
        history: Any = model.history  # type: ignore[attr-defined]  # simple_history gives every one of them a history
        deleted = history.filter(**{f"{column}_id": row.pk}, history_type="-", history_date__range=around)
        for one in deleted:
            if not model._default_manager.filter(pk=one.id).exists():
                restore(one)


def deleted_rows(model: Any) -> list[Any]:
    """Return the newest version of every row that is gone, newest first."""
    gone = model.history.filter(history_type="-").exclude(id__in=model._default_manager.values("pk"))
    newest: dict[Any, Any] = {}
    for record in gone.select_related("history_user").order_by("-history_date", "-history_id"):
        newest.setdefault(record.id, record)
    return list(newest.values())
