"""Whose a row is."""

from django.db.models import Model

from directory.schools.models import School

# From a row to the row that it belongs to.
OWNERS = ("service", "plan", "team")


def school_of(row: Model) -> School | None:
    """Return the school that a row belongs to, directly or through the service or plan it is part of.

    None means that the row is shared. A version in the history may belong to a school that is gone: that is nobody's.
    """
    if isinstance(row, School):
        return row
    try:
        school = getattr(row, "school", None)
    except School.DoesNotExist:
        return School(pk=row.school_id)  # type: ignore[attr-defined]
    if isinstance(school, School):
        return school
    owner = next((found for name in OWNERS if (found := getattr(row, name, None)) is not None), None)
    return school_of(owner) if isinstance(owner, Model) else None
