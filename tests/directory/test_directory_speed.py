"""The query behind an answer: its cost does not grow with the rows, and its shapes are the documented ones."""

import json
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from directory.api.serializers import ServiceSerializer
from directory.resources.freshness import service_contact
from directory.resources.models import Contact, Phone, Schedule, Service, Verification


def asked(address: str) -> tuple[int, dict[str, Any]]:
    """How many queries the address takes, and its answer."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = Client().get(address)
    assert answer.status_code == 200
    return len(queries), answer.json()


def furnish(service: Service, number: int) -> None:
    """Give a service one row of every kind, confirmed."""
    Phone.objects.create(service=service, number=f"{number}")
    Phone.objects.create(service=service, number=f"{number + 1}", type="sms")
    Contact.objects.create(
        service=service, name="Afdelingen", email=f"a{number}@example.org", url="https://example.org", published=True
    )
    Schedule.objects.create(service=service, description="Mandag til torsdag 9–15")
    known = {"opens_at": time(9), "closes_at": time(15, 30), "holidays": "closed", "valid_from": localdate()}
    Schedule.objects.create(service=service, byday="MO,TU", **known)
    Verification.objects.create(service=service, assurer="studievejleder")


def test_an_answer_takes_the_same_few_queries_with_many_rows() -> None:
    address = "/api/services?municipality=0756&school=eksempelskolen"
    before, answer = asked(address)
    for number, row in enumerate(answer["results"]):
        furnish(Service.objects.get(pk=row["id"]), 20_000_000 + 2 * number)
    after, answer = asked(address)
    assert len(answer["results"]) > 60
    assert any(row["contact_state"] == "confirmed" for row in answer["results"])
    # The municipality with its regions, the school; the services; six kinds of rows that belong to them.
    assert (before, after) == (9, 9)


@pytest.mark.parametrize("query", ["municipality=0756", "municipality=0101&age=16", "scope=national", ""])
def test_what_is_written_is_what_is_documented(query: str) -> None:
    first = Service.objects.filter(service_areas__uri="0756").order_by("pk")[:3]
    for number, service in enumerate(first):
        furnish(service, 20_000_000 + 2 * number)
    address = f"/api/services?{query}"
    while address:
        answer = Client().get(address).json()
        documented = ServiceSerializer(answer["results"], many=True).data
        assert json.loads(json.dumps(documented)) == answer["results"]
        address = answer["next"]


def test_a_page_that_holds_all_and_one_that_does_not_count_the_same() -> None:
    whole = asked("/api/services?scope=national")[1]
    assert 1 < whole["count"] == len(whole["results"]) <= 100
    part = asked("/api/services?scope=national&page_size=1")[1]
    assert (part["count"], len(part["results"])) == (whole["count"], 1)
    assert part["next"] and not whole["next"]
    exact = asked(f"/api/services?scope=national&page_size={whole['count']}")[1]
    assert exact["count"] == whole["count"] and not exact["next"]


def test_rows_are_judged_as_the_models_are() -> None:
    today = localdate()
    rows = list(Service.objects.filter(school=None, service_areas__uri="0756").order_by("pk")[:6])
    for number, row in enumerate(rows):
        furnish(row, 20_000_000 + 2 * number)
    Phone.objects.filter(service=rows[1], type="sms").delete()
    Service.objects.filter(pk=rows[2].pk).update(url="https://example.org/flyttet")
    Verification.objects.filter(service=rows[3]).update(assured_date=today - timedelta(days=25))
    Service.objects.filter(pk__in=[rows[3].pk, rows[4].pk]).update(is_crisis=True)
    Verification.objects.filter(service=rows[4]).update(assured_date=today - timedelta(days=40))
    Verification.objects.create(service=rows[5], assurer="studievejleder", result="rejected")
    states = set()
    for row in asked("/api/services?municipality=0756")[1]["results"]:
        found, phones = service_contact(Service.objects.get(pk=row["id"]), today)
        said = (row["contact_state"], row["assurer"], [phone["number"] for phone in row["phones"]])
        assert said == (found.state, found.assurer, [phone.number for phone in phones]), row["name"]
        states.add(found.state)
    assert states == {"confirmed", "ageing", "expired", "unconfirmed"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="is about SQLite's plan")
@pytest.mark.parametrize("query", ["municipality=0756&school=eksempelskolen", "scope=national&school=eksempelskolen"])
def test_sqlite_reads_only_the_services_it_needs(query: str) -> None:
    # Nobody runs ANALYZE in a school, and counts from a small register would mislead in a large one.
    with CaptureQueriesContext(connection) as asked_of_it:
        Client().get(f"/api/services?{query}")
    services = [one["sql"] for one in asked_of_it if 'FROM "resources_service" ' in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {services[0]}")
        plan = [row[3] for row in cursor.fetchall()]
    read = [step for step in plan if step.startswith(("SCAN resources_service", "SEARCH resources_service USING"))]
    assert read and all("(id=?)" in step or "(scope=?)" in step for step in read), plan
