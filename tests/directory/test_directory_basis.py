"""All that a plan rests on in one answer: what three other addresses give, and kept only while nothing changes."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.utils.timezone import localdate
from second_database import add, opened

from directory.api import basis, unchanged
from directory.api.serializers import MunicipalitySerializer, SchoolPlanSerializer
from directory.resources.models import Municipality, Organization, Phone, Service, TaxonomyTerm, Verification
from directory.schools.models import OnsiteTeam, Presence, School

SCHOOL = "eksempelskolen"


def one(school: str, municipality: str | None) -> dict[str, Any]:
    """What the one address answers."""
    home = f"&municipality={municipality}" if municipality is not None else ""
    answer = Client().get(f"/api/basis?school={school}{home}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def part(address: str) -> dict[str, Any]:
    """What an address of its own answers, in the shape of a part."""
    answer = Client().get(address)
    found = answer.json()
    if answer.status_code == 200:
        return {"answer": found, "error": None}
    return {"answer": None, "error": found["error"]["code"]}


def apart(school: str, municipality: str | None) -> dict[str, Any]:
    """What the other addresses answer, asked one after the other as for one plan."""
    plan = part(f"/api/schools/{school}/plan")
    own = "" if plan["error"] == "unknown_school" else f"&school={school}"
    where = "scope=regional&scope=national" if municipality is None else f"municipality={municipality}"
    services: dict[str, Any] = {"answer": [], "error": None}
    address: str | None = f"/api/services?{where}{own}"
    while address:
        page = part(address)
        if page["error"]:
            services, address = page, None
        else:
            services["answer"] += page["answer"]["results"]
            address = page["answer"]["next"]
    nobody = {"answer": None, "error": None}
    home = nobody if municipality is None else part(f"/api/municipalities/{municipality}")
    return {"plan": plan, "services": services, "municipality": home}


@pytest.fixture
def filled() -> None:
    """A school with rows of its own, a team, confirmed contacts, a school without a plan, and a switchboard."""
    school = School.objects.get(slug=SCHOOL)
    School.objects.create(slug="uden-plan", name="Skole uden plan", municipality=school.municipality)
    shared = list(Service.objects.filter(school=None, service_areas__uri="0756").order_by("pk")[:6])
    for number, service in enumerate(shared):
        Phone.objects.create(service=service, number=f"{20_000_000 + number}")
        Verification.objects.create(service=service, assurer="studievejleder")
    hidden = shared[0]
    own = Service.objects.create(
        key=hidden.key, organization=hidden.organization, school=school, name="Skolens egen", scope=hidden.scope
    )
    own.service_areas.create(name="Ikast-Brande Kommune", uri="0756")
    OnsiteTeam.objects.filter(school=school).delete()
    team = OnsiteTeam.objects.create(
        school=school, name="Elevtjenesten", phone="11 22 33 44", valid_to=localdate() + timedelta(days=20)
    )
    roles = list(TaxonomyTerm.objects.filter(taxonomy="role").order_by("-position")[:3])
    team.roles.set(roles)
    team.topics.set(TaxonomyTerm.objects.filter(taxonomy="topic").order_by("-position")[:3])
    for day, role in ((4, roles[0]), (1, None)):
        hours = {"opens_at": time(9), "closes_at": time(12, 30)}
        Presence.objects.create(team=team, weekday=day, where="Lokale 4", role=role, **hours)
    home = Municipality.objects.get(code="0756").organization
    Phone.objects.create(organization=home, number="99 60 40 00")
    Verification.objects.create(organization=home, assurer="studievejleder")


@pytest.mark.parametrize("school", [SCHOOL, "uden-plan", "findes-ikke", "æ%00"])
@pytest.mark.parametrize("municipality", [None, "0756", "0825", "9999"])
def test_it_says_what_the_others_say(filled: None, school: str, municipality: str | None) -> None:
    assert one(school, municipality) == apart(school, municipality)


def test_what_was_filled_in_is_there(filled: None) -> None:
    found = one(SCHOOL, "0756")
    assert found["municipality"]["answer"]["phone"] == "99 60 40 00"
    names = [service["name"] for service in found["services"]["answer"]]
    assert "Skolens egen" in names and len(names) > 60
    team = found["plan"]["answer"]["school"]["onsite_team"]
    assert [here["weekday"] for here in team["presence"]] == [1, 4] and len(team["roles"]) == len(team["topics"]) == 3
    assert one("uden-plan", "0756")["plan"] == {"answer": None, "error": "no_plan"}


def test_plans_and_municipalities_are_written_as_they_are_documented(filled: None) -> None:
    found = one(SCHOOL, "0756")
    plan, home = found["plan"]["answer"], found["municipality"]["answer"]
    assert plan.keys() == SchoolPlanSerializer().fields.keys()
    for name, serializer in SchoolPlanSerializer().fields.items():
        assert plan[name].keys() == serializer.fields.keys()
    plain = {**plan["plan"], "approved": plan["plan"]["approved"]}
    assert SchoolPlanSerializer().fields["plan"].to_representation(plain) == plan["plan"]
    assert home.keys() == MunicipalitySerializer().fields.keys()
    row = Municipality.objects.get(code="0756")
    assert MunicipalitySerializer(row, context={"today": localdate()}).data == home


def test_a_part_that_fails_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = one(SCHOOL, "0756")

    def broken(*_args: object) -> None:
        raise KeyError("steps")

    monkeypatch.setattr(basis, "found_plan", broken)
    answer = Client(raise_request_exception=False).get(f"/api/basis?school={SCHOOL}&municipality=0756")
    found = answer.json()
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert found == {**whole, "plan": {"answer": None, "error": "failed"}}


def test_a_database_that_is_away_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(basis, "found_municipality", away)
    client = Client(raise_request_exception=False)
    assert client.get(f"/api/basis?school={SCHOOL}&municipality=0756").status_code == 500


def test_a_wrong_parameter_is_refused() -> None:
    assert Client().get("/api/basis?skole=x").status_code == 400
    assert Client().get("/api/basis?school=a&school=b").status_code == 400


def test_the_same_answer_is_not_sent_twice() -> None:
    address = f"/api/basis?school={SCHOOL}&municipality=0756"
    first = Client().get(address)
    again = Client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert "max-age=0" in first.headers["Cache-Control"]
    Service.objects.filter(school=None, service_areas__uri="0756").first().delete()  # type: ignore[union-attr]
    assert Client().get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_what_is_kept_is_forgotten_when_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    state = [1]
    made: list[str] = []
    monkeypatch.setattr(unchanged, "state", lambda: state[0])
    kept = unchanged.Kept(most=2)

    def make(name: str, keep: bool = True) -> Any:
        def put() -> unchanged.Made:
            made.append(name)
            return name, keep

        return kept(name, put)

    for name in ("a", "a", "b", "a", "c", "a", "b"):
        make(name)
    assert made == ["a", "b", "c", "b"], "b was not used for longest when c came"
    state[0] = 2
    make("a")
    assert made[4:] == ["a"]
    make("d", keep=False)
    make("d")
    assert made[5:] == ["d", "d"], "a fault is not kept"


def test_in_a_transaction_nothing_is_kept() -> None:
    assert connection.in_atomic_block and unchanged.state() is None


def test_every_write_is_seen_and_a_question_is_no_write(
    new_database: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = new_database("tables")
    with opened(address) as here, opened(address) as elsewhere:
        monkeypatch.setattr(unchanged, "connection", connections[here])
        seen = [unchanged.state()]

        def changed() -> bool:
            seen.append(unchanged.state())
            return seen[-1] not in seen[:-1]

        rows = Organization.objects.using(here)
        assert rows.count() == 0 and not changed()
        add(elsewhere, "En anden skrev")
        assert changed() and not changed()
        add(here, "Vi skrev selv")
        assert changed() and not changed()
        rows.filter(name="Vi skrev selv").update(description="y")
        assert changed()
        Organization.objects.using(elsewhere).filter(name="En anden skrev").delete()
        assert changed() and list(rows.values_list("name", flat=True)) == ["Vi skrev selv"]
        if connection.vendor == "sqlite":
            connections[here].close()
            assert changed(), "a new connection counts from the beginning"
