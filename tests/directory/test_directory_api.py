"""Every route: found, empty, and asked wrongly."""

from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from directory.resources.models import Service
from directory.schools.models import Plan

IKAST = "0756"


def keys(body: dict[str, Any]) -> list[str]:
    return [service["key"] for service in body["results"]]


def test_health_says_that_it_is_well_and_nothing_more(api: Any) -> None:
    assert api("health") == (200, {"status": "ok"})


def test_everything_in_the_files_is_there(api: Any) -> None:
    # 98 municipalities with 15 functions each, and 63 national and regional services.
    assert api("services", page_size="1")[1]["count"] == 98 * 15 + 63


def test_health_says_when_nothing_is_loaded(api: Any) -> None:
    Service.objects.all().update(status="inactive")
    assert api("health") == (503, {"status": "error"})


def test_health_says_when_the_database_is_away(api: Any) -> None:
    with patch.object(Service.objects, "filter", side_effect=DatabaseError):
        assert api("health") == (503, {"status": "error"})


def test_one_municipality(api: Any) -> None:
    status, body = api(f"municipalities/{IKAST}")
    assert status == 200
    assert body == {
        "code": "0756",
        "name": "Ikast-Brande",
        "region": "Midtjylland",
        "website": "https://www.ikast-brande.dk",
        "phone": None,
    }


def test_an_unconfirmed_switchboard_is_not_shown(api: Any) -> None:
    assert api("municipalities/0101")[1]["phone"] is None


def test_all_municipalities_and_a_search(api: Any) -> None:
    assert api("municipalities")[1]["count"] == 98
    assert [row["code"] for row in api("municipalities", q="brønd")[1]["results"]] == ["0153", "0810"]
    assert [row["code"] for row in api("municipalities", q="ÆRØ")[1]["results"]] == ["0492"]
    assert [row["name"] for row in api("municipalities", q="0760")[1]["results"]] == ["Ringkøbing-Skjern"]
    assert api("municipalities", q="Atlantis")[1]["results"] == []


def test_services_of_a_municipality_are_its_own_then_regional_then_national(api: Any) -> None:
    status, body = api("services", municipality=IKAST)
    assert status == 200
    rank = {"DK": 3, "midtjylland": 2, IKAST: 1}
    ranks = [rank[service["service_areas"][0]["uri"]] for service in body["results"]]
    assert ranks == sorted(ranks)
    assert set(ranks) == {1, 2, 3}
    assert body["count"] == len(body["results"]), "all services of a municipality must fit in one page"
    assert "laegevagt_midtjylland" in keys(body)
    assert "laegevagt_nordjylland" not in keys(body)
    assert "uturn" not in keys(body), "a Copenhagen service is not for Ikast"
    assert "uturn" in keys(api("services", municipality="0101")[1])


def test_age_decides_between_child_and_adult_services(api: Any) -> None:
    young = keys(api("services", municipality=IKAST, age="17")[1])
    adult = keys(api("services", municipality=IKAST, age="18")[1])
    assert "kommune_familieafd" in young and "kommune_familieafd" not in adult
    assert "voksensocial" in adult and "voksensocial" not in young
    assert "kui" in adult and "kui" not in keys(api("services", municipality=IKAST, age="25")[1])


def test_topics_and_roles_may_be_repeated(api: Any) -> None:
    drugs = set(keys(api("services", municipality=IKAST, topic="rusmidler")[1]))
    debts = set(keys(api("services", municipality=IKAST, topic="oekonomi")[1]))
    assert {"kommunal_rus", "ssp"} <= drugs and "boligsocial" in debts
    assert set(keys(api("services", municipality=IKAST, topic=["rusmidler", "oekonomi"])[1])) == drugs | debts
    assert keys(api("services", municipality=IKAST, role=["ssp_konsulent", "ppr"])[1]) == ["ssp", "ppr"]
    assert api("services", municipality=IKAST, role="kontaktlaerer")[1]["results"] == []


def test_a_service_out_of_use_is_not_offered(api: Any) -> None:
    Service.objects.filter(key="ssp").update(status="inactive")
    assert api("services", municipality=IKAST, role="ssp_konsulent")[1]["results"] == []


def test_ssp_is_not_offered_for_ordinary_distress(api: Any) -> None:
    assert "ssp" not in keys(api("services", municipality=IKAST, topic=["generelt", "ensomhed", "angst_depression"])[1])


def test_pages_cover_everything_once(api: Any) -> None:
    first, second = (
        api("services", municipality=IKAST, page_size="50")[1],
        api("services", municipality=IKAST, page_size="50", page="2")[1],
    )
    assert first["next"].endswith("page=2&page_size=50") and second["next"] is None and first["previous"] is None
    ids = [service["id"] for service in first["results"] + second["results"]]
    assert len(ids) == len(set(ids)) == first["count"]
    assert (first["page"], second["page"], first["page_size"]) == (1, 2, 50)


