"""Courses and the background for counsellors, one file each."""

from typing import Any

from directory.learning.models import Course, Programme
from directory.learning.models.course import AUDIENCES, OF_A_DAY, WITHOUT_DAY, Kind, Status
from directory.learning.models.programme import Nature
from directory.loading.entry import Entry
from directory.loading.files import Files
from directory.loading.places import REGIONS
from directory.loading.services import CONFIDENCE, SOURCES
from directory.loading.taxonomy import terms
from directory.loading.wanted import Wanted
from directory.resources.models import Region, record_id

COURSES = "courses.yml"
PROGRAMMES = "programmes.yml"


class LearningReader:
    """Reads both files into what is wanted. Nobody has confirmed what they say: a person does that in the admin."""

    def __init__(self, files: Files, wanted: Wanted) -> None:
        self.files = files
        self.wanted = wanted
        self.regions = {row.code: row for row in wanted.of(Region).values()}
        self.topics = terms(wanted, "topic")
        self.sources: dict[str, Any] = files.yaml(SOURCES) or {}

    def read(self) -> None:
        """Want every course and every piece of background.

        Raises:
            KnowledgeError: a file is missing or wrong.
        """
        for position, entry in enumerate(self.files.entries(COURSES, self.files.yaml(COURSES) or [])):
            self.wanted.add(self._course(entry, position))
            entry.done()
        for position, entry in enumerate(self.files.entries(PROGRAMMES, self.files.yaml(PROGRAMMES) or [])):
            row = self._programme(entry, position)
            self.wanted.add(row)
            codes = entry.optional_codes("topics", self.topics, "labels.yml")
            self.wanted.link(Programme.topics.through, row.id, [self.topics[code].id for code in codes])
            entry.done()

    def _course(self, entry: Entry, position: int) -> Course:
        status = entry.choice("status", Status.values)
        starts_on = entry.day("starts_on") if status in OF_A_DAY else entry.optional_day("starts_on")
        if starts_on and status in WITHOUT_DAY:
            raise entry.error("starts_on", "day_without_status")
        ends_on = entry.optional_day("ends_on")
        if ends_on and (starts_on is None or ends_on < starts_on):
            raise entry.error("ends_on", "course_days_crossed")
        audience = entry.codes("audience", AUDIENCES, COURSES)
        return Course(
            id=record_id("course", entry.name),
            kind=entry.choice("kind", Kind.values),
            organizer=entry.text("organizer"),
            status=status,
            starts_on=starts_on,
            ends_on=ends_on,
            sign_up_by=entry.optional_day("sign_up_by"),
            place=entry.optional_text("place"),
            **{f"for_{one}": one in audience for one in AUDIENCES},
            **self._common(entry, position),
        )

    def _programme(self, entry: Entry, position: int) -> Programme:
        return Programme(
            id=record_id("programme", entry.name),
            nature=entry.choice("nature", Nature.values),
            at_school=entry.text("at_school"),
            **self._common(entry, position),
        )

    def _common(self, entry: Entry, position: int) -> dict[str, Any]:
        """Return what both have."""
        region = entry.code("region", self.regions, REGIONS, optional=True)
        key = entry.code("source", self.sources, SOURCES)
        source = Entry(SOURCES, key, self.sources[key])
        return {
            "title": entry.text("title"),
            "region": self.regions[region] if region else None,
            "about": entry.text("about"),
            "url": entry.url("url"),
            "source_name": source.text("name"),
            "source_url": source.url("url"),
            "source_date": source.text("date"),
            "confidence": entry.choice("confidence", CONFIDENCE),
            "checked_on": entry.day("checked"),
            "position": position,
        }
