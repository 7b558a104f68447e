"""Searching services as a counsellor does: "horsens ssp", "0756", "rusmidler i Århus"."""

from typing import Any

from django.db.models import Q

from directory.resources.models import Municipality, Region, Service, ServiceArea, TaxonomyTerm


def matching(rows: Any, text: str) -> Any:
    """Return the rows in which every word stands: in a place, a role, a topic, the name or the key.

    Places and terms are matched here, not in the database: they are few, and SQLite does not fold æøå.
    """
    for word in text.casefold().split():
        rows = rows.filter(_somewhere(word))
    return rows


def _somewhere(word: str) -> Q:
    """Return the condition that one word stands in one of those places."""
    municipalities = Municipality.objects.values_list("code", "name")
    regions = Region.objects.values_list("code", "name")
    uris = [code for code, name in [*municipalities, *regions] if word == code or word in name.casefold()]
    found = TaxonomyTerm.objects.values_list("pk", "name", "code")
    terms = [pk for pk, name, code in found if word in name.casefold() or word in code]
    # The word as typed and with a capital: the two ways in which a name holds it.
    wanted = Q(name__icontains=word) | Q(name__icontains=word.capitalize()) | Q(key__icontains=word)
    if uris:
        wanted |= Q(id__in=ServiceArea.objects.filter(uri__in=uris).values("service_id"))
    if terms:
        wanted |= Q(role__in=terms)
        wanted |= Q(id__in=Service.topics.through.objects.filter(taxonomyterm__in=terms).values("service_id"))
    return wanted
