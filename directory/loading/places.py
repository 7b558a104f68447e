"""Regions and municipalities, with one organization and perhaps a switchboard draft for each municipality."""

import re
from datetime import date

from directory.loading.entry import Entry
from directory.loading.files import Files
from directory.loading.wanted import Wanted
from directory.resources.models import Municipality, Organization, Phone, Region, record_id

MUNICIPALITIES = "places/municipalities.csv"
ALIASES = "places/aliases.csv"
REGIONS = "places/regions.yml"
OFFICIAL = "officielt navn"


def organization_row(name: str, description: str, website: str = "") -> Organization:
    """Return the organization of that name; the name is its key."""
    return Organization(id=record_id("organization", name), name=name, description=description, website=website)


def read_places(files: Files, wanted: Wanted, municipality_kind: str) -> dict[str, Municipality]:
    """Want all regions and municipalities; return the municipalities by code.

    Args:
        files: the knowledge folder.
        wanted: what is filled.
        municipality_kind: what to call a municipality as an organization.

    Raises:
        KnowledgeError: a file is missing or wrong.
    """
    regions, successors = _read_regions(files)
    wanted.add_all(regions.values())
    official = _official_names(files)
    found: dict[str, Municipality] = {}
    for row in files.rows(MUNICIPALITIES, ["code", "name", "region", "website", "phone", "source"], "code"):
        code = row.text("code")
        if not re.fullmatch(r"\d{4}", code):
            raise row.error("code", "not_code", value=code)
        if code in found:
            raise row.error("code", "duplicate", value=code)
        by_name = {region.name: key for key, region in regions.items()}
        key = by_name[row.code("region", by_name, REGIONS)]
        found[code] = _municipality(row, official, municipality_kind, wanted)
        wanted.regions[found[code].id] = {regions[one].id for one in [key, *successors.get(key, [])]}
    return found


def _municipality(row: Entry, official: dict[str, str], kind: str, wanted: Wanted) -> Municipality:
    """Return one municipality, and want it, its organization and its switchboard as a draft."""
    code = row.text("code")
    if code not in official:
        raise row.error("name", "no_official_name")
    website = row.url("website")
    if not website:
        raise row.error("website", "missing_field")
    organization = organization_row(official[code], kind, website)
    municipality = Municipality(
        id=record_id("municipality", code), code=code, name=row.text("name"), organization=organization
    )
    wanted.add(organization)
    wanted.add(municipality)
    number = row.phone("phone")
    if number:
        # Sourced, but nobody has tried it: a draft for a person to confirm.
        wanted.add(
            Phone(
                id=record_id("phone", "organization", code, number),
                organization=organization,
                number=number,
                published=False,
            )
        )
    return municipality


def _read_regions(files: Files) -> tuple[dict[str, Region], dict[str, list[str]]]:
    """Return the regions by code, and for each code the regions that take over from it."""
    top = files.mapping(REGIONS)
    entries = files.entries(REGIONS, top.raw("regions"))
    codes = {entry.name for entry in entries}
    regions: dict[str, Region] = {}
    successors: dict[str, list[str]] = {}
    for entry in entries:
        regions[entry.name] = Region(
            id=record_id("region", entry.name),
            code=entry.name,
            name=entry.text("name"),
            valid_from=entry.optional_day("valid_from"),
            valid_to=entry.optional_day("valid_to"),
        )
        for old in entry.codes("formed_from", codes, REGIONS) if entry.raw("formed_from") else []:
            successors.setdefault(old, []).append(entry.name)
        entry.done()
    for old, new in successors.items():
        for one in new:
            if _overlap(regions[old], regions[one]):
                raise Entry(REGIONS, one, {}).error("valid_from", "region_twice")
    return regions, successors


def _overlap(one: Region, other: Region) -> bool:
    start = max(one.valid_from or date.min, other.valid_from or date.min)
    return start <= min(one.valid_to or date.max, other.valid_to or date.max)


def _official_names(files: Files) -> dict[str, str]:
    """Return "Ikast-Brande Kommune" for "0756" and so on."""
    rows = files.rows(ALIASES, ["alias", "code", "kind", "note", "source"], "alias")
    return {row.text("code"): row.text("alias") for row in rows if row.optional_text("note") == OFFICIAL}
