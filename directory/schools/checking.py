"""Asks the lint about a plan in the database."""

from functools import cache

import yaml
from django.conf import settings
from django.utils.timezone import localdate

from directory.resources.models import TaxonomyTerm
from directory.schools.content import content_of, team_content
from directory.schools.lint import Around, Finding, lint
from directory.schools.models import Plan, School, Trigger
from directory.schools.models.school import Purpose
from directory.schools.skeleton import titles


def check(plan: Plan) -> list[Finding]:
    """Return what is wrong with the draft today."""
    return lint(content_of(plan), around(plan.school, plan))


def around(school: School, plan: Plan) -> Around:
    """Return what the lint needs to know besides the plan."""
    approved = plan.approved_now
    team = getattr(school, "onsite_team", None)
    return Around(
        today=localdate(),
        roles=names("role"),
        topics=names("topic"),
        triggers=dict(Trigger.choices),
        purposes=dict(Purpose.choices),
        mailboxes={box.purpose: box.address for box in school.mailboxes.all()},
        digest_mailbox=school.digest_mailbox,
        first_names=first_names(),
        approved=approved.approved if approved else None,
        team=team_content(team) if team else None,
        headings=titles(),
    )


def names(taxonomy: str) -> dict[str, str]:
    """Return the Danish name of every code of a taxonomy, in the taxonomy's own order."""
    return dict(TaxonomyTerm.objects.filter(taxonomy=taxonomy).values_list("code", "name"))


@cache
def first_names() -> frozenset[str]:
    """Return the first names of names.yml in small letters: by them a person's own mailbox is known."""
    groups = yaml.safe_load((settings.KNOWLEDGE / "names.yml").read_text("utf-8"))["first_names"]
    return frozenset(name.casefold() for group in groups.values() for name in group)
