"""Writing what is wanted: all of it or nothing, only what differs, and never over a person's work."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from directory.learning.models import Course, Programme
from directory.loading.wanted import Wanted
from directory.resources.models import (
    Contact,
    Municipality,
    Organization,
    Phone,
    Record,
    Region,
    Schedule,
    Service,
    ServiceArea,
    TaxonomyTerm,
    Verification,
)
from directory.schools.models import (
    ApprovedPlan,
    OnsiteTeam,
    Plan,
    PlanContact,
    PlanStep,
    Presence,
    School,
    SchoolMailbox,
)

# Rows that others point at come first; what is no longer wanted is removed in the other direction.
ORDER: tuple[type[Record], ...] = (
    TaxonomyTerm,
    Region,
    Organization,
    Municipality,
    Service,
    ServiceArea,
    Schedule,
    Phone,
    Contact,
    School,
    Plan,
    PlanStep,
    PlanContact,
    ApprovedPlan,
    SchoolMailbox,
    OnsiteTeam,
    Presence,
    Course,
    Programme,
)
BATCH = 500
# Stands in the history of a row, in the admin.
REASON = "Indlæst fra videnfilerne"


@dataclass
class Counts:
    """How many rows were made, changed, removed, and left alone because a person has changed or confirmed them."""

    created: int = 0
    updated: int = 0
    deleted: int = 0
    kept: int = 0


class Store:
    """Brings the database to what is wanted."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.counts = Counts()
        verified = Verification.objects.values_list("service_id", "organization_id")
        self.verified = {owner for pair in verified for owner in pair if owner}
        persons = {"origin": "person"}
        self.persons_plans = set(Plan.objects.filter(**persons).values_list("pk", flat=True))
        # Hours belong together: who has corrected the words, or taken times away, means all of them.
        changed = Schedule.objects.filter(**persons).values_list("service_id", flat=True)
        deleted = Schedule.history.filter(history_type="-", history_user__isnull=False)
        self.persons_hours = {*changed, *deleted.values_list("service_id", flat=True)}
        self.persons_schools = set(School.objects.filter(**persons).values_list("pk", flat=True))

    @transaction.atomic
    def save(self) -> Counts:
        """Write everything in one transaction and return what was done. A second run does nothing."""
        for model in ORDER:
            self._write(model)
        self._link(Municipality.regions.through, "municipality_id", "region_id", self.wanted.regions)
        self._link(Service.topics.through, "service_id", "taxonomyterm_id", self.wanted.topics)
        for through, links in self.wanted.school_links.items():
            left, right = (field.attname for field in through._meta.concrete_fields if field.is_relation)
            self._link(through, left, right, links)
        for model in reversed(ORDER):
            self._remove(model)
        return self.counts

    def _write(self, model: type[Record]) -> None:
        """Create what is missing and update what differs."""
        existing = {row.pk: row for row in model._default_manager.all()}
        fresh: list[Record] = []
        changed: list[Record] = []
        for pk, row in self.wanted.of(model).items():
            present = existing.get(pk)
            if self._is_persons(row, present):
                self.counts.kept += present is None or bool(_differing(row, present))
            elif present is None:
                fresh.append(row)
            elif _differing(row, present):
                changed.append(row)
        bulk_create_with_history(fresh, model, batch_size=BATCH, default_change_reason=REASON)
        names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
        bulk_update_with_history(changed, model, names, batch_size=BATCH, default_change_reason=REASON)
        self.counts.created += len(fresh)
        self.counts.updated += len(changed)

    def _is_persons(self, row: Record, present: Record | None) -> bool:
        """Tell whether the row belongs to a person: its own change, or part of what one has confirmed."""
        if present is not None and present.origin != "knowledge":
            return True
        if isinstance(row, Phone | Contact):
            return bool({row.service_id, getattr(row, "organization_id", None)} & self.verified)
        if isinstance(row, Schedule):
            return row.service_id in self.persons_hours
        if isinstance(row, PlanStep | PlanContact | ApprovedPlan):
            return row.plan_id in self.persons_plans
        if isinstance(row, SchoolMailbox | OnsiteTeam | Presence):
            school = row.team.school_id if isinstance(row, Presence) else row.school_id
            return school in self.persons_schools
        if isinstance(row, Service) and isinstance(present, Service) and row.id in self.verified:
            # The page is part of what was confirmed; the rest of the service may be reworded.
            row.url = present.url
        return False

    def _link(self, through: Any, left: str, right: str, wanted: dict[UUID, set[UUID]]) -> None:
        """Bring the links of the loaded rows to what is wanted; links of a person's rows stay."""
        owner = through._meta.get_field(left.removesuffix("_id")).related_model
        ours = set(owner._default_manager.filter(origin="knowledge").values_list("pk", flat=True)) & set(wanted)
        present = {(one, other): pk for pk, one, other in through.objects.values_list("pk", left, right) if one in ours}
        target = {(one, other) for one in ours for other in wanted[one]}
        fresh = [through(**{left: one, right: other}) for one, other in sorted(target - set(present))]
        stale = [pk for pair, pk in present.items() if pair not in target]
        through.objects.bulk_create(fresh, batch_size=BATCH)
        through.objects.filter(pk__in=stale).delete()
        self.counts.created += len(fresh)
        self.counts.deleted += len(stale)

    def _remove(self, model: type[Record]) -> None:
        """Remove loaded rows that are no longer wanted; take a service with a person's work out of use instead."""
        wanted = self.wanted.of(model)
        stale = [row for row in model._default_manager.filter(origin="knowledge") if row.pk not in wanted]
        for row in stale:
            if isinstance(row, Service) and self._has_persons_work(row):
                if row.status != "inactive":
                    Service.objects.filter(pk=row.pk).update(status="inactive")
                    self.counts.updated += 1
            elif not self._is_persons(row, row):
                try:
                    with transaction.atomic():
                        row.delete()
                    self.counts.deleted += 1
                except models.ProtectedError:
                    # Something that a person made still needs it.
                    self.counts.kept += 1

    def _has_persons_work(self, service: Service) -> bool:
        mine = {"origin": "person"}
        return (
            service.pk in self.verified
            or service.phones.filter(**mine).exists()
            or service.contacts.filter(**mine).exists()
        )


def _differing(row: Record, present: Record) -> list[str]:
    """Return the names of the fields in which two rows differ."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    return [field.name for field in fields if getattr(row, field.attname) != getattr(present, field.attname)]
