"""Who may do what: the rights that the roles give, and the administrator's page of users."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from django.utils import timezone

from directory.accounts.models import Identity, Membership, OneTimePassword
from directory.resources.models import Municipality, Organization, Phone, Service
from directory.schools.models import Plan, School

ADMINISTRATOR = {"username": "drift", "password": "grøn cykel i regnvejr"}
CHOSEN = "sølv måge på kajen"


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """A million rounds for every sign-in would only make the tests slow."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def school() -> School:
    return School.objects.get(slug="eksempelskolen")


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser(**ADMINISTRATOR))
    return client


def person(school: School, role: str) -> Any:
    user = get_user_model().objects.create_user(f"{role}-{school.slug}")
    Membership.objects.create(user=user, school=school, role=role)
    return user


MAY = {  # path: who gets in
    "/admin/": "reader editor approver",
    "/admin/resources/service/": "reader editor approver",
    "/admin/resources/organization/": "reader editor approver",
    "/admin/resources/service/add/": "editor approver",
    "/admin/resources/organization/add/": "",
    "/admin/resources/municipality/add/": "",
    "/admin/schools/plan/": "reader editor approver",
    "/admin/schools/school/add/": "",
    "/admin/accounts/person/": "",
    "/admin/accounts/person/add/": "",
    "/admin/accounts/log/": "",
}


@pytest.mark.parametrize("role", ["reader", "editor", "approver", "administrator"])
def test_the_pages_that_a_role_opens(school: School, administrator: Client, role: str) -> None:
    client = administrator
    if role != "administrator":
        client.force_login(person(school, role))
    for path, roles in MAY.items():
        expected = role == "administrator" or role in roles.split()
        assert (client.get(path).status_code == 200) == expected, path


def test_rights_with_a_row_are_those_at_its_school(school: School) -> None:
    other = School.objects.create(slug="nabo", name="Nabo", municipality=Municipality.objects.all()[0])
    editor, approver = person(school, "editor"), person(school, "approver")
    shared = Service.objects.filter(school=None).first()
    assert shared is not None
    organization = Organization.objects.all()[0]
    kept = {"key": "ssp", "organization": organization, "scope": 1, "sector": "kommune", "can_contribute": "x"}
    own, theirs = (Service.objects.create(name="SSP", cannot_do="x", school=where, **kept) for where in (school, other))
    number = Phone.objects.create(service=own, number="11 22 33 44")
    switchboard = Phone.objects.create(organization=organization, number="22 33 44 55")
    change = "resources.change_service"
    assert editor.has_perm(change) and editor.has_perm(change, own)
    assert not editor.has_perm(change, theirs) and not editor.has_perm(change, shared)
    assert editor.has_perm("resources.view_service", shared) and not editor.has_perm("resources.view_service", theirs)
    assert editor.has_perm("resources.delete_phone", number)
    assert not editor.has_perm("resources.delete_phone", switchboard), "an organization is everybody's"
    plan = Plan.objects.get(school=school)
    assert approver.has_perm("schools.approve_plan", plan) and not editor.has_perm("schools.approve_plan", plan)
    for unknown in ("auth.change_user", "accounts.view_log", "schools.sell_plan", "nonsense"):
        assert not approver.has_perm(unknown), unknown


def test_the_last_role_taken_away_ends_the_open_session(school: School) -> None:
    client, user = Client(), person(school, "editor")
    client.force_login(user)
    assert user.is_staff and client.get("/admin/").status_code == 200
    Membership.objects.filter(user=user).delete()
    user.refresh_from_db()
    assert not user.is_staff and client.get("/admin/").status_code == 302


