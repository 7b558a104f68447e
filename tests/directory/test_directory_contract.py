"""What the API promises: the OpenAPI document, HSDS's required fields, and the shape of contracts.md."""

from pathlib import Path
from typing import Any
from uuid import UUID

import jsonschema
import pytest
import yaml
from django.core.management import call_command
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "directory" / "openapi.yml"

# Required by HSDS 3.0 (schema/service.json and its neighbours, openreferral/specification).
HSDS_REQUIRED = {
    "service": {"id", "name", "status"},
    "organization": {"id", "name", "description"},
    "phone": {"id", "number"},
    "schedule": {"id"},
    "service_area": {"id"},
}
# docs/contracts.md 4.
SERVICE = {
    "id", "name", "description", "status", "url", "email", "minimum_age", "maximum_age", "organization", "sector",
    "role", "topics", "service_areas", "phones", "schedules", "can_contribute", "cannot_do", "application_process",
    "assured_date", "assurer", "contact_state", "source", "confidence", "bot_use",
}  # fmt: skip


def test_the_openapi_document_is_up_to_date(tmp_path: Path) -> None:
    fresh = tmp_path / "openapi.yml"
    call_command("spectacular", file=str(fresh), validate=True, fail_on_warn=True)
    renew = "python directory/manage.py spectacular --file directory/openapi.yml"
    assert DOCUMENT.read_text("utf-8") == fresh.read_text("utf-8"), f"renew it: {renew}"


def test_the_openapi_document_is_served() -> None:
    answer = Client().get("/api/schema")
    assert answer.status_code == 200
    assert yaml.safe_load(answer.content)["paths"].keys() == yaml.safe_load(DOCUMENT.read_text("utf-8"))["paths"].keys()


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/api/health", "/api/health"),
        ("/api/municipalities?q=ikast", "/api/municipalities"),
        ("/api/municipalities/0756", "/api/municipalities/{code}"),
        ("/api/services?municipality=0756", "/api/services"),
        ("/api/schools", "/api/schools"),
        ("/api/schools/eksempelskolen", "/api/schools/{slug}"),
        ("/api/schools/eksempelskolen/plan", "/api/schools/{slug}/plan"),
        ("/api/services?age=x", "/api/services"),
        ("/api/municipalities/9999", "/api/municipalities/{code}"),
        ("/api/schools/ingen", "/api/schools/{slug}"),
    ],
)
def test_answers_have_the_documented_shape(address: str, path: str) -> None:
    document = yaml.safe_load(DOCUMENT.read_text("utf-8"))
    answer = Client().get(address)
    documented = document["paths"][path]["get"]["responses"][str(answer.status_code)]
    schema = documented["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator({**schema, "components": document["components"]}).validate(answer.json())


def test_only_reading_is_documented() -> None:
    document = yaml.safe_load(DOCUMENT.read_text("utf-8"))
    assert {method for path in document["paths"].values() for method in path} == {"get"}


def services(api: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api("services", municipality="0101")[1]["results"]
    return found


def test_a_service_has_what_contracts_and_hsds_require(api: Any) -> None:
    for service in services(api):
        assert service.keys() >= SERVICE
        assert set(service["source"]) == {"name", "url", "date"}
        for name, records in {
            "service": [service],
            "organization": [service["organization"]],
            "phone": service["phones"],
            "schedule": service["schedules"],
            "service_area": service["service_areas"],
        }.items():
            for record in records:
                missing = {field for field in HSDS_REQUIRED[name] if not record.get(field)}
                assert not missing, f"{service['name']}: {name} lacks {missing}"
                UUID(record["id"])


def test_hsds_values_are_within_hsds(api: Any) -> None:
    for service in services(api):
        assert service["status"] in {"active", "inactive", "defunct", "temporarily closed"}
        for link in (service["url"], service["source"]["url"]):
            assert link is None or link.startswith(("https://", "http://"))


def test_every_service_says_what_it_can_do_and_where_that_is_from(api: Any) -> None:
    for service in services(api):
        assert service["can_contribute"] and service["cannot_do"] and service["topics"]
        assert service["source"]["name"] and service["source"]["date"]
        assert service["eligibility_description"]
