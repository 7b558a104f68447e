"""Models with HSDS 3 names, and our own; docs/directory.md says which is which."""

from directory.resources.models.places import Municipality, Region
from directory.resources.models.record import Origin, Record, record_id
from directory.resources.models.schedule import DAYS, Holidays, Schedule
from directory.resources.models.services import (
    Contact,
    Organization,
    Phone,
    Scope,
    Service,
    ServiceArea,
    TaxonomyTerm,
)
from directory.resources.models.verification import How, Verification

__all__ = [
    "DAYS",
    "Contact",
    "Holidays",
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
