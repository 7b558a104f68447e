"""A first draft for a school without a plan, and the way back from a draft that nobody wants."""

from django.conf import settings
from django.db import transaction

from directory.loading.files import Files
from directory.loading.plans import PlanReader
from directory.loading.wanted import Wanted
from directory.resources.models import Origin, TaxonomyTerm
from directory.schools.content import Content
from directory.schools.models import ApprovedPlan, Plan, PlanContact, PlanSection, PlanStep, School
from directory.schools.owning import own_plan

TEMPLATE = "schools/eksempelskolen.yml"


@transaction.atomic
def copy_template(school: School) -> Plan:
    """Give a school the example's plan as a draft: all the texts, but no rooms and no numbers, and nobody's approval.

    Raises:
        KnowledgeError: the example is missing or wrong.
    """
    wanted = Wanted()
    example = Files(settings.KNOWLEDGE).mapping(TEMPLATE)
    plan = PlanReader(school, terms("role"), terms("topic")).read(example.inner("plan"), wanted)
    for contact in wanted.of(PlanContact).values():
        contact.where = contact.phone = ""
    for model in (Plan, PlanStep, PlanContact):
        for row in wanted.of(model).values():
            row.origin = Origin.PERSON
            row.save(force_insert=True)
    links = wanted.school_links.get(PlanStep.topics.through, {})
    for step in wanted.of(PlanStep).values():
        step.topics.set(TaxonomyTerm.objects.filter(pk__in=links.get(step.pk, ())))
    own_plan(plan)
    return plan


@transaction.atomic
def go_back(plan: Plan, approved: ApprovedPlan) -> None:
    """Make the draft what was approved, row by row; the history keeps what is thrown away."""
    content, roles, topics = approved.content, terms("role"), terms("topic")
    for name in ("owner_role", "tovholder_role", "tovholder_deputy_role"):
        setattr(plan, name, roles[content[name]])
    plan.save()
    kept = [_put_back(plan, step, roles, topics).pk for step in content["steps"]]
    for step in plan.steps.exclude(pk__in=kept):
        step.delete()
    for contact in plan.contacts.all():
        contact.delete()
    for order, values in enumerate(content["contacts"], 1):
        PlanContact.objects.create(
            plan=plan,
            role=roles[values["role"]],
            name=values["name"],
            where=values["where"],
            phone=values["phone"] or "",
            order=order,
        )
    _put_back_sections(plan, content, roles)
    own_plan(plan)


def _put_back(plan: Plan, values: Content, roles: dict[str, TaxonomyTerm], topics: dict[str, TaxonomyTerm]) -> PlanStep:
    """Return the step, changed back or made anew under its own id."""
    plain = {name: values[name] for name in ("trigger", "order", "within", "text")}
    people = {name: roles.get(values[name]) for name in ("role", "deputy_role")}
    step, _ = PlanStep.objects.update_or_create(pk=values["id"], defaults={"plan": plan, **plain, **people})
    step.topics.set([topics[code] for code in values["topics"]])
    return step


def _put_back_sections(plan: Plan, content: Content, roles: dict[str, TaxonomyTerm]) -> None:
    """Make the answers what was approved."""
    for row in plan.sections.all():
        row.delete()
    for values in content.get("sections", []):
        plain = {name: values[name] for name in ("code", "text")}
        PlanSection.objects.create(plan=plan, role=roles.get(values["role"]), **plain)


def terms(taxonomy: str) -> dict[str, TaxonomyTerm]:
    """Return the terms of a taxonomy by code."""
    return {term.code: term for term in TaxonomyTerm.objects.filter(taxonomy=taxonomy)}
