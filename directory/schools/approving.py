"""A leader approves the draft; from then on teachers see it. The earlier versions are kept as they were."""

import hashlib
import json
from datetime import date
from typing import Any

from django.db import transaction

from directory.resources.models import Origin
from directory.schools.checking import check
from directory.schools.content import Content, content_of
from directory.schools.lint import blocks
from directory.schools.models import ApprovedPlan, Plan
from directory.schools.owning import own_plan
from directory.schools.saying import say


class CannotApprove(ValueError):
    """The plan may not be approved as it stands; the text says why, in Danish."""


def fingerprint(content: Content) -> str:
    """Return a short mark of a draft: what a leader read is what she approves."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def is_draft(plan: Plan) -> bool:
    """Tell whether the plan differs from what was approved."""
    approved = plan.approved_now
    return approved is None or content_of(plan) != approved.content


@transaction.atomic
def approve(plan: Plan, user: Any, read: str, today: date) -> ApprovedPlan:
    """Approve the draft as the next version.

    Args:
        plan: the plan.
        user: who approves; the caller has asked whether she may.
        read: the fingerprint of the draft that she was shown.
        today: the date of the approval.

    Raises:
        CannotApprove: the lint found errors, or the draft was changed after she read it.
    """
    # One approval at a time: two leaders at once must not make the same version.
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    content = content_of(plan)
    if fingerprint(content) != read:
        raise CannotApprove(say("approve_changed"))
    if blocks(check(plan)):
        raise CannotApprove(say("approve_errors"))
    latest = plan.approved_now
    own_plan(plan)
    return ApprovedPlan.objects.create(
        plan=plan,
        version=latest.version + 1 if latest else 1,
        approved=today,
        approved_by=user,
        content=content,
        origin=Origin.PERSON,
    )
