"""The admin's doors, as docs/asvs.md says: who gets in, for how long, and what cannot be smuggled in."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import identify_hasher
from django.test import Client

from directory.accounts.models import Membership
from directory.resources.models import Organization
from directory.schools.models import School

WORDS = "grøn cykel i regnvejr"
PAGES = ["/admin/", *(f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry)]


def logged_in() -> Client:
    client = Client()
    answer = client.post("/admin/login/", {"username": "leder", "password": WORDS})
    assert answer.status_code == 302
    return client


@pytest.fixture
def leader() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("leder", password=WORDS))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_and_a_person_without_rights_see_nothing(page: str) -> None:
    assert Client().get(page).status_code == 302
    plain = Client()
    plain.force_login(get_user_model().objects.create_user("elev"))
    answer = plain.get(page)
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/admin/login/")


def test_staff_may_do_no_more_than_they_were_given() -> None:
    client = Client()
    vikar = get_user_model().objects.create_user("vikar")
    Membership.objects.create(user=vikar, school=School.objects.get(slug="eksempelskolen"), role="reader")
    client.force_login(vikar)
    assert client.get("/admin/resources/service/").status_code == 200
    assert client.get("/admin/resources/service/add/").status_code == 403
    assert client.get("/admin/accounts/person/").status_code == 403


def test_a_wrong_password_says_the_same_as_a_wrong_name(leader: Client) -> None:
    answers = [
        Client().post("/admin/login/", {"username": name, "password": "forkert"}) for name in ("leder", "findes-ikke")
    ]
    said = [answer.context["form"].non_field_errors() for answer in answers]
    assert said[0] == said[1] and said[0]


def test_a_login_makes_a_new_session_and_a_logout_ends_it(leader: Client) -> None:
    client = Client()
    client.get("/admin/login/")
    planted = client.session.session_key
    client.post("/admin/login/", {"username": "leder", "password": WORDS})
    mine = client.session.session_key
    assert mine and mine != planted
    copy = Client()
    copy.cookies["sessionid"] = mine
    assert copy.get("/admin/").status_code == 200
    client.post("/admin/logout/")
    assert copy.get("/admin/").status_code == 302


def test_a_new_password_ends_the_other_sessions_and_needs_the_old_one(leader: Client) -> None:
    other = logged_in()
    values = {"old_password": "forkert", "new_password1": WORDS + " igen", "new_password2": WORDS + " igen"}
    assert leader.post("/admin/password_change/", values).status_code == 200, "the old password is asked for"
    assert other.get("/admin/").status_code == 200
    assert leader.post("/admin/password_change/", values | {"old_password": WORDS}).status_code == 302
    assert leader.get("/admin/").status_code == 200 and other.get("/admin/").status_code == 302


def test_nothing_is_posted_from_another_page(leader: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.get(username="leder"))
    assert strict.post("/admin/resources/organization/add/", {"name": "Falsk"}).status_code == 403
    assert not Organization.objects.filter(name="Falsk").exists()


def test_markup_in_a_name_is_shown_as_text(leader: Client) -> None:
    Organization.objects.create(name="<script>alert(1)</script>", description="x")
    page = leader.get("/admin/resources/organization/?q=script").content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page


def test_what_a_person_changes_is_written_down_with_her_name(leader: Client) -> None:
    values = {"name": "Ny forening", "description": "Hjælper", "website": ""}
    empty = {
        f"{table}-{field}_FORMS": 0 for table in ("phones", "verifications") for field in ("TOTAL", "INITIAL")
    }  # the two tables below the form, with no rows
    assert leader.post("/admin/resources/organization/add/", values | empty).status_code == 302
    entry = LogEntry.objects.latest("action_time")
    assert entry.user.get_username() == "leder" and "Ny forening" in entry.object_repr


def test_passwords_are_kept_as_slow_salted_prints(leader: Client) -> None:
    kept = get_user_model().objects.get(username="leder").password
    hasher = identify_hasher(kept)
    assert WORDS not in kept and hasher.algorithm == "pbkdf2_sha256"
    assert int(kept.split("$")[1]) >= 600_000
