"""A school's own row stands in the place of the shared one, for that school alone."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from directory.accounts.access import may_approve, may_edit, may_read, schools_of
from directory.accounts.models import Membership
from directory.resources.models import Municipality, Phone, Service, ServiceArea, Verification
from directory.schools.models import School

MUNICIPALITY = "0756"


@pytest.fixture
def schools() -> tuple[School, School]:
    """The example school, and a second one in the same municipality."""
    other = School.objects.create(
        slug="nabo", name="Naboskolen", municipality=Municipality.objects.get(code=MUNICIPALITY)
    )
    return School.objects.get(slug="eksempelskolen"), other


def own_ssp(school: School, **values: Any) -> Service:
    """Make a school's own row for SSP, with a number that somebody has confirmed."""
    shared = Service.objects.get(key="ssp", service_areas__uri=MUNICIPALITY, school=None)
    row = Service.objects.create(
        school=school,
        key="ssp",
        organization=shared.organization,
        name="SSP, den vi kender",
        scope=shared.scope,
        sector=shared.sector,
        can_contribute=shared.can_contribute,
        cannot_do=shared.cannot_do,
        **values,
    )
    ServiceArea.objects.create(service=row, name="Ikast-Brande", uri=MUNICIPALITY)
    Phone.objects.create(service=row, number="99 60 00 00")
    Verification.objects.create(service=row, assurer="studievejleder")
    return row


def names(api: Any, **query: Any) -> list[str]:
    status, answer = api("services", municipality=MUNICIPALITY, **query)
    assert status == 200
    return [row["name"] for row in answer["results"] if row["key"] == "ssp"]


def test_own_row_replaces_the_shared_one_for_its_school_only(api: Any, schools: tuple[School, School]) -> None:
    own_ssp(schools[0])
    assert names(api, school="eksempelskolen") == ["SSP, den vi kender"]
    assert names(api, school="nabo") == ["SSP i Ikast-Brande Kommune"]
    assert names(api) == ["SSP i Ikast-Brande Kommune"]


def test_own_row_out_of_use_hides_the_shared_one(api: Any, schools: tuple[School, School]) -> None:
    own_ssp(schools[0], status="inactive")
    assert names(api, school="eksempelskolen") == []
    assert names(api, school="nabo") == ["SSP i Ikast-Brande Kommune"]


def test_unknown_school_and_scope_are_refused_by_name(api: Any) -> None:
    status, answer = api("services", school="findes-ikke")
    assert (status, answer["error"]["code"], answer["error"]["parameter"]) == (404, "unknown_school", "school")
    status, answer = api("services", scope="galaktisk")
    assert (status, answer["error"]["code"], answer["error"]["parameter"]) == (400, "unknown_scope", "scope")


def test_scope_leaves_the_municipal_rows_out(api: Any) -> None:
    status, answer = api("services", scope=["regional", "national"])
    assert status == 200
    assert answer["results"]
    assert not [row for row in answer["results"] if row["sector"] == "kommune" and row["key"] == "ssp"]


@pytest.mark.parametrize(
    ("role", "read", "edit", "approve"),
    [("reader", True, False, False), ("editor", True, True, False), ("approver", True, True, True)],
)
def test_roles(schools: tuple[School, School], role: str, read: bool, edit: bool, approve: bool) -> None:
    mine, other = schools
    user = get_user_model().objects.create_user("vejleder")
    Membership.objects.create(user=user, school=mine, role=role)
    assert (may_read(user, mine), may_edit(user, mine), may_approve(user, mine)) == (read, edit, approve)
    assert (may_read(user, other), may_edit(user, other), may_approve(user, other)) == (False, False, False)
    assert may_read(user, None)
    assert not may_edit(user, None)
    assert list(schools_of(user)) == [mine]


def test_administrator_may_everything_and_a_closed_account_nothing(schools: tuple[School, School]) -> None:
    administrator = get_user_model().objects.create_superuser("drift")
    assert set(schools_of(administrator)) == set(schools)
    assert may_edit(administrator, None)
    closed = get_user_model().objects.create_user("stoppet", is_active=False)
    Membership.objects.create(user=closed, school=schools[0], role="approver")
    assert not schools_of(closed)
    assert not may_read(closed, None)
