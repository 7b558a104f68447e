"""The states of very many services at once, for a filter: the same rule as for one (freshness.py), fetched flatly."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.db.models import QuerySet

from directory.resources.freshness import State, assurance
from directory.resources.models import Contact, Phone, Service, Verification


class Rows(list[Any]):
    """Rows that are fetched already; asked as Django's tables are."""

    def all(self) -> "Rows":
        """Return the rows."""
        return self


@dataclass
class Seen:
    """As much of a service as freshness.py looks at: building 12,000 whole ones takes seconds."""

    url: str
    is_example: bool
    is_crisis: bool
    phones: Rows = field(default_factory=Rows)
    contacts: Rows = field(default_factory=Rows)
    verifications: Rows = field(default_factory=Rows)


def states(services: "QuerySet[Service]", today: date) -> dict[Any, State]:
    """Return the states on that day of those of the services that anybody has looked at; all others are unconfirmed."""
    words = Verification.objects.filter(service__in=services.order_by().values("pk"))
    newest: dict[Any, Verification] = {}
    for word in words.order_by("-assured_date", "-created_at").iterator():
        newest.setdefault(word.service_id, word)
    wanted = Service.objects.filter(pk__in=words.values("service_id"))
    seen = {
        pk: Seen(url, is_example, is_crisis, verifications=Rows([newest[pk]]))
        for pk, url, is_example, is_crisis in wanted.values_list("pk", "url", "is_example", "is_crisis").iterator()
    }
    for pk, rows in _by_service(Phone, words):
        seen[pk].phones = rows
    for pk, rows in _by_service(Contact, words):
        seen[pk].contacts = rows
    return {pk: assurance(cast(Service, one), today).state for pk, one in seen.items()}


def _by_service(model: Any, words: "QuerySet[Verification]") -> Iterator[tuple[Any, Rows]]:
    """Yield the numbers or contacts in use, service by service."""
    found: dict[Any, Rows] = defaultdict(Rows)
    for row in model.objects.filter(published=True, service__in=words.values("service_id")).iterator():
        found[row.service_id].append(row)
    yield from found.items()