@pytest.mark.parametrize(
    ("path", "query", "status", "code", "parameter"),
    [
        ("services", {"scope": "local"}, 400, "unknown_scope", "scope"),
        ("services", {"municipality": "9999"}, 404, "unknown_municipality", "municipality"),
        ("services", {"municipality": ""}, 404, "unknown_municipality", "municipality"),
        ("services", {"municipality": "ikast"}, 404, "unknown_municipality", "municipality"),
        ("services", {"topic": ["rusmidler", "hash"]}, 404, "unknown_topic", "topic"),
        ("services", {"municipality": "07\x0056"}, 404, "unknown_municipality", "municipality"),
        ("services", {"topic": "\x00"}, 404, "unknown_topic", "topic"),
        ("services", {"school": "\x00"}, 404, "unknown_school", "school"),
        ("schools/%00", {}, 404, "unknown_school", "slug"),
        ("schools/%00/plan", {}, 404, "unknown_school", "slug"),
        ("services", {"role": "rektor"}, 404, "unknown_role", "role"),
        ("services", {"age": "sytten"}, 400, "bad_age", "age"),
        ("services", {"age": "-1"}, 400, "bad_age", "age"),
        ("services", {"age": "121"}, 400, "bad_age", "age"),
        ("services", {"age": "1_7"}, 400, "bad_age", "age"),
        ("services", {"page": "0"}, 400, "bad_page", "page"),
        ("services", {"page": "99"}, 404, "unknown_page", "page"),
        ("services", {"page": "9" * 5000}, 400, "bad_page", "page"),
        ("services", {"page_size": "101"}, 400, "bad_page_size", "page_size"),
        ("services", {"kommune": "0756"}, 400, "unknown_parameter", "kommune"),
        ("services", {"age": ["17", "18"]}, 400, "repeated_parameter", "age"),
        ("municipalities", {"name": "Ikast"}, 400, "unknown_parameter", "name"),
        ("municipalities", {"page": "x"}, 400, "bad_page", "page"),
        ("municipalities/9999", {}, 404, "unknown_municipality", "municipality"),
        ("municipalities/0756", {"x": "1"}, 400, "no_parameters", "x"),
        ("schools", {"page": "2"}, 404, "unknown_page", "page"),
        ("schools/findes-ikke", {}, 404, "unknown_school", "slug"),
        ("services/findes-ikke", {}, 404, "unknown_service", "id"),
        ("services/00000000-0000-0000-0000-000000000000", {}, 404, "unknown_service", "id"),
        ("schools/findes-ikke/plan", {}, 404, "unknown_school", "slug"),
        ("health", {"verbose": "1"}, 400, "no_parameters", "verbose"),
        ("organizations", {}, 404, "unknown_address", None),
    ],
)
def test_wrong_requests_say_what_to_do(
    api: Any, path: str, query: dict[str, Any], status: int, code: str, parameter: str | None
) -> None:
    found, body = api(path, **query)
    assert found == status
    assert set(body) == {"error"}
    assert (body["error"]["code"], body["error"]["parameter"]) == (code, parameter)
    assert body["error"]["message"].endswith(".")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_only_reads(method: str) -> None:
    answer = getattr(Client(), method)("/api/services")
    assert answer.status_code == 405
    assert answer.json()["error"]["code"] == "method_not_allowed"


def test_schools_and_the_plan(api: Any) -> None:
    school = {"slug": "eksempelskolen", "name": "Eksempelskolen", "municipality": IKAST, "example": True}
    assert api("schools")[1]["results"] == [school]
    look: dict[str, Any] = {"accent": None, "logo": None, "embed_origins": []}
    assert api("schools/eksempelskolen") == (200, school | look)
    status, body = api("schools/eksempelskolen/plan")
    assert status == 200 and body["school"].items() >= school.items()
    plan = body["plan"]
    assert plan["owner_role"] == "skoleleder" and plan["tovholder_deputy_role"]
    acute = [step for step in plan["steps"] if step["trigger"] == "acute"]
    assert "112" in acute[0]["text"] and acute[0]["order"] == 1
    assert "Bliv hos eleven" in acute[1]["text"]
    assert {step["trigger"] for step in plan["steps"]} == {"acute", "urgent", "concern"}
    assert all(step["role"] and step["deputy_role"] and step["within"] for step in plan["steps"])
    assert all(contact["phone"] is None for contact in plan["contacts"]), "an example has no real number"


def test_a_school_without_a_plan_says_so(api: Any) -> None:
    Plan.objects.all().delete()
    status, body = api("schools/eksempelskolen/plan")
    assert (status, body["error"]["code"]) == (404, "no_plan")


def test_production_shows_no_examples(api: Any) -> None:
    Service.objects.filter(key="ssp").update(is_example=True)
    assert api("services", municipality=IKAST, role="ssp_konsulent")[1]["results"][0]["contact_state"] == "example"
    with override_settings(PRODUCTION=True):
        assert api("schools")[1]["results"] == []
        assert api("schools/eksempelskolen")[0] == 404
        assert api("schools/eksempelskolen/plan")[0] == 404
        assert api("services", municipality=IKAST, role="ssp_konsulent")[1]["results"] == []


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/api/services?municipality=0756", 13),
        ("/api/services?municipality=0756&topic=rusmidler&role=ssp_konsulent&age=17", 15),
        ("/api/municipalities", 4),
        ("/api/schools/eksempelskolen/plan", 6),
    ],
)
def test_few_queries_however_long_the_list(path: str, most: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert Client().get(path).status_code == 200
    assert len(queries) <= most
