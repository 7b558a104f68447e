"""A caller may keep an answer and ask whether it is right; what was changed or has run out never is."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils.timezone import localdate

from directory.resources.models import Phone, Service, Verification

SERVICES = "/api/services?municipality=0756&role=ssp_konsulent"
PLAN = "/api/schools/eksempelskolen/plan"
NUMBER = "11 22 33 44"


def tag(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.headers["ETag"]


def status(path: str, known: str) -> int:
    return int(Client().get(path, headers={"If-None-Match": known}).status_code)


@pytest.fixture
def ssp() -> Service:
    """SSP in Ikast-Brande with a number that a person has confirmed."""
    service = Service.objects.get(name="SSP i Ikast-Brande Kommune")
    Phone.objects.create(service=service, number=NUMBER)
    Verification.objects.create(service=service, assurer="studievejleder")
    return service


@pytest.mark.parametrize(
    "path",
    ["/api/", "/api/profile", "/api/municipalities", "/api/municipalities/0756", SERVICES, "/api/schools", PLAN],
)
def test_the_same_answer_is_not_sent_twice(path: str) -> None:
    first = Client().get(path)
    again = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.content == b""
    assert again.headers["ETag"] == first.headers["ETag"] and again.headers["Cache-Control"]


def test_it_may_be_kept_by_one_caller_and_must_be_asked_about() -> None:
    told = {part.strip() for part in Client().get(SERVICES).headers["Cache-Control"].split(",")}
    assert {"private", "max-age=0"} <= told, "no proxy may keep it, and no copy is good for a while"
    assert "stale-if-error=604800" in told, "the action server may use its copy for a week when nobody answers"


def test_errors_and_health_are_never_kept() -> None:
    for path in ("/api/health", "/api/services?age=x", "/api/schools/ingen", "/api/intet"):
        answer = Client().get(path)
        assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers, path


def test_a_changed_number_is_a_new_answer(ssp: Service) -> None:
    known = tag(SERVICES)
    assert status(SERVICES, known) == 304
    ssp.phones.update(number="55 66 77 88")
    assert status(SERVICES, known) == 200
    ssp.phones.update(number=NUMBER)
    assert status(SERVICES, known) == 304, "the same words again are the same answer"


def test_a_removed_row_and_a_new_word_are_new_answers(ssp: Service) -> None:
    known = tag(SERVICES)
    Verification.objects.create(service=ssp, assurer="studievejleder", result=Verification.REJECTED)
    rejected = tag(SERVICES)
    assert rejected != known and NUMBER not in Client().get(SERVICES).content.decode()
    ssp.delete()
    assert status(SERVICES, rejected) == 200


def test_midnight_alone_makes_a_new_answer(ssp: Service) -> None:
    until = localdate() + timedelta(days=10)
    Verification.objects.update(valid_to=until)
    known = tag(SERVICES)
    with patch("directory.api.views.localdate", return_value=until):
        assert status(SERVICES, known) == 304
    with patch("directory.api.views.localdate", return_value=until + timedelta(days=1)):
        assert status(SERVICES, known) == 200
        assert NUMBER not in Client().get(SERVICES).content.decode()


def test_the_last_day_is_told(api: Any, ssp: Service) -> None:
    until = localdate() + timedelta(days=10)
    Verification.objects.update(valid_to=until)
    found = api("services", municipality="0756", role="ssp_konsulent")[1]["results"][0]
    assert found["valid_to"] == until.isoformat()
    Verification.objects.all().delete()
    assert api("services", municipality="0756", role="ssp_konsulent")[1]["results"][0]["valid_to"] is None


def test_head_is_answered_as_get_without_a_body() -> None:
    head, get = Client().head(SERVICES), Client().get(SERVICES)
    assert head.status_code == 200 and head.content == b""
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
