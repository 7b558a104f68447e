"""What is in the pack of a storylab: the period's map of one municipality, its balkort, and the three questions."""

from typing import Any
from urllib.parse import urlencode

from django.utils.timezone import localdate

from directory.ties import drawing
from directory.ties.inviting import role_name
from directory.ties.models.invitation import Invitation
from directory.ties.models.storylab import Storylab
from directory.ties.periods import Half
from directory.ties.relations import Column, relations
from directory.ties.saying import say

# Room on the paper for what is decided there.
EMPTY_LINES = 5
QUESTIONS = ("workflows", "effects", "next_steps")


def pack(storylab: Storylab) -> dict[str, Any]:
    """Return what the template of the pack needs."""
    half = Half(storylab.half)
    place = Column(storylab.municipality.code, storylab.municipality.name)
    found = relations(storylab.school, half)
    cells = found.column(place.code)
    return {
        "storylab": storylab,
        "half": half,
        "cells": drawing.shown(found, place),
        "overlooked": [line.role for line in found.overlooked],
        "to_talk_about": [cell for cell in cells if cell.needs_a_talk],
        "known": sum(cell.level.is_known for cell in cells),
        "total": len(cells),
        "picture": urlencode({"skole": storylab.school.slug, "periode": half.code, "kommune": place.code}),
        "balls": [(one, role_name(one), say(f"reason_{one.reason}")) for one in _balls(storylab, half)],
        "questions": [(say(f"lab_{code}"), say(f"lab_{code}_help"), getattr(storylab, code)) for code in QUESTIONS],
        "empty": range(EMPTY_LINES),
        "printed": localdate(),
    }


def _balls(storylab: Storylab, half: Half) -> list[Invitation]:
    """Return the balkort to that municipality that were drafted in the period or since."""
    rows = storylab.school.invitations.filter(municipality=storylab.municipality, drafted_on__gte=half.first)
    return list(rows.select_related("role", "school"))
