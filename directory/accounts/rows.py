"""Whose a row is."""

from django.db.models import Model

from directory.schools.models import School

# From a row to the row that it belongs to.
OWNERS = ("service", "plan", "team")


def school_of(row: Model) -> School | None:
    """Return the school that a row belongs to, directly or through the service or plan it is part of.

    None means that the row is shared.
    """
    if isinstance(row, School):
        return row
    school = getattr(row, "school", None)
    if isinstance(school, School):
        return school
    owner = next((found for name in OWNERS if (found := getattr(row, name, None)) is not None), None)
    return school_of(owner) if isinstance(owner, Model) else None
