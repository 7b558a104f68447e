"""A person can add a number in the admin, confirm it, and the API shows it."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from directory.resources.models import Service
from directory.schools.models import Plan, School


@pytest.fixture
def person() -> Client:
    client = Client()
    user = get_user_model().objects.create_superuser("vejleder", password="en-lang-adgangskode")  # noqa: S106
    client.force_login(user)
    return client


def form_of(client: Client, address: str) -> dict[str, Any]:
    """The values that a browser would send back from an admin page, untouched."""
    page = client.get(address)
    assert page.status_code == 200
    values: dict[str, Any] = {}
    context = page.context
    for form in [
        context["adminform"].form,
        *[form for one in context["inline_admin_formsets"] for form in one.formset],
    ]:
        for field in form:
            value = field.value()
            if value not in (None, False):
                values[field.html_name] = value
    for one in context["inline_admin_formsets"]:
        for field in one.formset.management_form:
            values[field.html_name] = field.value()
    return values


def test_add_a_number_and_confirm_it_in_one_page(person: Client, api: Any) -> None:
    service = Service.objects.get(name="SSP i Ikast-Brande Kommune")
    address = f"/admin/resources/service/{service.pk}/change/"
    values = form_of(person, address) | {
        "phones-TOTAL_FORMS": 1,
        "phones-0-number": "11 22 33 44",
        "phones-0-type": "voice",
        "phones-0-published": "on",
        "phones-0-service": str(service.pk),
        "verifications-TOTAL_FORMS": 1,
        "verifications-0-result": "confirmed",
        "verifications-0-assurer": "studievejleder",
        "verifications-0-assured_date": "2026-11-20",
        "verifications-0-valid_to": "2999-01-01",
        "verifications-0-service": str(service.pk),
    }
    answer = person.post(address, values)
    assert answer.status_code == 302, answer.context and answer.context["errors"]
    found = api("services", municipality="0756", role="ssp_konsulent")[1]["results"][0]
    assert found["contact_state"] == "confirmed"
    assert [phone["number"] for phone in found["phones"]] == ["11 22 33 44"]
    assert (found["assurer"], found["assured_date"]) == ("studievejleder", "2026-11-20")
    service.refresh_from_db()
    assert service.origin == "knowledge", "a new number does not stop the texts from being renewed"


def test_a_changed_text_becomes_the_persons(person: Client) -> None:
    service = Service.objects.get(name="SSP i Ikast-Brande Kommune")
    address = f"/admin/resources/service/{service.pk}/change/"
    assert person.post(address, form_of(person, address) | {"cannot_do": "Ikke om natten."}).status_code == 302
    service.refresh_from_db()
    assert (service.cannot_do, service.origin) == ("Ikke om natten.", "person")


def test_who_changes_a_step_owns_the_plan(person: Client) -> None:
    plan = Plan.objects.get()
    address = f"/admin/schools/plan/{plan.pk}/change/"
    assert person.post(address, form_of(person, address) | {"steps-0-text": "Ring 112 nu."}).status_code == 302
    assert (Plan.objects.get().origin, School.objects.get().origin) == ("person", "person")


@pytest.mark.parametrize(
    "page",
    [
        "resources/service",
        "resources/organization",
        "resources/municipality",
        "resources/region",
        "resources/taxonomyterm",
        "resources/verification",
        "schools/school",
        "schools/plan",
    ],
)
def test_every_list_opens(person: Client, page: str) -> None:
    assert person.get(f"/admin/{page}/").status_code == 200


def test_a_confirmation_cannot_be_changed_or_made_out_of_context(person: Client) -> None:
    assert person.get("/admin/resources/verification/add/").status_code == 403


def test_the_admin_needs_a_login() -> None:
    answer = Client().get("/admin/resources/service/")
    assert answer.status_code == 302 and "/admin/login/" in answer["Location"]
