"""Schools, their plans, and the people from outside who sit there."""

from directory.schools.models.charge import Charge, GroupMember, ProjectGroup, Subject
from directory.schools.models.look import SchoolLook
from directory.schools.models.plan import ApprovedPlan, Plan, PlanContact, PlanStep, Trigger
from directory.schools.models.school import School, SchoolMailbox
from directory.schools.models.section import PlanSection
from directory.schools.models.team import OnsiteTeam, Presence

__all__ = [
    "ApprovedPlan",
    "Charge",
    "GroupMember",
    "OnsiteTeam",
    "Plan",
    "PlanContact",
    "PlanSection",
    "PlanStep",
    "Presence",
    "ProjectGroup",
    "School",
    "SchoolLook",
    "SchoolMailbox",
    "Subject",
    "Trigger",
]
