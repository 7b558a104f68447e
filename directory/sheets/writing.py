"""Writing a difference: exactly what was shown, all of it or nothing."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from simple_history.utils import bulk_create_with_history

from directory.resources.freshness import contact_fingerprint, last_day
from directory.resources.models import Contact, Origin, Phone, Record, Schedule, Service, ServiceArea, Verification
from directory.schools.models import School
from directory.sheets.changing import change
from directory.sheets.compare import CHANGED, NEW, Comparer, Difference, Planned
from directory.sheets.creating import Made, made_for
from directory.sheets.stored import fetched
from directory.sheets.vocabulary import Identity
from directory.sheets.wording import choices, folded, message

BATCH = 500


class Writer:
    """Writes one difference for one school in the name of one user (None on the command line)."""

    def __init__(self, school: School, comparer: Comparer, user: Any) -> None:
        self.school = school
        self.comparer = comparer
        self.user = user

    @transaction.atomic
    def write(self, difference: Difference) -> None:
        """Write.

        Raises:
            ValueError: something in the sheet is wrong, so nothing may be written.
        """
        if difference.problems:
            raise ValueError("a sheet with problems is never written")
        services = {row.identity: self.comparer.own[row.identity] for row in difference.of(CHANGED)}
        for row in difference.of(CHANGED):
            change(services[row.identity], row, self.comparer.vocabulary, self.user)
        services |= self._create(difference.of(NEW))
        self._confirm([row for row in difference.rows if row.confirmation], services)

    def _create(self, rows: list[Planned]) -> dict[Identity, Service]:
        """Make the school's own rows, many at a time."""
        made = [made_for(row, self.school, self.comparer) for row in rows]
        services = self._bulk(Service, [one.service for one in made])
        for model in (ServiceArea, Schedule, Phone, Contact):
            self._bulk(model, [child for one in made for child in one.children if isinstance(child, model)])
        self._link_topics(made)
        return {row.identity: service for row, service in zip(rows, services, strict=True)}

    def _bulk(self, model: type[Any], rows: list[Any]) -> list[Any]:
        for row in rows:
            if isinstance(row, Record):
                row.origin = Origin.PERSON
        reason = message("reason")
        bulk_create_with_history(rows, model, batch_size=BATCH, default_user=self.user, default_change_reason=reason)
        return rows

    def _link_topics(self, made: list[Made]) -> None:
        """Link the topics, in the history too: rows made many at a time leave their links out of it."""
        link = Service.topics.through._default_manager
        links = [link.model(service=one.service, taxonomyterm=term) for one in made for term in one.topics]
        link.bulk_create(links, batch_size=BATCH)
        ids = [one.service.pk for one in made]
        past = dict(Service.history.filter(id__in=ids).values_list("id", "history_id"))
        past_link = apps.get_model("resources", "HistoricalService_topics")
        past_links = [
            past_link(id=pk, history_id=past[service], service_id=service, taxonomyterm_id=term)
            for pk, service, term in link.filter(service__in=ids).values_list("pk", "service_id", "taxonomyterm_id")
        ]
        past_link._default_manager.bulk_create(past_links, batch_size=BATCH)

    def _confirm(self, rows: list[Planned], services: dict[Identity, Service]) -> None:
        """Write the confirmations: each keeps the contact as it stands now, after everything else."""
        own = self.comparer.own
        wanted = {(services.get(row.identity) or own[row.identity]).pk: row for row in rows}
        current = fetched(Service.objects.filter(pk__in=list(wanted)))
        self._bulk(Verification, [self._verification(service, wanted[service.pk]) for service in current])

    def _verification(self, service: Service, row: Planned) -> Verification:
        said = row.confirmation
        day = datetime.strptime(said["confirmed_on"], "%d-%m-%Y").date()
        return Verification(
            service=service,
            assurer=said["confirmed_by"],
            assured_date=day,
            how=choices("how").get(folded(said["how"]), ""),
            valid_to=last_day(day, crisis=service.is_crisis),
            confirmed_contact=contact_fingerprint(service),
            recorded_by=self.user,
        )
