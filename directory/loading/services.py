"""National services, and one service for each municipality and municipal function."""

from typing import Any

from directory.loading.entry import Entry
from directory.loading.files import Files
from directory.loading.hours import schedules
from directory.loading.places import MUNICIPALITIES, REGIONS, organization_row
from directory.loading.taxonomy import terms
from directory.loading.wanted import Wanted
from directory.resources.models import (
    Contact,
    Municipality,
    Organization,
    Phone,
    Region,
    Scope,
    Service,
    ServiceArea,
    record_id,
)

NATIONAL = "services/national.yml"
FUNCTIONS = "services/municipal_functions.yml"
DRAFTS = "services/municipal_drafts.csv"
SOURCES = "sources.yml"
CONFIDENCE = ("high", "medium", "low")
DRAFT_COLUMNS = ["code", "name", "page_url", "phone_as_stated", "email_as_stated", "remark"]
# The function that receives reports about under-18s: the draft pages are about it.
DRAFTS_BELONG_TO = "kommune_familieafd"


class ServiceReader:
    """Reads the files of `knowledge/services` into what is wanted."""

    def __init__(self, files: Files, wanted: Wanted, municipalities: dict[str, Municipality]) -> None:
        self.files = files
        self.wanted = wanted
        self.municipalities = municipalities
        self.topics = terms(wanted, "topic")
        self.roles = terms(wanted, "role")
        self.regions = {row.code: row for row in wanted.of(Region).values()}
        self.sources: dict[str, Any] = files.yaml(SOURCES) or {}
        top = files.mapping(NATIONAL)
        self.audiences = top.inner("audiences")
        self.sectors = top.inner("sectors")
        self.national = files.entries(NATIONAL, top.raw("services"))
        files.entries(NATIONAL, top.raw("left_out"))
        top.done()

    def read(self) -> None:
        """Want every service with its area, topics, opening hours, numbers and drafts.

        Raises:
            KnowledgeError: a file is missing or wrong.
        """
        for position, entry in enumerate(self.national):
            self._national(entry, position)
        top = self.files.mapping(FUNCTIONS)
        entries = self.files.entries(FUNCTIONS, top.raw("functions"))
        for position, entry in enumerate(entries):
            if entry.name in {one.name for one in self.national}:
                raise entry.error("id", "duplicate", value=entry.name)
            self._function(entry, position)
        self._drafts({entry.name for entry in entries})

    def _national(self, entry: Entry, position: int) -> None:
        area = self._area(entry.inner("area"))
        sector = entry.choice("sector", self.sectors.data)
        organization = self._organization(entry.text("organization"), self.sectors.text(sector))
        service = Service(
            id=record_id("service", "national", entry.name),
            organization=organization,
            name=entry.text("name"),
            url=entry.url("url"),
            sector=sector,
            scope=area[2],
            bot_use=entry.choice("bot_use", ("vis", "vis_uden_nummer")),
            phone_until=entry.optional_day("phone_until"),
            position=position,
            **self._shared(entry),
        )
        self._want(service, entry, [area[:2]])
        number = entry.phone("phone")
        if number:
            self.wanted.add(Phone(id=record_id("phone", "national", entry.name), service=service, number=number))
        entry.done("note")

    def _organization(self, name: str, description: str) -> Organization:
        """Return the wanted organization of that name, or want a new one."""
        row = organization_row(name, description)
        known = self.wanted.of(Organization).get(row.id)
        if known is not None:
            return known
        self.wanted.add(row)
        return row

    def _function(self, entry: Entry, position: int) -> None:
        """Want the function in every municipality. No number: nobody has confirmed one."""
        shared = self._shared(entry)
        name = entry.text("name")
        for code, municipality in self.municipalities.items():
            organization = municipality.organization
            service = Service(
                id=record_id("service", "municipal", code, entry.name),
                organization=organization,
                name=f"{name} i {organization.name}",
                sector="kommune",
                scope=Scope.MUNICIPAL,
                bot_use="vis",
                position=position,
                **shared,
            )
            self._want(service, entry, [(organization.name, code)])
        entry.day("checked")
        entry.done()

    def _shared(self, entry: Entry) -> dict[str, Any]:
        """Return the fields that national services and municipal functions have in common."""
        low, high = entry.ages()
        role = entry.code("role", self.roles, "roles.yml", optional=True)
        source = self._source(entry)
        return {
            "key": entry.name,
            "description": entry.text("can_contribute"),
            "can_contribute": entry.text("can_contribute"),
            "cannot_do": entry.text("cannot_do"),
            "application_process": entry.optional_text("application_process"),
            "eligibility_description": self.audiences.text(entry.choice("audience", self.audiences.data)),
            "minimum_age": low,
            "maximum_age": high,
            "role": self.roles[role] if role else None,
            "source_name": source.text("name"),
            "source_url": source.url("url"),
            "source_date": source.text("date"),
            "confidence": entry.choice("confidence", CONFIDENCE),
            "is_crisis": entry.flag("crisis"),
        }

    def _source(self, entry: Entry) -> Entry:
        """Return the source: written out, or a key of sources.yml."""
        if isinstance(entry.raw("source"), dict):
            source = entry.inner("source")
            source.optional_text("seen")
            return source
        key = entry.code("source", self.sources, SOURCES)
        return Entry(SOURCES, key, self.sources[key])

    def _area(self, area: Entry) -> tuple[str, str, Scope]:
        """Return name, code and scope of where a national service helps."""
        if area.raw("municipality"):
            code = area.code("municipality", self.municipalities, MUNICIPALITIES)
            return self.municipalities[code].organization.name, code, Scope.MUNICIPAL
        if area.raw("region"):
            code = area.code("region", self.regions, REGIONS)
            return f"Region {self.regions[code].name}", code, Scope.REGIONAL
        return "Hele landet", area.choice("country", ("DK",)), Scope.NATIONAL

    def _want(self, service: Service, entry: Entry, areas: list[tuple[str, str]]) -> None:
        """Want the service with its areas, topics and opening hours."""
        self.wanted.add(service)
        codes = entry.codes("topics", self.topics, "labels.yml")
        self.wanted.topics[service.id] = {self.topics[code].id for code in codes}
        for name, uri in areas:
            area_id = record_id("service_area", str(service.id), uri)
            self.wanted.add(ServiceArea(id=area_id, service=service, name=name, uri=uri))
        self.wanted.add_all(schedules(service, entry))

    def _drafts(self, functions: set[str]) -> None:
        """Want each page that a municipality once showed as a draft contact, never published from here."""
        services = self.wanted.of(Service)
        for row in self.files.rows(DRAFTS, DRAFT_COLUMNS, "code"):
            code = row.code("code", self.municipalities, MUNICIPALITIES)
            if DRAFTS_BELONG_TO not in functions:
                raise Entry(FUNCTIONS, DRAFTS_BELONG_TO, {}).error("id", "missing_field")
            page = row.url("page_url")
            stated = [row.optional_text("phone_as_stated"), row.optional_text("email_as_stated")]
            self.wanted.add(
                Contact(
                    id=record_id("contact", code, page),
                    service=services[record_id("service", "municipal", code, DRAFTS_BELONG_TO)],
                    name=row.text("name"),
                    url=page,
                    as_stated="\n".join(part for part in stated if part),
                    remark=row.optional_text("remark"),
                    published=False,
                )
            )
