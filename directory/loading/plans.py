"""A school's plan from its file: the rows, and the approval that the file tells of."""

from directory.loading.entry import Entry
from directory.loading.wanted import Wanted
from directory.resources.models import TaxonomyTerm, record_id
from directory.schools.content import TRIGGERS, content_from
from directory.schools.models import ApprovedPlan, Plan, PlanContact, PlanStep, School

Terms = dict[str, TaxonomyTerm]


class PlanReader:
    """Reads one school's plan: its steps, numbered within each trigger, its contacts, and what was approved."""

    def __init__(self, school: School, roles: Terms, topics: Terms) -> None:
        """Name the school, and the roles and topics that its file may use."""
        self.school = school
        self.roles = roles
        self.topics = topics

    def read(self, entry: Entry, wanted: Wanted) -> Plan:
        """Want the rows of the plan.

        Raises:
            KnowledgeError: a field is missing or wrong, or there are no steps.
        """
        plan = Plan(
            id=record_id("plan", self.school.slug),
            school=self.school,
            owner_role=self._role(entry, "owner_role"),
            tovholder_role=self._role(entry, "tovholder_role"),
            tovholder_deputy_role=self._role(entry, "tovholder_deputy_role"),
        )
        wanted.add(plan)
        numbers = dict.fromkeys(TRIGGERS, 0)
        steps = [self._step(plan, step, numbers, wanted) for step in entry.inner_list("steps")]
        if not steps:
            raise entry.error("steps", "no_steps")
        contacts = [self._contact(plan, row, order) for order, row in enumerate(entry.inner_list("contacts"), 1)]
        wanted.add_all([*steps, *contacts])
        wanted.add(self._approved(plan, entry, steps, contacts, wanted))
        entry.done()
        return plan

    def _approved(
        self, plan: Plan, entry: Entry, steps: list[PlanStep], contacts: list[PlanContact], wanted: Wanted
    ) -> ApprovedPlan:
        codes = {term.pk: code for code, term in self.topics.items()}
        links = wanted.school_links.get(PlanStep.topics.through, {})
        topics = {step: [codes[pk] for pk in others] for step, others in links.items()}
        version = entry.number("version")
        return ApprovedPlan(
            id=record_id("approved_plan", self.school.slug, str(version)),
            plan=plan,
            version=version,
            approved=entry.day("approved"),
            content=content_from(plan, steps, contacts, topics),
        )

    def _role(self, entry: Entry, field: str) -> TaxonomyTerm:
        return self.roles[entry.code(field, self.roles, "roles.yml")]

    def _step(self, plan: Plan, entry: Entry, numbers: dict[str, int], wanted: Wanted) -> PlanStep:
        trigger = entry.choice("trigger", TRIGGERS)
        numbers[trigger] += 1
        step = PlanStep(
            id=record_id("plan_step", self.school.slug, trigger, str(numbers[trigger])),
            plan=plan,
            trigger=trigger,
            order=numbers[trigger],
            role=self._role(entry, "role"),
            deputy_role=self._role(entry, "deputy_role") if entry.raw("deputy_role") else None,
            within=entry.text("within"),
            text=entry.text("text"),
        )
        topics = entry.optional_codes("topics", self.topics, "labels.yml")
        wanted.link(PlanStep.topics.through, step.pk, [self.topics[code].pk for code in topics])
        entry.done()
        return step

    def _contact(self, plan: Plan, entry: Entry, order: int) -> PlanContact:
        contact = PlanContact(
            id=record_id("plan_contact", self.school.slug, str(order)),
            plan=plan,
            role=self._role(entry, "role"),
            name=entry.text("name"),
            where=entry.optional_text("where"),
            phone=entry.phone("phone"),
            order=order,
        )
        entry.done()
        return contact
