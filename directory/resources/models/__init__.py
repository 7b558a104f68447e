"""Models with HSDS 3 names, and our own; docs/directory.md says which is which."""

from directory.resources.models.places import Municipality, Region
from directory.resources.models.record import Origin, Record, record_id
from directory.resources.models.services import (
    Contact,
    Organization,
    Phone,
    Schedule,
    Scope,
    Service,
    ServiceArea,
    TaxonomyTerm,
)
from directory.resources.models.verification import How, Verification

__all__ = [
    "Contact",
    "How",
    "Municipality",
    "Organization",
    "Origin",
    "Phone",
    "Record",
    "Region",
    "Schedule",
    "Scope",
    "Service",
    "ServiceArea",
    "TaxonomyTerm",
    "Verification",
    "record_id",
]