def new_user(administrator: Client, school: School, name: str, role: str | None = "editor") -> tuple[str, str]:
    """Add a user as an administrator does; gives the page that follows, and the one-time password on it."""
    values = {"username": name, "first_name": "", "is_active": "on", "memberships-INITIAL_FORMS": 0}
    values |= {"memberships-TOTAL_FORMS": 1 if role else 0}
    if role:
        values |= {"memberships-0-school": str(school.pk), "memberships-0-role": role}
    answer = administrator.post("/admin/accounts/person/add/", values)
    assert answer.status_code == 200
    page = html.unescape(answer.content.decode())
    found = re.search(r"<code>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</code>", page)
    assert found, page
    return page, found.group(1)


def sign_in(name: str, password: str) -> Client:
    client = Client()
    client.post("/admin/login/?next=/admin/", {"username": name, "password": password})
    return client


def test_a_new_user_gets_a_password_for_once_and_chooses_her_own(administrator: Client, school: School) -> None:
    _, password = new_user(administrator, school, "vejleder")
    client = sign_in("vejleder", password)
    for path in ("/admin/", "/admin/resources/service/"):
        answer = client.get(path)
        assert answer.status_code == 302 and answer.headers["Location"] == "/admin/password_change/", path
    page = client.get("/admin/password_change/", follow=True).content.decode()
    assert "Vælg din egen adgangskode først" in page

    same = {"old_password": password, "new_password1": password, "new_password2": password}
    assert client.post("/admin/password_change/", same).status_code == 200, "the same password is none of her own"
    assert client.get("/admin/").status_code == 302
    own = {"old_password": password, "new_password1": CHOSEN, "new_password2": CHOSEN}
    assert client.post("/admin/password_change/", own).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert sign_in("vejleder", CHOSEN).get("/admin/").status_code == 200
    assert sign_in("vejleder", password).get("/admin/").status_code == 302


def test_a_one_time_password_runs_out_and_a_new_one_helps(administrator: Client, school: School) -> None:
    _, password = new_user(administrator, school, "vejleder")
    OneTimePassword.objects.update(valid_to=timezone.now() - timedelta(minutes=1))
    assert "_auth_user_id" not in sign_in("vejleder", password).session
    user = get_user_model().objects.get(username="vejleder")
    again = administrator.post(f"/admin/accounts/person/{user.pk}/engangskode/").content.decode()
    newer = re.findall(r"<code>(.*?)</code>", again)[0]
    assert newer != password and "_auth_user_id" in sign_in("vejleder", newer).session


def test_only_an_administrator_makes_passwords_and_never_for_a_school_account(
    administrator: Client, school: School
) -> None:
    user = person(school, "reader")
    client = Client()
    client.force_login(person(school, "approver"))
    address = f"/admin/accounts/person/{user.pk}/engangskode/"
    assert client.post(address).status_code == 403 and administrator.get(address).status_code == 405
    Identity.objects.create(user=user, issuer="https://login.example", subject="1")
    assert administrator.post(address).status_code == 403
    page = administrator.get(f"/admin/accounts/person/{user.pk}/change/").content.decode()
    assert "engangskode" not in page and "memberships-0-role" not in page, "roles come from the school's account"


def test_who_gets_no_role_is_said_so(administrator: Client, school: School) -> None:
    page, password = new_user(administrator, school, "uden-rolle", role=None)
    assert "Giv en rolle ved en skole" in page
    assert "_auth_user_id" not in sign_in("uden-rolle", password).session


def test_there_is_always_an_administrator_and_nobody_is_removed(administrator: Client, school: School) -> None:
    me = get_user_model().objects.get(username="drift")
    address = f"/admin/accounts/person/{me.pk}/change/"
    values = {"username": "drift", "first_name": "", "is_active": "on"}
    values |= {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    refused = administrator.post(address, values)
    assert refused.status_code == 200 and "mindst én administrator" in refused.content.decode()
    get_user_model().objects.create_superuser("afløser")
    assert administrator.post(address, values).status_code == 302
    assert administrator.get("/admin/").status_code == 302, "who gave it away is out at once"
    other = Client()
    other.force_login(get_user_model().objects.get(username="afløser"))
    assert other.post(f"/admin/accounts/person/{me.pk}/delete/", {"post": "yes"}).status_code == 403
