"""The way from an empty school to an approved plan, step by step: what is done, and where to do the rest."""

from dataclasses import dataclass, field

from django.urls import reverse

from directory.schools.charging import is_set_up
from directory.schools.checking import check
from directory.schools.lint import WANTED_MAILBOXES, Finding, blocks
from directory.schools.models import Plan, School
from directory.schools.skeleton import is_answered

# Findings that belong to the step "roles and contacts"; the others are for the step "texts".
OF_CONTACTS = frozenset({"no_contact", "contact_empty", "tovholder_deputy"})


@dataclass(frozen=True)
class Step:
    """One step of the guide. `optional` ones may wait; `notes` say what is left."""

    code: str
    done: bool
    href: str = ""
    optional: bool = False
    notes: tuple[Finding, ...] = field(default=())


def steps(school: School) -> list[Step]:
    """Return the steps for a school, in the order in which they are best done."""
    plan = Plan.objects.filter(school=school).first()
    findings = check(plan) if plan else []
    of_school = reverse("admin:schools_school_change", args=[school.pk])
    return [
        Step("school", True, of_school),
        Step("municipalities", school.pupil_municipalities.exists(), f"{of_school}#id_pupil_municipalities"),
        _mailboxes(school, f"{of_school}#mailboxes-group"),
        Step("charges", is_set_up(school), f"{reverse('charges')}?skole={school.slug}"),
        Step("plan", plan is not None, _of_plan(plan)),
        Step("skeleton", is_answered(plan), f"{reverse('plan_skeleton')}?skole={school.slug}" if plan else ""),
        _part("contacts", plan, findings, "#contacts-group", OF_CONTACTS),
        _part("texts", plan, findings, "#steps-group", None),
        _team(school),
        _approval(plan, findings),
    ]


def left(found: list[Step]) -> int:
    """Return how many steps must still be done."""
    return sum(not step.done and not step.optional for step in found)


def _mailboxes(school: School, href: str) -> Step:
    present = {box.purpose for box in school.mailboxes.all()}
    return Step("mailboxes", bool(school.digest_mailbox) and present.issuperset(WANTED_MAILBOXES), href)


def _of_plan(plan: Plan | None, part: str = "") -> str:
    return reverse("admin:schools_plan_change", args=[plan.pk]) + part if plan else ""


def _part(code: str, plan: Plan | None, findings: list[Finding], anchor: str, codes: frozenset[str] | None) -> Step:
    """Return a step that is done when the lint has no error of its kind."""
    errors = [finding for finding in findings if finding.level == "error"]
    mine = tuple(one for one in errors if (one.code in OF_CONTACTS if codes else one.code not in OF_CONTACTS))
    return Step(code, plan is not None and not mine, _of_plan(plan, anchor), notes=mine)


def _team(school: School) -> Step:
    team = getattr(school, "onsite_team", None)
    if team is None:
        return Step("team", False, reverse("admin:schools_onsiteteam_add") + f"?school={school.pk}", optional=True)
    return Step("team", True, reverse("admin:schools_onsiteteam_change", args=[team.pk]), optional=True)


def _approval(plan: Plan | None, findings: list[Finding]) -> Step:
    href = reverse("admin:schools_plan_approve", args=[plan.pk]) if plan and not blocks(findings) else ""
    return Step("approval", plan is not None and plan.approved_now is not None, href)
