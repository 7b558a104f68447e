"""What the API promises: the OpenAPI document, HSDS's required fields, and the shape of contracts.md."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from django.core.management import call_command
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "directory" / "openapi.yml"

# docs/contracts.md 4.
SERVICE = {
    "id", "key", "name", "description", "status", "eligibility_description", "organization", "sector", "role", "topics",
    "service_areas", "phones", "schedules", "can_contribute", "cannot_do", "assurer", "contact_state", "valid_to",
    "source", "confidence", "bot_use",
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
        ("/api/", "/api/"),
        ("/api/profile", "/api/profile"),
        ("/api/health", "/api/health"),
        ("/api/municipalities?q=ikast", "/api/municipalities"),
        ("/api/municipalities/0756", "/api/municipalities/{code}"),
        ("/api/services?municipality=0756", "/api/services"),
        ("/api/rating-items", "/api/rating-items"),
        ("/api/basis?school=eksempelskolen&municipality=0756", "/api/basis"),
        ("/api/basis?school=ingen&municipality=9999", "/api/basis"),
        ("/api/basis?by=x", "/api/basis"),
        ("/api/schools", "/api/schools"),
        ("/api/schools/eksempelskolen", "/api/schools/{slug}"),
        ("/api/schools/eksempelskolen/plan", "/api/schools/{slug}/plan"),
        ("/api/services?age=x", "/api/services"),
        ("/api/services/ingen", "/api/services/{id}"),
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


def test_all_but_an_answer_about_a_contact_is_only_read() -> None:
    document = yaml.safe_load(DOCUMENT.read_text("utf-8"))
    sent = {path for path, methods in document["paths"].items() if methods.keys() != {"get"}}
    assert sent == {"/api/ratings"} and document["paths"]["/api/ratings"].keys() == {"post"}


def services(api: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api("services", municipality="0101")[1]["results"]
    return found


def test_a_service_has_what_contracts_requires(api: Any) -> None:
    for service in services(api):
        assert service.keys() >= SERVICE
        assert set(service["source"]) == {"name", "url", "date"}
        for link in (service.get("url"), service["source"]["url"]):
            assert link is None or link.startswith(("https://", "http://"))


def test_every_service_says_what_it_can_do_and_where_that_is_from(api: Any) -> None:
    for service in services(api):
        assert service["can_contribute"] and service["cannot_do"] and service["topics"]
        assert service["source"]["name"] and service["source"]["date"]
        assert service["eligibility_description"]
