"""The team that sits at a school on fixed days, from the school's file."""

from directory.loading.entry import Entry
from directory.loading.wanted import Wanted
from directory.resources.models import TaxonomyTerm, record_id
from directory.schools.models import OnsiteTeam, Presence, School
from directory.schools.models.team import Weekday

Terms = dict[str, TaxonomyTerm]
DAYS = {day.label.lower(): day.value for day in Weekday}


class TeamReader:
    """Reads one school's team and its weekly hours."""

    def __init__(self, school: School, roles: Terms, topics: Terms) -> None:
        """Name the school, and the roles and topics that its file may use."""
        self.school = school
        self.roles = roles
        self.topics = topics

    def read(self, entry: Entry, wanted: Wanted) -> None:
        """Want the team, its hours, and its links.

        Raises:
            KnowledgeError: a field is missing or wrong.
        """
        team = OnsiteTeam(
            id=record_id("onsite_team", self.school.slug),
            school=self.school,
            name=entry.text("name"),
            phone=entry.phone("phone"),
            valid_to=entry.day("valid_to"),
        )
        wanted.add(team)
        roles = entry.codes("roles", self.roles, "roles.yml")
        topics = entry.optional_codes("topics", self.topics, "labels.yml")
        wanted.link(OnsiteTeam.roles.through, team.pk, [self.roles[code].pk for code in roles])
        wanted.link(OnsiteTeam.topics.through, team.pk, [self.topics[code].pk for code in topics])
        for number, hours in enumerate(entry.inner_list("presence"), 1):
            wanted.add(self._presence(team, hours, number))
        entry.done()

    def _presence(self, team: OnsiteTeam, entry: Entry, number: int) -> Presence:
        opens, closes = entry.clock("opens_at"), entry.clock("closes_at")
        if closes <= opens:
            raise entry.error("closes_at", "hours_crossed")
        role = entry.code("role", self.roles, "roles.yml", optional=True)
        presence = Presence(
            id=record_id("presence", self.school.slug, str(number)),
            team=team,
            weekday=DAYS[entry.choice("weekday", DAYS)],
            opens_at=opens,
            closes_at=closes,
            where=entry.text("where"),
            role=self.roles[role] if role else None,
        )
        entry.done()
        return presence
