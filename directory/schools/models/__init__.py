"""Schools, their plans, and the people from outside who sit there."""

from directory.schools.models.look import SchoolLook
from directory.schools.models.plan import ApprovedPlan, Plan, PlanContact, PlanStep, Trigger
from directory.schools.models.school import School, SchoolMailbox
from directory.schools.models.team import OnsiteTeam, Presence

__all__ = [
    "ApprovedPlan",
    "OnsiteTeam",
    "Plan",
    "PlanContact",
    "PlanStep",
    "Presence",
    "School",
    "SchoolLook",
    "SchoolMailbox",
    "Trigger",
]
