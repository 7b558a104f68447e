"""Every service that the API gives is HSDS 3.1 as it is published, and exactly our profile of it."""

import copy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate
from hsds import PATCHES, STANDARD, by_profile, by_standard
from jsonschema import ValidationError

from directory.resources.models import Contact, Phone, Service, Verification
from directory.schools.models import School

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "directory.md"


def every_service(api: Any) -> list[dict[str, Any]]:
    first = api("services")[1]
    pages = range(2, -(-first["count"] // first["page_size"]) + 1)
    return [*first["results"], *(row for page in pages for row in api("services", page=str(page))[1]["results"])]


def rich(age_of_word: int = 0) -> Service:
    """SSP in Ikast-Brande with all that a service can have, confirmed that many days ago."""
    service = Service.objects.get(name="SSP i Ikast-Brande Kommune")
    Service.objects.filter(pk=service.pk).update(minimum_age=12, maximum_age=24, application_process="Ring først.")
    for kind in ("voice", "sms"):
        Phone.objects.create(service=service, number="11 22 33 44", type=kind)
    Contact.objects.create(
        service=service, name="SSP", email="ssp@kommune.example", url="https://kommune.example/ssp", published=True
    )
    Verification.objects.create(
        service=service, assurer="studievejleder", assured_date=localdate() - timedelta(days=age_of_word)
    )
    return service


def test_every_service_is_hsds_and_our_profile(api: Any) -> None:
    rich()
    Service.objects.filter(key="ppr", organization__name="Ikast-Brande Kommune").update(is_example=True)
    standard, profile = by_standard("service"), by_profile("service")
    services = every_service(api)
    assert len(services) == Service.objects.filter(status="active", school=None).count() > 1500
    for service in services:
        standard.validate(service)
        profile.validate(service)
    states = {service["contact_state"] for service in services}
    assert states >= {"confirmed", "unconfirmed", "example"}, "the rows that are tried must differ"


@pytest.mark.parametrize(("days", "state"), [(0, "confirmed"), (200, "ageing"), (400, "expired")])
def test_one_service_by_its_id(api: Any, days: int, state: str) -> None:
    service = rich(days)
    status, found = api(f"services/{service.pk}")
    assert status == 200
    by_standard("service").validate(found)
    by_profile("service").validate(found)
    assert found["contact_state"] == state
    assert found["id"] == str(service.pk) and found["minimum_age"] == 12
    assert found == next(row for row in api("services", municipality="0756")[1]["results"] if row["key"] == "ssp")
    assert sorted(phone["type"] for phone in found["phones"]) == ([] if state == "expired" else ["text", "voice"])


def test_a_schools_own_row_is_given_with_that_school_only(api: Any) -> None:
    own = Service.objects.get(name="SSP i Ikast-Brande Kommune")
    shared_id = own.pk
    own.pk, own.school = None, School.objects.get(slug="eksempelskolen")
    own._state.adding = True
    own.save()
    assert own.pk != shared_id
    assert api(f"services/{own.pk}")[0] == 404
    status, found = api(f"services/{own.pk}", school="eksempelskolen")
    assert status == 200
    by_profile("service").validate(found)
    assert api(f"services/{shared_id}", school="eksempelskolen")[0] == 404, "the school's own row stands in its place"


def test_the_api_says_what_it_is(api: Any) -> None:
    status, found = api("")
    assert (status, found["version"]) == (200, "3.1")
    profile = Client().get(found["profile"])
    assert profile.status_code == 200
    assert profile.json() == {f"{name}.json": patch for name, patch in PATCHES.items()}
    assert Client().get(found["openapi_url"]).status_code == 200


WRONG: list[tuple[str, Any]] = [
    ("id", "17"),
    ("id", None),
    ("name", None),
    ("status", "aktiv"),
    ("url", "www.kommune.example"),
    ("url", "https://kommune.example/æ ø"),
    ("email", "ssp"),
    ("email", None),
    ("minimum_age", "12"),
    ("minimum_age", None),
    ("assured_date", None),
    ("organization", {"id": "6f3c2f0e-5f0b-5d0c-9b0a-6a1f5d6a7e21", "name": "Uden beskrivelse"}),
    ("phones", [{"id": "6f3c2f0e-5f0b-5d0c-9b0a-6a1f5d6a7e21"}]),
    ("schedules", [{"description": "Hverdage"}]),
    ("service_areas", {"name": "Ikast"}),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_the_standard_refuses_what_is_wrong(api: Any, field: str, value: Any) -> None:
    found = api(f"services/{rich().pk}")[1]
    with pytest.raises(ValidationError):
        by_standard("service").validate(found | {field: value})


@pytest.mark.parametrize(
    ("field", "value"), [("phones", []), ("alert", "Lukket"), ("role", 3), ("assured_date", "i går"), ("navn", "SSP")]
)
def test_the_profile_is_stricter_than_the_standard(api: Any, field: str, value: Any) -> None:
    found = copy.deepcopy(api(f"services/{rich().pk}")[1])
    if field == "phones":
        del found["phones"]
    else:
        found[field] = value
    by_standard("service").validate(found)
    with pytest.raises(ValidationError):
        by_profile("service").validate(found)


def test_the_profile_takes_away_only_what_the_standard_has() -> None:
    for name, patch in PATCHES.items():
        told = STANDARD[name]
        known = {field for kind in told.values() for field in kind}
        removed = {field for field, change in patch["properties"].items() if change is None}
        assert removed <= known, f"{name}: {removed - known}"


def test_every_field_of_ours_is_told_in_the_document() -> None:
    text = DOCUMENT.read_text("utf-8")
    known = {field for kind in STANDARD["service"].values() for field in kind}
    for field in PATCHES["service"]["properties"].keys() - known:
        assert f"`{field}`" in text, field
