"""Schools with their plans, one file each."""

from directory.loading.entry import Entry
from directory.loading.files import Files
from directory.loading.places import MUNICIPALITIES
from directory.loading.taxonomy import terms
from directory.loading.wanted import Wanted
from directory.messages import message
from directory.resources.models import Municipality, TaxonomyTerm, record_id
from directory.schools.models import Plan, PlanContact, PlanStep, School

TRIGGERS = ("acute", "urgent", "concern")


def read_schools(files: Files, wanted: Wanted, municipalities: dict[str, Municipality], *, production: bool) -> None:
    """Want every school of `knowledge/schools`; in production examples are left out, with a line that says so.

    Raises:
        KnowledgeError: a file is wrong, or two schools have the same slug.
    """
    roles = terms(wanted, "role")
    slugs: set[str] = set()
    for path in sorted((files.root / "schools").glob("*.yml")):
        top = files.mapping(f"schools/{path.name}")
        slug = top.name = top.text("slug")
        if slug in slugs:
            raise top.error("slug", "duplicate", value=slug)
        slugs.add(slug)
        school = School(
            id=record_id("school", slug),
            slug=slug,
            name=top.text("name"),
            municipality=municipalities[top.code("municipality", municipalities, MUNICIPALITIES)],
            is_example=top.flag("example"),
        )
        rows = [school, *PlanReader(school, roles).read(top.inner("plan"))]
        top.done()
        if school.is_example and production:
            wanted.refused.append(message("example_refused", file=top.file, entry=slug))
            continue
        wanted.add_all(rows)


class PlanReader:
    """Reads one school's plan: its steps, numbered within each trigger, and its contacts."""

    def __init__(self, school: School, roles: dict[str, TaxonomyTerm]) -> None:
        self.school = school
        self.roles = roles

    def read(self, entry: Entry) -> list[Plan | PlanStep | PlanContact]:
        """Return the rows of the plan.

        Raises:
            KnowledgeError: a field is missing or wrong, or there are no steps.
        """
        plan = Plan(
            id=record_id("plan", self.school.slug),
            school=self.school,
            version=entry.text("version"),
            approved=entry.day("approved"),
            owner_role=self._role(entry, "owner_role"),
            tovholder_role=self._role(entry, "tovholder_role"),
            tovholder_deputy_role=self._role(entry, "tovholder_deputy_role"),
        )
        numbers = dict.fromkeys(TRIGGERS, 0)
        steps = [self._step(plan, step, numbers) for step in entry.inner_list("steps")]
        if not steps:
            raise entry.error("steps", "no_steps")
        contacts = enumerate(entry.inner_list("contacts"), 1)
        rows: list[Plan | PlanStep | PlanContact] = [plan, *steps]
        rows += [self._contact(plan, contact, order) for order, contact in contacts]
        entry.done()
        return rows

    def _role(self, entry: Entry, field: str) -> TaxonomyTerm:
        return self.roles[entry.code(field, self.roles, "roles.yml")]

    def _step(self, plan: Plan, entry: Entry, numbers: dict[str, int]) -> PlanStep:
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
