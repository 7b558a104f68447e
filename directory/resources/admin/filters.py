"""Filters of the list of services. Long ones are a box to choose in, not a hundred links."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate

from directory.resources.models import Municipality, Service, ServiceArea, TaxonomyTerm
from directory.resources.saying import say
from directory.resources.states import states


class ChooseFilter(admin.SimpleListFilter):
    """A filter with a box and a button."""

    template = "resources/choose_filter.html"

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Yield the options; `kept` are the other filters, which the form sends along."""
        self.kept = parse_qsl(changelist.get_query_string(remove=[self.parameter_name, "p"])[1:])
        yield {"selected": self.value() is None, "value": "", "display": "Alle"}
        for value, name in self.lookup_choices:
            yield {"selected": self.value() == str(value), "value": value, "display": name}


class MunicipalityFilter(ChooseFilter):
    """Services of one municipality."""

    title = "kommune"
    parameter_name = "kommune"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """All municipalities by name."""
        return list(Municipality.objects.order_by("name").values_list("code", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> QuerySet[Service]:
        """Those that cover it and not a whole region."""
        if self.value() is None:
            return queryset
        return queryset.filter(id__in=ServiceArea.objects.filter(uri=self.value()).values("service_id"))


def terms(taxonomy: str) -> list[tuple[Any, str]]:
    """Return the codes and names of a list, by name."""
    return list(TaxonomyTerm.objects.filter(taxonomy=taxonomy).order_by("name").values_list("code", "name"))


class RoleFilter(ChooseFilter):
    """Services of one role."""

    title = "rolle"
    parameter_name = "rolle"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """The roles that have services."""
        used = set(TaxonomyTerm.objects.filter(role_services__isnull=False).values_list("code", flat=True))
        return [term for term in terms("role") if term[0] in used]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> QuerySet[Service]:
        """Those with that role."""
        return queryset.filter(role__code=self.value()) if self.value() else queryset


class TopicFilter(ChooseFilter):
    """Services that help with one topic."""

    title = "emne"
    parameter_name = "emne"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """All topics."""
        return terms("topic")

    def queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> QuerySet[Service]:
        """Those with that topic."""
        if not self.value():
            return queryset
        topics = TaxonomyTerm.objects.filter(taxonomy="topic", code=self.value())
        return queryset.filter(
            id__in=Service.topics.through.objects.filter(taxonomyterm__in=topics).values("service_id")
        )


class StateFilter(admin.SimpleListFilter):
    """Confirmed, ageing, expired, or not confirmed: what freshness.py says today."""

    title = "tilstand"
    parameter_name = "tilstand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """The four states."""
        return [(state, say(f"state_{state}")) for state in ("confirmed", "ageing", "expired", "unconfirmed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> QuerySet[Service]:
        """Those in that state."""
        if self.value() not in dict(self.lookup_choices):
            return queryset
        found = states(queryset, localdate())
        if self.value() == "unconfirmed":
            others = [pk for pk, state in found.items() if state != "unconfirmed"]
            return queryset.exclude(is_example=True).exclude(pk__in=others)
        return queryset.filter(pk__in=[pk for pk, state in found.items() if state == self.value()])


class OwnFilter(admin.SimpleListFilter):
    """A school's own rows, or the shared ones."""

    title = "egne eller fælles"
    parameter_name = "egne"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        """Own, shared."""
        return [("ja", "Skolens egne"), ("nej", "Fælles")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Service]) -> QuerySet[Service]:
        """By whether the row has a school."""
        if self.value() not in ("ja", "nej"):
            return queryset
        return queryset.filter(school__isnull=self.value() == "nej")
