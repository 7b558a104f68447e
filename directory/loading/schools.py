"""Schools with their plans, mailboxes and teams, one file each."""

from directory.loading.entry import Entry
from directory.loading.files import Files
from directory.loading.places import MUNICIPALITIES
from directory.loading.plans import PlanReader
from directory.loading.taxonomy import terms
from directory.loading.teams import TeamReader
from directory.loading.wanted import Wanted
from directory.messages import message
from directory.resources.models import Municipality, record_id
from directory.schools.models import School, SchoolMailbox
from directory.schools.models.school import Purpose


def read_schools(files: Files, wanted: Wanted, municipalities: dict[str, Municipality], *, production: bool) -> None:
    """Want every school of `knowledge/schools`; in production examples are left out, with a line that says so.

    Raises:
        KnowledgeError: a file is wrong, or two schools have the same slug.
    """
    roles, topics = terms(wanted, "role"), terms(wanted, "topic")
    slugs: set[str] = set()
    for path in sorted((files.root / "schools").glob("*.yml")):
        top = files.mapping(f"schools/{path.name}")
        slug = top.name = top.text("slug")
        if slug in slugs:
            raise top.error("slug", "duplicate", value=slug)
        slugs.add(slug)
        found = Wanted()
        school = _read_school(top, found, municipalities)
        if top.raw("onsite_team"):
            TeamReader(school, roles, topics).read(top.inner("onsite_team"), found)
        PlanReader(school, roles, topics).read(top.inner("plan"), found)
        top.done()
        if school.is_example and production:
            wanted.refused.append(message("example_refused", file=top.file, entry=slug))
        else:
            wanted.take(found)


def _read_school(top: Entry, wanted: Wanted, municipalities: dict[str, Municipality]) -> School:
    slug = top.text("slug")
    school = School(
        id=record_id("school", slug),
        slug=slug,
        name=top.text("name"),
        municipality=municipalities[top.code("municipality", municipalities, MUNICIPALITIES)],
        digest_mailbox=top.email("digest_mailbox"),
        is_example=top.flag("example"),
    )
    wanted.add(school)
    pupils = top.optional_codes("pupil_municipalities", municipalities, MUNICIPALITIES)
    wanted.link(School.pupil_municipalities.through, school.pk, [municipalities[code].pk for code in pupils])
    for entry in top.inner_list("mailboxes"):
        wanted.add(_mailbox(school, entry))
    return school


def _mailbox(school: School, entry: Entry) -> SchoolMailbox:
    purpose = entry.choice("purpose", Purpose.values)
    address = entry.text("address") and entry.email("address")
    entry.done()
    return SchoolMailbox(id=record_id("mailbox", school.slug, purpose), school=school, purpose=purpose, address=address)
